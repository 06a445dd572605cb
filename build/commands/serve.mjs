// Running the product.
import { runNode } from '../processes.mjs';
import { headlessCommand } from '../project.mjs';

/** Headless, from the folder in which the person called npm, so that relative paths mean what they say. */
export async function serve(args) {
  const { code } = await runNode([...headlessCommand, 'serve', ...args], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
  });
  return code;
}
