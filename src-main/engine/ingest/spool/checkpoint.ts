/**
 * What must be remembered of segments that were removed: up to which, and how many messages they held by status.
 * Written whole beside the old one and renamed over it, so that a crash leaves one or the other.
 */
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { alertStatuses } from '../../../../src-shared/vocabulary.ts';
import { noCounts, type StatusCounts } from './segment.ts';
import { errorCode, readReadable, removeIfThere, type SpoolFs, syncFolder, writeAll } from './spool-fs.ts';

const FILE = 'checkpoint.json';
const TEMPORARY = 'checkpoint.tmp';
const MAX_BYTES = 64 * 1024;

export interface Checkpoint {
  /** Segments up to this number are gone, or about to be. */
  removedThrough: number;
  /** Messages that were at home in them, by their last status. */
  removed: StatusCounts;
  /** Resends that were joined to them. */
  joined: number;
}

const schema = z.object({
  checkpoint: z.object({
    removedThrough: z.int().min(0),
    removed: z.record(z.enum(alertStatuses), z.int().min(0)),
    joined: z.int().min(0),
  }),
  crc: z.int(),
});

export async function writeCheckpoint(
  files: SpoolFs,
  dir: string,
  checkpoint: Checkpoint,
  onStep: (name: string) => void | Promise<void>,
): Promise<void> {
  const temporary = join(dir, TEMPORARY);
  await removeIfThere(files, temporary);
  const fd = await files.open(temporary, 'wx');
  try {
    const crc = crc32(JSON.stringify(checkpoint));
    await writeAll(files, fd, [Buffer.from(JSON.stringify({ checkpoint, crc }))], 0);
    await files.fsync(fd);
  } finally {
    await files.close(fd);
  }
  await onStep('checkpoint:written');
  await files.rename(temporary, join(dir, FILE));
  await onStep('checkpoint:renamed');
  await syncFolder(files, dir);
}

/** The last checkpoint; `damaged` when there is one that cannot be read. One that was read and makes no sense is put aside. */
export async function readCheckpoint(
  files: SpoolFs,
  dir: string,
): Promise<{ checkpoint: Checkpoint; damaged: boolean }> {
  await removeIfThere(files, join(dir, TEMPORARY));
  const none: Checkpoint = { removedThrough: 0, removed: noCounts(), joined: 0 };
  const { text, badBytes } = await readText(files, join(dir, FILE));
  if (text === null) return { checkpoint: none, damaged: false };
  const checkpoint = parseCheckpoint(text);
  if (checkpoint) return { checkpoint, damaged: false };
  if (badBytes === 0) await files.rename(join(dir, FILE), join(dir, 'checkpoint.damaged.json'));
  return { checkpoint: none, damaged: true };
}

function parseCheckpoint(text: string): Checkpoint | null {
  try {
    const { checkpoint, crc } = schema.parse(JSON.parse(text));
    return crc32(JSON.stringify(checkpoint)) === crc ? checkpoint : null;
  } catch {
    return null; // not JSON or not of this shape: damaged, which the caller reports
  }
}

async function readText(files: SpoolFs, path: string): Promise<{ text: string | null; badBytes: number }> {
  let fd: number;
  try {
    fd = await files.open(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { text: null, badBytes: 0 };
    throw error;
  }
  try {
    const { bytes, badBytes } = await readReadable(files, fd, Buffer.alloc(MAX_BYTES), 0);
    return { text: bytes.toString('utf8'), badBytes };
  } finally {
    await files.close(fd);
  }
}
