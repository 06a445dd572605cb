// The desktop app where it can run, else headless.
import { electronProgram, electronRemedy, whyNoElectron } from '../electron-binary.mjs';
import { run } from '../processes.mjs';
import { root } from '../project.mjs';
import { serve } from './serve.mjs';

/** Says why there is no window, and what would help, before it serves headless. */
export async function start(args) {
  const reason = whyNoElectron();
  if (reason !== undefined) {
    process.stdout.write(`No window: ${reason}. AlertFlow runs headless, as \`npm run serve\` does.\n`);
    if (electronProgram() === undefined) {
      for (const line of electronRemedy()) process.stdout.write(`  ${line}\n`);
    }
    return serve(args);
  }
  const { code } = await run(electronProgram(), [root, ...sandboxOf(), ...args]);
  return code;
}

/** Chromium refuses to run its sandbox as root; nobody else gets it switched off. */
function sandboxOf() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
