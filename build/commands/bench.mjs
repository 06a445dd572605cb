// The measurements in test/bench: all of them, or the named ones, one after the other. Each prints a table and leaves
// its figures as JSON in test-results/bench.
import { join } from 'node:path';
import { runNode, stopIfInterrupted } from '../processes.mjs';
import { root } from '../project.mjs';
import { benches } from '../test-files.mjs';

/** `args`: names, and flags such as --quick and --json, which every bench is given. */
export async function runBenches(args) {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const flags = args.filter((arg) => arg.startsWith('-'));
  const known = benches().map((file) => file.replace(/\.bench\.ts$/, ''));
  process.stdout.write(`benches: ${known.join(', ') || 'none'}\n`);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`Unknown bench: ${unknown.join(', ')}\n`);
    return 2;
  }
  let failed = 0;
  for (const name of names.length > 0 ? names : known) {
    process.stdout.write(`\n== ${name}\n`);
    const { code } = await runNode([join(root, 'test', 'bench', `${name}.bench.ts`), ...flags]);
    stopIfInterrupted();
    if (code !== 0) failed += 1;
  }
  return failed === 0 ? 0 : 1;
}
