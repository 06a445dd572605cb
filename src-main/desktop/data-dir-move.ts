/**
 * Moving the data directory: everything is copied to an empty folder and compared before the new place counts; the old one
 * stays as it is, with a note, until a person removes it. The engine is stopped meanwhile.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  copyFile,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { MoveResult } from '../../src-shared/contract/desktop.ts';

export interface MoveOptions {
  from: string;
  to: string;
  onProgress: (copiedBytes: number, totalBytes: number) => void;
}

/** Belong to the run that is over, or are made anew at the next start. */
const leftOut = new Set(['owner.lock', 'runtime.json', 'redis.sock']);
const noteName = 'MOVED.txt';
/** Beside what is copied. */
const spareBytes = 64 * 1024 * 1024;

/** Changes nothing but for a folder it takes away again where it fails. */
export const moveDataDir = async ({ from, to, onProgress }: MoveOptions): Promise<MoveResult> => {
  const source = await realpath(from);
  const target = await realTarget(to);
  const refuse = (reason: Extract<MoveResult, { kind: 'refused' }>['reason']): MoveResult => ({
    kind: 'refused',
    reason,
    to: target,
  });
  if (source === target) return refuse('same');
  if (isInside(target, source) || isInside(source, target)) return refuse('inside');
  if (!(await isEmptyOrMissing(target))) return refuse('not-empty');

  const incoming = join(dirname(target), `.${basename(target)}.incoming-${process.pid}`);
  try {
    await mkdir(incoming, { recursive: true, mode: 0o700 });
  } catch {
    return refuse('not-writable');
  }
  try {
    const files = await filesBelow(source);
    const totalBytes = files.reduce((total, { size }) => total + size, 0);
    const { bavail, bsize } = await statfs(incoming);
    if (bavail * bsize < totalBytes + spareBytes) return refuse('no-room');
    let copiedBytes = 0;
    onProgress(0, totalBytes);
    for (const { path, size } of files) {
      await copyAndCompare(path, join(incoming, relative(source, path)));
      copiedBytes += size;
      onProgress(copiedBytes, totalBytes);
    }
    // An empty folder that was chosen gives way; one with something in it does not.
    await rmdir(target).catch(() => {});
    await rename(incoming, target);
    await writeFile(join(source, noteName), `The data was moved to ${target}.\n`, { mode: 0o600 });
    return { kind: 'moved', from: source, to: target };
  } catch {
    return refuse('copy-failed');
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
};

const isInside = (path: string, folder: string): boolean => path.startsWith(`${folder}${sep}`);

/** With links followed as far as the path exists. */
const realTarget = async (path: string): Promise<string> => {
  const absolute = resolve(path);
  const real = await realpath(absolute).catch(() => null);
  if (real !== null) return real;
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(await realTarget(parent), basename(absolute));
};

const isEmptyOrMissing = async (path: string): Promise<boolean> => {
  try {
    return (await readdir(path)).length === 0;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
};

const filesBelow = async (folder: string): Promise<{ path: string; size: number }[]> => {
  const names = await readdir(folder);
  const found: { path: string; size: number }[] = [];
  for (const name of names.sort()) {
    if (leftOut.has(name) || name === noteName) continue;
    const path = join(folder, name);
    const stats = await lstat(path);
    if (stats.isDirectory()) found.push(...(await filesBelow(path)));
    else if (stats.isFile()) found.push({ path, size: stats.size });
  }
  return found;
};

const copyAndCompare = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  if ((await hashOf(from)) !== (await hashOf(to))) throw new Error('a copy differs from its original');
};

const hashOf = (path: string): Promise<string> =>
  new Promise((done, fail) => {
    const hash = createHash('sha256');
    createReadStream(path)
      .on('data', (chunk) => hash.update(chunk))
      .on('error', fail)
      .on('end', () => done(hash.digest('hex')));
  });
