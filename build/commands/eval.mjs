// Scoring an analyser on labelled mails, from the folder in which the person called npm.
import { join } from 'node:path';
import { runNode } from '../processes.mjs';
import { root } from '../project.mjs';

/** `args`: see --help. */
export async function evaluate(args) {
  const { code } = await runNode([join(root, 'src-main', 'headless', 'eval', 'main.ts'), ...args], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
  });
  return code;
}
