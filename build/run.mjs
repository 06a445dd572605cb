// The one door of the npm scripts: set-up where needed, then the command, with the right Node.
// Usage: node build/run.mjs <command> [arguments]
import { runBenches } from './commands/bench.mjs';
import { runChecks } from './commands/check.mjs';
import { evaluate } from './commands/eval.mjs';
import { runFaults } from './commands/fault.mjs';
import { packageApp } from './commands/package.mjs';
import { serve } from './commands/serve.mjs';
import { start } from './commands/start.mjs';
import { runTests } from './commands/test.mjs';
import { Interrupted, passSignalsOn } from './processes.mjs';
import { explain, SetupError } from './progress.mjs';
import { setup } from './setup.mjs';

/** needs: steps of set-up before it (see setup.mjs). run: takes the arguments, answers the exit code. */
const commands = {
  start: { needs: ['node', 'dependencies', 'redis', 'bundle'], run: start },
  serve: { needs: ['node', 'dependencies', 'redis', 'bundle'], run: serve },
  // A failing step of set-up is a failed test here, so the command does its own set-up.
  test: { needs: [], run: runTests },
  check: { needs: ['node', 'dependencies'], run: runChecks },
  bench: { needs: ['node', 'dependencies', 'redis', 'bundle'], run: runBenches },
  eval: { needs: ['node', 'dependencies'], run: evaluate },
  fault: { needs: ['node', 'dependencies', 'redis', 'strace', 'bundle'], run: runFaults },
  package: { needs: ['node', 'dependencies', 'bundle'], run: packageApp },
  build: { needs: ['node', 'dependencies', 'bundle'], run: async () => 0 },
};

async function main([name, ...args]) {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
  if (!command) {
    process.stderr.write(
      `Unknown command: ${name ?? '(none)'}. Known: ${Object.keys(commands).join(', ')}\n`,
    );
    return 2;
  }
  passSignalsOn();
  try {
    await setup(command.needs);
    return await command.run(args);
  } catch (error) {
    if (error instanceof Interrupted) return error.exitCode;
    if (!(error instanceof SetupError)) throw error;
    explain(error);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
