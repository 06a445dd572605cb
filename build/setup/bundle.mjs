// The built program in out/, made again whenever a source differs from what it was built from.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runNode } from '../processes.mjs';
import { announced, SetupError } from '../progress.mjs';
import { bundleDir, dependencyScript, headlessBundle, root } from '../project.mjs';
import { sbomOf } from '../sbom.mjs';
import { requireSoundVersions } from '../version-floors.mjs';

const sources = [
  'src-main',
  'src-preload',
  'src-renderer',
  'src-shared',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
];
const stampFile = join(bundleDir, '.built-from');

export const bundleStep = { isDone: isBuilt, work: setupBundle };

function isBuilt() {
  if (!existsSync(headlessBundle) || !existsSync(stampFile)) return false;
  return readFileSync(stampFile, 'utf8') === fingerprintOf(sources);
}

async function setupBundle() {
  requireSoundVersions();
  const stamp = fingerprintOf(sources);
  await announced('building', async () => {
    const build = [dependencyScript('electron-vite'), 'build', '--logLevel', 'warn', '--ignoreConfigWarning'];
    const { code, output } = await runNode(build, { quiet: true });
    if (code !== 0) throw new SetupError('the program could not be built', { output });
    const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
    const sbom = sbomOf(read('package.json'), read('package-lock.json'));
    writeFileSync(join(bundleDir, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 1)}\n`);
    writeFileSync(stampFile, stamp);
  });
}

function fingerprintOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesOf(join(root, path))) {
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

function filesOf(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}
