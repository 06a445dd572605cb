// The checks that read the code without running it.
import { join } from 'node:path';
import { runNode, stopIfInterrupted } from '../processes.mjs';
import { dependencyScript, root } from '../project.mjs';

const checks = [
  { name: 'format and lint', command: () => [dependencyScript('@biomejs/biome', 'biome'), 'ci', ...plain()] },
  {
    name: 'types',
    command: () => [dependencyScript('typescript', 'tsc'), '--noEmit', '-p', 'tsconfig.json'],
  },
  {
    name: 'types of the console',
    command: () => [dependencyScript('typescript', 'tsc'), '--noEmit', '-p', 'src-renderer/tsconfig.json'],
  },
  {
    name: "types of the console's tests",
    command: () => [dependencyScript('typescript', 'tsc'), '--noEmit', '-p', 'test/e2e/tsconfig.json'],
  },
  { name: 'import table', command: () => [join(root, 'build', 'import-table.mjs')] },
  { name: 'version floors', command: () => [join(root, 'build', 'version-floors.mjs')] },
  { name: 'unused code', command: () => [dependencyScript('knip'), '--no-progress'] },
];

// Biome colours its words even where they go to a file.
function plain() {
  return process.stdout.isTTY ? [] : ['--colors=off'];
}

/** Runs all of them, also after a failure, and answers what came of each. */
export async function checkAll() {
  const outcomes = [];
  for (const { name, command } of checks) {
    process.stdout.write(`\n== ${name}\n`);
    const { code } = await runNode(command());
    stopIfInterrupted();
    process.stdout.write(`${name}: ${code === 0 ? 'ok' : 'failed'}\n`);
    outcomes.push({ name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
  }
  return outcomes;
}

export async function runChecks() {
  const outcomes = await checkAll();
  return outcomes.every(({ failed }) => failed === 0) ? 0 : 1;
}
