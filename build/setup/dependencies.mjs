// Dependencies: what stands in node_modules is what the lock file says.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from '../processes.mjs';
import { announced, SetupError } from '../progress.mjs';
import { root } from '../project.mjs';

// Dev dependencies hold the build and the tests, whatever NODE_ENV says.
const install = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', root];

export const dependenciesStep = { isDone: isInstalled, work: setupDependencies };

async function setupDependencies() {
  await announced('installing the dependencies', async () => {
    const { code, output } = await runNpm(install, { quiet: true });
    if (code === 0 && isInstalled()) return;
    throw new SetupError('the dependencies could not be installed', {
      remedy: 'npm ci --include=dev',
      output,
    });
  });
}

// npm leaves a list of what it installed in node_modules, written last.
function isInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(record);
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) =>
      path === '' || (installed[path] ? installed[path].version === version : Boolean(optional || peer)),
  );
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
