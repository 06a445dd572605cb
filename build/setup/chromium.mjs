// Chromium and fonts (Latin and Arabic script) for the end-to-end tests, once there are any.
import { existsSync } from 'node:fs';
import { run } from '../processes.mjs';
import { announced, SetupError } from '../progress.mjs';
import { endToEndSpecs } from '../test-files.mjs';
import { canInstallPackages, installPackages } from './apt.mjs';

const packages = ['chromium', 'fonts-dejavu-core', 'fonts-noto-core'];
const remedy = `sudo apt-get install ${packages.join(' ')}, or set CHROMIUM_PATH to a Chromium`;

export const chromiumStep = {
  isDone: async () => endToEndSpecs().length === 0 || (await hasChromium()),
  work: setupChromium,
};

async function setupChromium() {
  if (!canInstallPackages()) throw new SetupError('the end-to-end tests need Chromium', { remedy });
  await announced("installing Debian's Chromium and fonts", async () => {
    const { code, output } = await installPackages(packages);
    if (code !== 0) throw new SetupError('Chromium could not be installed', { remedy, output });
  });
}

async function hasChromium() {
  if (process.env.CHROMIUM_PATH) return existsSync(process.env.CHROMIUM_PATH);
  return (await run('chromium', ['--version'], { quiet: true })).code === 0;
}
