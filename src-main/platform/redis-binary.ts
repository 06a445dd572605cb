/**
 * Which redis-server to run: the one named, the one packaged with the app, the system's, or one that
 * redis-memory-server built for this project.
 */
import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { AppError } from '../engine/errors.ts';

export interface RedisBinary {
  path: string;
  /** `7.0.15` */
  version: string;
  source: 'named' | 'packaged' | 'system' | 'built';
}

export interface RedisSearch {
  /** Named by the operator: this one or none. */
  override?: string | undefined;
  /** The app's resources: `redis/<os>-<arch>/redis-server` below it. */
  resourcesDir?: string | undefined;
  /** As in `$PATH`, and nowhere else; default: the process's own and the usual folders. */
  searchPath?: string | undefined;
  /** Where set-up let redis-memory-server build one. Nothing is fetched or built from here. */
  builtDir?: string | undefined;
}

/** BullMQ's recommended floor, and the first whose AOF settings are the ones used here. */
const floor = { major: 6, minor: 2 };
const versionTimeoutMs = 10_000;
const programName = process.platform === 'win32' ? 'redis-server.exe' : 'redis-server';

/** Desktop sessions often start with a PATH that lacks these. */
const usualFolders = process.platform === 'win32' ? [] : ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

const remedies: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'install it with: sudo apt-get install redis-server (or the redis package of your distribution)',
  darwin: 'install it with: brew install redis',
  win32: 'install Memurai or another Redis for Windows so that redis-server is on PATH',
};

/**
 * Finds a redis-server of version 6.2 or newer; older ones are passed over where another may follow. Throws
 * `unavailable` (or `invalid_input` for a named one) saying what was found and what to install.
 */
export const findRedisServer = async (search: RedisSearch = {}): Promise<RedisBinary> => {
  if (search.override !== undefined) return named(search.override);
  const unfit: string[] = [];
  for (const { source, find } of places(search)) {
    for (const path of await find()) {
      const probe = await readVersion(path);
      if (probe.kind === 'fit') return { path, version: probe.version, source };
      unfit.push(`${path}: ${probe.reason}`);
    }
  }
  const found = unfit.length === 0 ? '' : ` Found but not usable: ${unfit.join('; ')}.`;
  throw new AppError('unavailable', { message: `${needed}${found} ${remedy()}.` });
};

const needed = `There is no redis-server ${floor.major}.${floor.minor} or newer on this machine.`;

const remedy = (): string =>
  `${capital(remedies[process.platform] ?? 'install Redis')}, or use a running Redis with --redis redis://host:6379`;

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

const named = async (path: string): Promise<RedisBinary> => {
  const probe = await readVersion(resolve(path));
  if (probe.kind === 'fit') return { path: resolve(path), version: probe.version, source: 'named' };
  throw new AppError('invalid_input', {
    field: 'redisServer',
    message: `The named redis-server ${path} cannot be used: ${probe.reason}. ${remedy()}.`,
  });
};

interface Place {
  source: RedisBinary['source'];
  find(): Promise<string[]>;
}

const places = (search: RedisSearch): Place[] => [
  { source: 'packaged', find: () => present([packagedPath(search.resourcesDir)]) },
  { source: 'system', find: () => present(systemPaths(search.searchPath)) },
  { source: 'built', find: () => builtPaths(search.builtDir) },
];

const packagedPath = (resourcesDir: string | undefined): string | null =>
  resourcesDir === undefined
    ? null
    : join(resourcesDir, 'redis', `${process.platform}-${process.arch}`, programName);

const systemPaths = (searchPath: string | undefined): string[] => {
  const listed = (searchPath ?? process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const folders = searchPath === undefined ? [...listed, ...usualFolders] : listed;
  return [...new Set(folders)].map((folder) => join(folder, programName));
};

const present = async (paths: (string | null)[]): Promise<string[]> => {
  const checked = await Promise.all(
    paths.map(async (path) => (path !== null && (await isExecutable(path)) ? path : null)),
  );
  return checked.filter((path) => path !== null);
};

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/**
 * Asked only where its build is there already: left alone it would fetch and compile while the app starts, and without
 * checking certificates unless npm's environment tells it to.
 */
const builtPaths = async (builtDir: string | undefined): Promise<string[]> => {
  const version = 'stable';
  const program = process.platform === 'win32' ? 'memurai.exe' : 'redis-server';
  if (builtDir === undefined || !existsSync(join(builtDir, version, program))) return [];
  const resolver: typeof import('redis-memory-server/lib/util/RedisBinary.js') = createRequire(
    import.meta.url,
  )('redis-memory-server/lib/util/RedisBinary.js');
  return [await resolver.default.getPath({ downloadDir: builtDir, version, systemBinary: '' })];
};

type VersionProbe = { kind: 'fit'; version: string } | { kind: 'unfit'; reason: string };

/** No environment goes along: it may hold secrets. */
const readVersion = (path: string): Promise<VersionProbe> =>
  new Promise((done) => {
    const options = { timeout: versionTimeoutMs, env: childEnvironment(), windowsHide: true };
    execFile(path, ['--version'], options, (error, output) => {
      const match = /\bv=(\d+)\.(\d+)\.(\d+)/.exec(output);
      if (!match) {
        const why = (error as NodeJS.ErrnoException | null)?.code ?? 'no version in its answer';
        return done({ kind: 'unfit', reason: `it does not run as a redis-server (${why})` });
      }
      const [major, minor] = [Number(match[1]), Number(match[2])];
      const version = match[0].slice(2);
      if (major < floor.major || (major === floor.major && minor < floor.minor)) {
        return done({
          kind: 'unfit',
          reason: `version ${version} is older than ${floor.major}.${floor.minor}`,
        });
      }
      done({ kind: 'fit', version });
    });
  });

/** What a program started by this one gets of the environment: on Windows what programs cannot start without. */
export const childEnvironment = (): NodeJS.ProcessEnv =>
  process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot, PATH: process.env.PATH } : {};
