// The installers of the desktop app, in dist/. Arguments go to electron-builder: --linux deb, --win, --mac, --dir ...
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleRedis } from '../desktop/bundle-redis.mjs';
import { electronProgram } from '../electron-binary.mjs';
import { runNode } from '../processes.mjs';
import { dependencyScript, root } from '../project.mjs';
import { requireSoundVersions } from '../version-floors.mjs';

export async function packageApp(args) {
  // What was built before a floor was raised is not packaged after it.
  requireSoundVersions();
  const redis = bundleRedis();
  process.stdout.write(`${redis.path ? `Redis to bundle: ${redis.path}` : redis.reason}\n`);
  const program = electronProgram();
  const { code, output } = await runNode(
    [
      dependencyScript('electron-builder'),
      ...['--config', join(root, 'build', 'electron-builder.mjs'), '--publish', 'never'],
      ...(program && process.platform !== 'darwin' ? [`-c.electronDist=${dirname(program)}`] : []),
      ...args,
    ],
    { quiet: true },
  );
  process.stdout.write(output);
  if (code !== 0) process.stderr.write(`${whyNotBuilt(output, program !== undefined)}\n`);
  return code;
}

/** One clear line after electron-builder's many. */
export function whyNotBuilt(output, hasElectron) {
  const { version } = JSON.parse(
    readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'),
  );
  const isFetch =
    /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|status code|cannot resolve|Cannot download|fetch failed/i;
  if (!isFetch.test(output)) return 'Not packaged: see the last lines above.';
  return hasElectron
    ? 'Not packaged: a tool that makes this kind of installer could not be fetched. Set ELECTRON_BUILDER_BINARIES_MIRROR, or build another kind: npm run package -- --dir'
    : `Not packaged: the archive of Electron ${version} is not here and could not be fetched. Set ELECTRON_MIRROR, or unpack it and set ELECTRON_OVERRIDE_DIST_PATH to its folder.`;
}
