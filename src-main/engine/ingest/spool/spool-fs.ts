/**
 * The few file calls the spool is built on, so that tests can record their order, refuse them or cut the power
 * between them. All reject with Node's error (with its `code`).
 */
import fs from 'node:fs';
import { dirname } from 'node:path';

export interface SpoolFs {
  /** `wx` makes a new file (0600) and fails when it exists; `r+` changes one that is there. */
  open(path: string, flags: 'wx' | 'r' | 'r+'): Promise<number>;
  close(fd: number): Promise<void>;
  /** Bytes written, which may be fewer than given. */
  writev(fd: number, buffers: Buffer[], position: number): Promise<number>;
  /** Bytes read into the start of `buffer`; 0 at the end. */
  read(fd: number, buffer: Buffer, position: number): Promise<number>;
  fdatasync(fd: number): Promise<void>;
  fsync(fd: number): Promise<void>;
  ftruncate(fd: number, sizeBytes: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Makes the folder (0700) and those above it; no error when it is there. */
  mkdir(path: string): Promise<void>;
  readdir(path: string): Promise<string[]>;
  sizeBytes(path: string): Promise<number>;
  /** What an unprivileged user may still write, and the whole. */
  statfs(path: string): Promise<{ freeBytes: number; totalBytes: number }>;
}

type Done<T> = (error: NodeJS.ErrnoException | null, value: T) => void;

const call = <T>(start: (done: Done<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));

const callVoid = (start: (done: fs.NoParamCallback) => void): Promise<void> =>
  new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));

/** Callbacks rather than `fs.promises`: no FileHandle per call on the path of every accepted message. */
export const nodeSpoolFs: SpoolFs = {
  open: (path, flags) => call((done) => fs.open(path, flags, 0o600, done)),
  close: (fd) => callVoid((done) => fs.close(fd, done)),
  writev: (fd, buffers, position) =>
    call((done) => fs.writev(fd, buffers, position, (error, written) => done(error, written))),
  read: (fd, buffer, position) =>
    call((done) => fs.read(fd, buffer, 0, buffer.length, position, (error, bytes) => done(error, bytes))),
  fdatasync: (fd) => callVoid((done) => fs.fdatasync(fd, done)),
  fsync: (fd) => callVoid((done) => fs.fsync(fd, done)),
  ftruncate: (fd, sizeBytes) => callVoid((done) => fs.ftruncate(fd, sizeBytes, done)),
  rename: (from, to) => callVoid((done) => fs.rename(from, to, done)),
  unlink: (path) => callVoid((done) => fs.unlink(path, done)),
  mkdir: async (path) => {
    await fs.promises.mkdir(path, { recursive: true, mode: 0o700 });
  },
  readdir: (path) => fs.promises.readdir(path),
  sizeBytes: async (path) => (await fs.promises.stat(path)).size,
  statfs: async (path) => {
    const stats = await fs.promises.statfs(path);
    return { freeBytes: stats.bavail * stats.bsize, totalBytes: stats.blocks * stats.bsize };
  },
};

/** Writes all of `buffers` at `position`, going on after short writes; the short write before a full disk too. */
export async function writeAll(
  files: SpoolFs,
  fd: number,
  buffers: Buffer[],
  position: number,
): Promise<number> {
  const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  let written = await files.writev(fd, buffers, position);
  while (written < total) {
    const rest = Buffer.concat(buffers).subarray(written);
    const more = await files.writev(fd, [rest], position + written);
    if (more === 0) throw Object.assign(new Error('write made no progress'), { code: 'EIO' });
    written += more;
  }
  return total;
}

/** Reads up to `buffer.length` bytes; the part that was there. */
export async function readAll(files: SpoolFs, fd: number, buffer: Buffer, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const bytes = await files.read(fd, buffer.subarray(filled), position + filled);
    if (bytes === 0) break;
    filled += bytes;
  }
  return buffer.subarray(0, filled);
}

/** What a medium gives up with one bad sector: the system reads by pages. */
const PAGE_BYTES = 4_096;

/**
 * The same where the medium cannot be read in places: those pages are zeros, which no checksum fits. `badBytes` says how
 * much that is.
 */
export async function readReadable(
  files: SpoolFs,
  fd: number,
  buffer: Buffer,
  position: number,
): Promise<{ bytes: Buffer; badBytes: number }> {
  try {
    return { bytes: await readAll(files, fd, buffer, position), badBytes: 0 };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  let badBytes = 0;
  let filled = 0;
  while (filled < buffer.length) {
    const restOfPage = PAGE_BYTES - ((position + filled) % PAGE_BYTES);
    const page = buffer.subarray(filled, filled + restOfPage);
    const read = await readAll(files, fd, page, position + filled).catch((error: unknown) => {
      if (!isUnreadable(error)) throw error;
      badBytes += page.length;
      return page.fill(0);
    });
    filled += read.length;
    if (read.length < page.length) break;
  }
  return { bytes: buffer.subarray(0, filled), badBytes };
}

/** The medium does not give the bytes, read(2): for good or for now. What stands beside them may be fine. */
export const isUnreadable = (error: unknown): boolean => errorCode(error) === 'EIO';

/** Makes names made, renamed or removed in a folder durable. Windows has no such call and does not need it. */
export async function syncFolder(files: SpoolFs, path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const fd = await files.open(path, 'r');
  try {
    await files.fsync(fd);
  } finally {
    await files.close(fd);
  }
}

/** Makes a folder durable: its own name is synced in the folder above. */
export async function makeFolder(files: SpoolFs, path: string): Promise<void> {
  await files.mkdir(path);
  await syncFolder(files, dirname(path));
}

/** Removes a file that may be gone already. */
export async function removeIfThere(files: SpoolFs, path: string): Promise<void> {
  try {
    await files.unlink(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

export const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'UNKNOWN';
