/**
 * The append-only journal with group commit: whatever waits when the disk is free goes out in one write and one
 * fdatasync. Long, because the order of these steps is the promise "accepted is durable".
 *
 * After a failed write or sync nothing in that file can be trusted any more, and asking fdatasync again would only
 * hide it: the kernel may have dropped the pages and forgotten the error. So everyone in the group is refused, the
 * file is cut back to its last good record, and a new segment starts with a `seal` that names the file and where it
 * ends. The seal is on disk before anyone is told of the refusal (if the disk takes it at all), so that a refused
 * message which survived after all is not found beside its resend.
 */
import { join } from 'node:path';
import type { Clock, Logger } from '../../ports.ts';
import type { ProgressOp } from './accounts.ts';
import { encodeRecord, type RecordType } from './record.ts';
import { newSegment, noteWritten, type Segment } from './segment.ts';
import { errorCode, removeIfThere, type SpoolFs, syncFolder, writeAll } from './spool-fs.ts';

const MAX_GROUP_BYTES = 8 * 1024 * 1024;
const MAX_GROUP_WRITES = 1_024;
const MAX_GROUP_OPS = 8_192;
const OPS_PER_RECORD = 64;
/** Older ones are dropped beyond this; marks are repeated by the reconciler. */
const MAX_WAITING_OPS = 500_000;
const PROGRESS_DELAY_MS = 1_000;
const RETRY_MS = 1_000;
const SYNC_SAMPLES = 1_024;

export interface Failure {
  code: 'no-space' | 'io';
  reason: string;
}

export type Appended =
  | { ok: true; segment: Segment; offset: number; ordinal: number }
  | ({ ok: false } & Failure);

export interface Seal {
  segment: number;
  goodBytes: number;
}

export interface Journal {
  readonly failure: Failure | null;
  readonly activeSeq: number | null;
  /** Resolves when the message's record is synced, or refused. Never rejects. */
  appendMessage(record: { flags: number; meta: Buffer; body: Buffer[] }): Promise<Appended>;
  /** Written with the next group, or within a second. */
  addProgress(op: ProgressOp): void;
  /** Resolves when all that was given before is synced; rejects when the disk refuses. */
  flush(): Promise<void>;
  /** Ends the active segment when it is full or old, so that it can be removed some day. */
  rollIfDue(): Promise<void>;
  /** Sync time of the last group and the 99th percentile of recent ones, ms. */
  timings(): { lastSyncMs: number; syncP99Ms: number };
  start(nextSeq: number): void;
  close(): Promise<void>;
}

export interface JournalDeps {
  files: SpoolFs;
  dir: string;
  clock: Clock;
  logger: Logger;
  segments: Map<number, Segment>;
  onStep: ((name: string) => void | Promise<void>) | undefined;
  /** The state may have changed. */
  onChange: () => void;
  /** Bytes that reached the disk. */
  onBytes: (bytes: number) => void;
}

export interface JournalOptions {
  segmentBytes: number;
  segmentAgeMs: number;
}

interface Waiting {
  flags: number;
  meta: Buffer;
  body: Buffer[];
  sizeBytes: number;
  done: (outcome: Appended) => void;
}

interface Active {
  segment: Segment;
  fd: number;
  openedAt: number;
}

export function createJournal(deps: JournalDeps, options: JournalOptions): Journal {
  const { files, dir, clock, logger, segments } = deps;
  let active: Active | null = null;
  let nextSeq = 1;
  let waiting: Waiting[] = [];
  let ops: ProgressOp[] = [];
  const flushes: { done: () => void; failed: (error: Error) => void }[] = [];
  let unwrittenSeals: Seal[] = [];
  let failure: Failure | null = null;
  let running: Promise<void> | null = null;
  let rollWanted = false;
  let closed = false;
  let progressTimer: NodeJS.Timeout | undefined;
  let retryTimer: NodeJS.Timeout | undefined;
  const syncs = new Float64Array(SYNC_SAMPLES);
  let syncCount = 0;

  const step = async (name: string): Promise<void> => {
    if (deps.onStep) await deps.onStep(name);
  };

  const hasWork = (): boolean =>
    waiting.length > 0 || ops.length > 0 || flushes.length > 0 || (rollWanted && active !== null);

  function kick(): void {
    if (running || failure || closed || !hasWork()) return;
    running = run();
  }

  async function run(): Promise<void> {
    clearTimeout(progressTimer);
    progressTimer = undefined;
    while (hasWork() && !failure) {
      // One turn of the loop: everybody who was just answered, or is about to commit, gets into this group.
      await new Promise<void>((resolve) => setImmediate(resolve));
      await commitGroup();
    }
    running = null; // in the same turn as the last look for work, so that nothing is overlooked between
  }

  function takeGroup(): { writes: Waiting[]; progress: ProgressOp[] } {
    let count = 0;
    let bytes = 0;
    for (const write of waiting) {
      if (count >= MAX_GROUP_WRITES || (count > 0 && bytes + write.sizeBytes > MAX_GROUP_BYTES)) break;
      bytes += write.sizeBytes;
      count++;
    }
    const writes = waiting.slice(0, count);
    waiting = waiting.slice(count);
    const progress = ops.slice(0, MAX_GROUP_OPS);
    ops = ops.slice(progress.length);
    return { writes, progress };
  }

  async function commitGroup(): Promise<void> {
    const { writes, progress } = takeGroup();
    let dirty = false;
    try {
      const groupBytes = writes.reduce((sum, write) => sum + write.sizeBytes, 0);
      await rollWhenDue(groupBytes);
      if (writes.length > 0 || progress.length > 0) {
        const current = active ?? (await openSegment());
        dirty = true;
        const outcomes = await writeGroup(current, writes, progress);
        writes.forEach((write, index) => {
          write.done(outcomes[index] as Appended);
        });
      }
      if (ops.length === 0 && waiting.length === 0) for (const flush of flushes.splice(0)) flush.done();
    } catch (error) {
      ops = [...progress, ...ops];
      await refuseGroup(writes, error, dirty);
    }
  }

  async function writeGroup(current: Active, writes: Waiting[], progress: ProgressOp[]): Promise<Appended[]> {
    const { segment, fd } = current;
    const at = clock.now();
    const buffers: Buffer[] = [];
    let offset = segment.sizeBytes;
    let ordinal = segment.nextOrdinal;
    const add = (type: RecordType, flags: number, number: number, meta: Buffer, body: Buffer[]): number => {
      const start = offset;
      const encoded = encodeRecord({ type, flags, meta, body }, segment.salt, number, at);
      buffers.push(...encoded.buffers);
      offset += encoded.totalBytes;
      return start;
    };

    for (let index = 0; index < progress.length; index += OPS_PER_RECORD) {
      add('progress', 0, 0, Buffer.from(JSON.stringify(progress.slice(index, index + OPS_PER_RECORD))), []);
    }
    const outcomes = writes.map((write): Appended => {
      const number = ordinal++;
      return {
        ok: true,
        segment,
        ordinal: number,
        offset: add('message', write.flags, number, write.meta, write.body),
      };
    });

    await writeAll(files, fd, buffers, segment.sizeBytes);
    await step('journal:written');
    await sync(fd);
    await step('journal:synced');

    deps.onBytes(offset - segment.sizeBytes);
    segment.sizeBytes = offset;
    segment.nextOrdinal = ordinal;
    noteWritten(segment, at);
    return outcomes;
  }

  async function sync(fd: number): Promise<void> {
    const before = clock.monotonic();
    await files.fdatasync(fd);
    syncs[syncCount++ % SYNC_SAMPLES] = clock.monotonic() - before;
  }

  const isDue = (current: Active, groupBytes: number): boolean =>
    current.segment.sizeBytes > 0 &&
    (current.segment.sizeBytes + groupBytes > options.segmentBytes ||
      clock.monotonic() - current.openedAt >= options.segmentAgeMs);

  async function rollWhenDue(groupBytes: number): Promise<void> {
    rollWanted = false;
    if (!active || !isDue(active, groupBytes)) return;
    const { fd } = active;
    active = null;
    await files.close(fd);
  }

  /** A new file, its name synced in the folder, and the seals still owed synced in it, before anything else. */
  async function openSegment(): Promise<Active> {
    const segment = newSegment(nextSeq++);
    const path = join(dir, segment.name);
    const fd = await files.open(path, 'wx');
    try {
      await step('segment:created');
      await syncFolder(files, dir);
      if (unwrittenSeals.length > 0) {
        const meta = Buffer.from(JSON.stringify(unwrittenSeals));
        const { buffers, totalBytes } = encodeRecord(
          { type: 'seal', flags: 0, meta, body: [] },
          segment.salt,
          0,
          clock.now(),
        );
        await writeAll(files, fd, buffers, 0);
        await sync(fd);
        segment.sizeBytes = totalBytes;
      }
    } catch (error) {
      await files.close(fd).catch(() => undefined); // the first error tells more
      await removeIfThere(files, path).catch(() => undefined); // empty but for seals: harmless if it stays
      throw error;
    }
    unwrittenSeals = [];
    active = { segment, fd, openedAt: clock.monotonic() };
    segments.set(segment.seq, segment);
    return active;
  }

  async function refuseGroup(writes: Waiting[], error: unknown, dirty: boolean): Promise<void> {
    const refused = toFailure(error);
    logger.error({ code: errorCode(error), messages: writes.length }, 'The spool could not write; refusing');
    if (dirty) await abandonActive();
    await recover(refused);
    for (const write of writes) write.done({ ok: false, ...refused });
    if (failure) refuseAllWaiting(failure);
  }

  /** Cuts the failed file back to its last good record and leaves it. Its seal is owed from now on. */
  async function abandonActive(): Promise<void> {
    if (!active) return;
    const { segment, fd } = active;
    active = null;
    unwrittenSeals.push({ segment: segment.seq, goodBytes: segment.sizeBytes });
    try {
      await files.ftruncate(fd, segment.sizeBytes);
    } catch (error) {
      logger.warn({ code: errorCode(error), segment: segment.seq }, 'A failed segment could not be cut back');
    }
    await files.close(fd).catch(() => undefined); // nothing in it depends on the outcome any more
  }

  /** Tries a new segment. Until one opens and takes its seal the journal is failing, and tries every second. */
  async function recover(cause: Failure): Promise<void> {
    const before = failure;
    try {
      if (!active) await openSegment();
      failure = null;
    } catch (error) {
      failure = before ?? (cause.code === 'no-space' ? cause : toFailure(error));
      retryTimer = setTimeout(retry, RETRY_MS);
      retryTimer.unref();
    }
    if ((before === null) !== (failure === null)) {
      if (failure)
        logger.error({ reason: failure.reason }, 'The spool cannot write: mail is answered with 452');
      else logger.info({}, 'The spool writes again');
      deps.onChange();
    }
  }

  function retry(): void {
    if (closed || running || !failure) return;
    running = recover(failure).then(() => {
      running = null;
      kick();
    });
  }

  function refuseAllWaiting(refusal: Failure): void {
    for (const write of waiting.splice(0)) write.done({ ok: false, ...refusal });
    for (const flush of flushes.splice(0))
      flush.failed(new Error(`the spool cannot write: ${refusal.reason}`));
  }

  return {
    get failure() {
      return failure;
    },
    get activeSeq() {
      return active?.segment.seq ?? null;
    },
    appendMessage(record) {
      if (closed) return Promise.resolve({ ok: false, code: 'io', reason: 'the spool is closed' });
      if (failure) return Promise.resolve({ ok: false, ...failure });
      const bodyBytes = record.body.reduce((sum, chunk) => sum + chunk.length, 0);
      return new Promise((done) => {
        waiting.push({ ...record, sizeBytes: record.meta.length + bodyBytes, done });
        kick();
      });
    },
    addProgress(op) {
      if (closed) return;
      ops.push(op);
      if (ops.length > MAX_WAITING_OPS) {
        ops = ops.slice(MAX_WAITING_OPS / 10);
        logger.warn({ dropped: MAX_WAITING_OPS / 10 }, 'Too many unwritten marks: the oldest were dropped');
      }
      if (running || progressTimer) return;
      progressTimer = setTimeout(() => {
        progressTimer = undefined;
        kick();
      }, PROGRESS_DELAY_MS);
      progressTimer.unref();
    },
    flush() {
      if (closed) return Promise.reject(new Error('the spool is closed'));
      if (failure) return Promise.reject(new Error(`the spool cannot write: ${failure.reason}`));
      return new Promise((done, failed) => {
        flushes.push({ done, failed });
        kick();
      });
    },
    async rollIfDue() {
      if (closed || failure || !active || !isDue(active, 0)) return;
      rollWanted = true;
      kick();
      await running;
    },
    timings() {
      const used = syncs.slice(0, Math.min(syncCount, SYNC_SAMPLES)).sort();
      return {
        lastSyncMs: syncCount === 0 ? 0 : (syncs[(syncCount - 1) % SYNC_SAMPLES] ?? 0),
        syncP99Ms: used[Math.floor(used.length * 0.99)] ?? 0,
      };
    },
    start(seq) {
      nextSeq = seq;
    },
    async close() {
      if (closed) return;
      while (running) await running;
      if (hasWork() && !failure) {
        kick();
        while (running) await running;
      }
      closed = true;
      clearTimeout(progressTimer);
      clearTimeout(retryTimer);
      refuseAllWaiting({ code: 'io', reason: 'the spool is closed' });
      if (active) await files.close(active.fd);
      active = null;
    },
  };
}

export function toFailure(error: unknown): Failure {
  const code = errorCode(error);
  const noSpace = code === 'ENOSPC' || code === 'EDQUOT';
  return {
    code: noSpace ? 'no-space' : 'io',
    reason: noSpace ? "the spool's disk is full" : `the spool's disk refused to write (${code})`,
  };
}
