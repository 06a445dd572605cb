/**
 * Reads every segment at start and rebuilds the account from it. Damage never stops it: what cannot be read is
 * skipped, counted and logged. What is found is made durable before it counts: after `kill -9` the last group may
 * stand in the page cache only.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { alertStatuses } from '../../../../src-shared/vocabulary.ts';
import type { Logger } from '../../ports.ts';
import { type Accounts, applyProgress } from './accounts.ts';
import { largeFileName } from './body.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import type { Seal } from './journal.ts';
import { type Place, parseLocation } from './location.ts';
import { decodeRecord, HEADER_BYTES, recordFlags, type StoredRecord, surveyRecords } from './record.ts';
import { noteWritten, type Segment, segmentFromName } from './segment.ts';
import { errorCode, makeFolder, readReadable, removeIfThere, type SpoolFs, syncFolder } from './spool-fs.ts';
import { decodeMeta, type StoredMessage } from './stored-message.ts';

/** Room for the seals at a segment's start. */
const SEAL_BYTES = 64 * 1024;

const sealsSchema = z.array(z.object({ segment: z.int(), goodBytes: z.int().min(0) }));
const progressSchema = z.array(
  z.union([
    z.tuple([z.literal('m'), z.string(), z.enum(alertStatuses)]),
    z.tuple([z.literal('d'), z.string(), z.string()]),
    z.tuple([z.literal('c'), z.string(), z.int().min(1)]),
  ]),
);

export interface Rebuilt {
  nextSeq: number;
  checkpoint: Checkpoint;
  /** Unreadable stretches and messages that were skipped. */
  damaged: number;
  /** Bytes behind the last whole record, cut off. */
  tornBytes: number;
}

export interface RebuildDeps {
  files: SpoolFs;
  dir: string;
  largeDir: string;
  logger: Logger;
  segments: Map<number, Segment>;
  accounts: Accounts;
  onStep: (name: string) => void | Promise<void>;
  /** Every message that had a Message-ID, as found. */
  onJoinable: (message: StoredMessage, place: Place) => void;
  /** A message that moved while its old segment was not removed: its progress may not be journaled behind it. */
  onHalfMoved: (place: Place) => void;
}

export async function rebuild(deps: RebuildDeps): Promise<Rebuilt> {
  const { files, dir, largeDir, logger, segments, accounts } = deps;
  await makeFolder(files, dir);
  await makeFolder(files, largeDir);
  const { checkpoint, damaged: checkpointDamaged } = await readCheckpoint(files, dir);
  if (checkpointDamaged)
    logger.error({}, 'The spool checkpoint is damaged: totals count from what is kept now');
  accounts.start(checkpoint.removed, checkpoint.joined);

  const found = await findSegments(deps, checkpoint);
  const goodBytes = await readSeals(deps, found);
  const largeFiles = await findLargeFiles(deps);
  let damaged = checkpointDamaged ? 1 : 0;
  let tornBytes = 0;
  /** A record that cannot be read may be the one that names a large body. */
  let isWhole = true;

  for (const [index, segment] of found.entries()) {
    const isLast = index === found.length - 1;
    segments.set(segment.seq, segment);
    const read = await readSegment(deps, segment, goodBytes.get(segment.seq), largeFiles);
    damaged += read.damaged;
    if (read.damaged > 0 || read.badBytes > 0) isWhole = false;
    // What the medium gave up is not torn: it may have been accepted, and be there again tomorrow.
    if (read.tailBytes > 0 && isLast && read.badBytes === 0) {
      await cutTail(deps, segment, read.tailBytes);
      tornBytes += read.tailBytes;
    } else if (read.tailBytes > 0) {
      damaged++;
      isWhole = false;
    }
    if (isLast && read.badBytes === 0) await makeDurable(deps, segment);
  }
  await syncFolder(files, dir);
  if (isWhole) await removeOrphans(deps, largeFiles);

  const lastSeq = found.at(-1)?.seq ?? 0;
  if (damaged > 0) logger.error({ damaged }, 'Parts of the spool are damaged and were skipped');
  return { nextSeq: Math.max(lastSeq, checkpoint.removedThrough) + 1, checkpoint, damaged, tornBytes };
}

/** In order; those that a checkpoint already accounts for are removed. */
async function findSegments(deps: RebuildDeps, checkpoint: Checkpoint): Promise<Segment[]> {
  const found: Segment[] = [];
  for (const name of await deps.files.readdir(deps.dir)) {
    const segment = segmentFromName(name);
    if (!segment) continue;
    if (segment.seq > checkpoint.removedThrough) found.push(segment);
    else await removeIfThere(deps.files, join(deps.dir, name));
  }
  return found.sort((a, b) => a.seq - b.seq);
}

/** Where segments end whose last write failed, as the segments behind them say. */
async function readSeals(deps: RebuildDeps, found: Segment[]): Promise<Map<number, number>> {
  const goodBytes = new Map<number, number>();
  for (const segment of found) {
    const { bytes: head } = await readFile(deps, segment, SEAL_BYTES);
    const record = decodeRecord(head, 0, segment.salt);
    if (record?.type !== 'seal') continue;
    const seals: Seal[] = sealsSchema.safeParse(parseJson(record.meta)).data ?? [];
    for (const seal of seals) goodBytes.set(seal.segment, seal.goodBytes);
  }
  return goodBytes;
}

async function readFile(
  deps: RebuildDeps,
  segment: Segment,
  maxBytes: number,
): Promise<{ bytes: Buffer; badBytes: number }> {
  const path = join(deps.dir, segment.name);
  const sizeBytes = Math.min(await deps.files.sizeBytes(path), maxBytes);
  const fd = await deps.files.open(path, 'r');
  try {
    return await readReadable(deps.files, fd, Buffer.allocUnsafe(sizeBytes), 0);
  } finally {
    await deps.files.close(fd);
  }
}

/** Names of kept large bodies, with whether a record names them. Unfinished ones are removed. */
async function findLargeFiles(deps: RebuildDeps): Promise<Map<string, boolean>> {
  const largeFiles = new Map<string, boolean>();
  for (const name of await deps.files.readdir(deps.largeDir)) {
    if (name.endsWith('.eml')) largeFiles.set(name, false);
    else await removeIfThere(deps.files, join(deps.largeDir, name));
  }
  return largeFiles;
}

async function removeOrphans(deps: RebuildDeps, largeFiles: Map<string, boolean>): Promise<void> {
  for (const [name, named] of largeFiles) {
    if (!named) await removeIfThere(deps.files, join(deps.largeDir, name));
  }
}

async function readSegment(
  deps: RebuildDeps,
  segment: Segment,
  sealedAt: number | undefined,
  largeFiles: Map<string, boolean>,
): Promise<{ damaged: number; tailBytes: number; badBytes: number }> {
  const { bytes, badBytes } = await readFile(deps, segment, sealedAt ?? Number.MAX_SAFE_INTEGER);
  let damaged = 0;
  const survey = surveyRecords(bytes, segment.salt, (record) => {
    noteWritten(segment, record.writtenAt);
    if (!applyRecord(deps, segment, record, largeFiles)) damaged++;
  });
  segment.sizeBytes = survey.goodBytes;
  for (const gap of survey.gaps) {
    deps.logger.error({ segment: segment.seq, ...gap }, 'A damaged part of the spool was skipped');
  }
  if (badBytes > 0) {
    deps.logger.error(
      { segment: segment.seq, badBytes },
      'A part of the spool cannot be read from its medium',
    );
  }
  return { damaged: damaged + survey.gaps.length, tailBytes: bytes.length - survey.goodBytes, badBytes };
}

/** False when the record cannot be used. */
function applyRecord(
  deps: RebuildDeps,
  segment: Segment,
  record: StoredRecord,
  largeFiles: Map<string, boolean>,
): boolean {
  if (record.type === 'seal') return true;
  if (record.type === 'message') return applyMessage(deps, segment, record, largeFiles);
  const ops = progressSchema.safeParse(parseJson(record.meta));
  for (const op of ops.data ?? []) applyProgress(deps.accounts, op);
  return ops.success;
}

/** Undefined, which no schema here takes, when it is not JSON. */
function parseJson(meta: Buffer): unknown {
  try {
    return JSON.parse(meta.toString('utf8'));
  } catch {
    return undefined;
  }
}

function applyMessage(
  deps: RebuildDeps,
  segment: Segment,
  record: StoredRecord,
  largeFiles: Map<string, boolean>,
): boolean {
  const message = decodeMeta(record);
  if (!message) return false;
  const { id, sizeBytes, receivedAt } = message.envelope;
  if (record.flags & recordFlags.large) {
    if (!largeFiles.has(largeFileName(id))) {
      deps.logger.error({ id }, 'The body of a large message is missing from the spool');
      return false;
    }
    largeFiles.set(largeFileName(id), true);
    segment.large.set(id, sizeBytes);
  }
  const place: Place = {
    segment: segment.seq,
    offset: record.offset,
    ordinal: record.ordinal,
    sizeBytes,
    receivedAt,
    id,
  };
  const from = message.from === undefined ? null : parseLocation(message.from);
  if (!from) deps.accounts.admit(place);
  else if (deps.accounts.relocate(from, place)) deps.onHalfMoved(place);
  if (record.flags & recordFlags.joinable) deps.onJoinable(message, place);
  return true;
}

async function cutTail(deps: RebuildDeps, segment: Segment, tailBytes: number): Promise<void> {
  deps.logger.warn(
    { segment: segment.seq, tailBytes },
    'The last write before the stop was torn and is cut off; nobody was told it was accepted',
  );
  const fd = await deps.files.open(join(deps.dir, segment.name), 'r+');
  try {
    await deps.files.ftruncate(fd, segment.sizeBytes);
  } finally {
    await deps.files.close(fd);
  }
  await deps.onStep('open:truncated');
}

/** The newest segment may hold records that were written and never synced; a segment without any goes. */
async function makeDurable(deps: RebuildDeps, segment: Segment): Promise<void> {
  const path = join(deps.dir, segment.name);
  if (segment.sizeBytes < HEADER_BYTES) {
    deps.segments.delete(segment.seq);
    await removeIfThere(deps.files, path);
    return;
  }
  const fd = await deps.files.open(path, 'r+');
  try {
    await deps.files.fsync(fd);
  } catch (error) {
    deps.logger.error(
      { segment: segment.seq, code: errorCode(error) },
      'The newest segment cannot be synced; its last messages are fed now and may be missing after a power cut',
    );
  } finally {
    await deps.files.close(fd);
  }
}
