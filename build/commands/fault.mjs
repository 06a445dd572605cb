// Breaking the product on purpose: test/fault, with the built program where sources need not be changed.
import { join } from 'node:path';
import { runNode } from '../processes.mjs';
import { headlessBundle, root } from '../project.mjs';

/** @returns exit code of the harness; its results are in the file named by `--results` */
export async function runFaults(args, options = {}) {
  const { code } = await runNode([join(root, 'test', 'fault', 'run.ts'), ...args], {
    env: { FAULT_PROGRAM: headlessBundle },
    ...options,
  });
  return code;
}
