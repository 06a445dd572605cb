// Set-up: what a fresh clone needs before a command can run. Nothing is said or done where the work is done already.
import { stopIfInterrupted } from './processes.mjs';
import { bundleStep } from './setup/bundle.mjs';
import { chromiumStep } from './setup/chromium.mjs';
import { dependenciesStep } from './setup/dependencies.mjs';
import { alone } from './setup/lock.mjs';
import { nodeStep } from './setup/node.mjs';
import { redisStep } from './setup/redis.mjs';
import { straceStep } from './setup/strace.mjs';

/** The steps, in the order in which they build on each other. */
const steps = {
  node: nodeStep,
  dependencies: dependenciesStep,
  redis: redisStep,
  strace: straceStep,
  chromium: chromiumStep,
  bundle: bundleStep,
};

/** Does the named steps in their order. Throws SetupError at the first that fails. */
export async function setup(names) {
  for (const [name, { isDone, work }] of Object.entries(steps)) {
    if (!names.includes(name) || (await isDone())) continue;
    await alone(async () => {
      // Another set-up may have done it while we waited.
      if (!(await isDone())) await work();
    });
    stopIfInterrupted();
  }
}
