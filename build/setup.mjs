// Set-up: what a fresh clone needs before a command can run. Each step returns at once when its work is done already.
import { setupBundle } from './setup/bundle.mjs';
import { setupChromium } from './setup/chromium.mjs';
import { setupDependencies } from './setup/dependencies.mjs';
import { setupNode } from './setup/node.mjs';
import { setupRedis } from './setup/redis.mjs';

/** The steps, in the order in which they build on each other. */
const steps = {
  node: setupNode,
  dependencies: setupDependencies,
  redis: setupRedis,
  chromium: setupChromium,
  bundle: setupBundle,
};

/** Does the named steps in their order. Throws SetupError at the first that fails. */
export async function setup(names) {
  for (const [name, step] of Object.entries(steps)) {
    if (names.includes(name)) await step();
  }
}
