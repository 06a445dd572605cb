// Running the product.
import { runHeadless } from '../processes.mjs';

/** Headless, from the folder in which the person called npm, so that relative paths mean what they say. */
export async function serve(args) {
  const { code } = await runHeadless(['serve', ...args], process.env.INIT_CWD ?? process.cwd());
  return code;
}
