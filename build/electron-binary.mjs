// Where the Electron program is, if it is here. Nothing is fetched: the npm package would, at its first use, from the
// internet, which closed networks refuse.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';

const programs = {
  linux: 'electron',
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};

const packageDir = join(root, 'node_modules', 'electron');

/** Path of the program, or undefined. `ELECTRON_OVERRIDE_DIST_PATH` goes first, as in Electron itself. */
export function electronProgram() {
  const name = programs[process.platform];
  if (name === undefined) return undefined;
  const folders = [process.env.ELECTRON_OVERRIDE_DIST_PATH, join(packageDir, 'dist')];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Why no window can be shown here, as one sentence, or undefined. */
export function whyNoElectron() {
  if (electronProgram() === undefined) {
    const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
    return given
      ? `ELECTRON_OVERRIDE_DIST_PATH is ${given}, and there is no Electron program in it`
      : 'the Electron program is not installed';
  }
  const isHeadless = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  return isHeadless ? 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' : undefined;
}

/** What a person can do about it. */
export function electronRemedy() {
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  return [
    `Electron ${version} is fetched from the internet by: npx install-electron`,
    'Behind a mirror: set ELECTRON_MIRROR to its address and run that again.',
    `Without any: unpack electron-v${version}-${process.platform}-${process.arch}.zip and set ELECTRON_OVERRIDE_DIST_PATH to its folder.`,
  ];
}
