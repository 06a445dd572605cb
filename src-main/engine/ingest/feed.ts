/**
 * Spool to Redis: each accepted message becomes a record and a job, in batches, bounded in flight. Redis away, loading,
 * near full or with plenty of work waiting: later. Nothing here is needed for a message to be safe; it already is.
 */
import type { AlertStatus } from '../../../src-shared/vocabulary.ts';
import type { Envelope } from '../message.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Admission, AlertRecords } from '../store/alert-records.ts';
import type { JobQueue } from '../store/job-queues.ts';
import { describeRedisError } from '../store/redis-error.ts';
import type { FeedPace } from './feed-pace.ts';
import { looksUrgent } from './looks-urgent.ts';
import type { Spool } from './spool.ts';

export interface FeedEntry {
  id: string;
  location: string;
  copies: number;
  envelope: Envelope | null;
  /** Held for small fresh messages, else read back from the spool when its turn comes. */
  raw: Buffer | null;
}

export interface Feed {
  start(): void;
  stop(): Promise<void>;
  /** Takes a message that has no record in Redis yet, as far as is known. Known ones are ignored. */
  offer(entry: FeedEntry): void;
  /** The same for one that Redis has no record of (any more): where it was handed over before, it may have been told. */
  offerAgain(entry: FeedEntry): void;
  /** Messages accepted and not known to be in Redis. */
  unfed(): number;
  /** How many of them may have arrived there meanwhile: a batch is on its way. */
  uncertain(): number;
  /** Messages that were handed over and are not settled, with the time of that (epoch ms). */
  admitted(): ReadonlyMap<string, number>;
  /** Redis has it, as another start of this node handed it over. */
  adopt(id: string): void;
  /** The message needs no owner here any more. */
  forget(id: string): void;
  /**
   * Redis lost what it had: everything handed over counts as not handed over. Of the messages named, those that may have
   * been handed over are marked as maybe told when they are handed over again.
   */
  forgetAll(ids: Iterable<string>): void;
  /** Messages so marked whose turn has not come yet. */
  maybeTold(): number;
  /** Whether it is held up, and by what. */
  holdUp(): string | null;
  /** How long nothing was handed over although something waits. */
  stuckForMs(): number;
}

const batchSize = 64;
/** Of a batch, for messages that look urgent. */
const urgentShare = 0.75;
const batchBytes = 8 * 1024 * 1024;
/** Raw bytes kept in memory for messages whose turn has not come; beyond this they are read back from the spool. */
const heldBytesMax = 32 * 1024 * 1024;
/** Alerts waiting to be parsed in Redis; further ones wait in the spool, where waiting is cheap. */
const maxJobsWaiting = 150;
/** So many more where they look urgent: they go ahead of those that wait there. */
const maxUrgentBeyond = 64;
const paceWaitMs = 50;
const retryAfterMs = { first: 250, most: 5000 };

export const createFeed = (deps: {
  spool: Spool;
  records: AlertRecords;
  alerts: JobQueue;
  /** Null when Redis may be written to, else why not. */
  gate: () => string | null;
  /**
   * Most raw bytes that Redis may be given at a time. Of a message beyond it only so much is parked beside the job; the
   * whole is read from the spool where that is at hand.
   */
  roomBytes: () => number;
  pace: FeedPace;
  clock: Clock;
  logger: Logger;
  /** Named points, awaited: for fault tests. */
  onStep?: ((step: string) => void | Promise<void>) | undefined;
}): Feed => {
  const { spool, records, alerts, gate, roomBytes, pace, clock, logger } = deps;
  const onStep = deps.onStep ?? (() => {});
  const pending = new Map<string, FeedEntry>();
  /** Those of them that go ahead. */
  const urgent = new Set<string>();
  const admitted = new Map<string, number>();
  /** Those of the pending that Redis may have got: a batch with them was on its way. */
  const tried = new Set<string>();
  const maybeTold = new Set<string>();
  let heldBytes = 0;
  let onTheirWay = 0;
  let running = false;
  let loop: Promise<void> = Promise.resolve();
  let wake: (() => void) | null = null;
  let holdUp: string | null = null;
  /** Monotonic time of the last hand-over, or of the first message that waits. */
  let movedAt = clock.monotonic();

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        wake = null;
        resolve();
      }
      wake = done;
    });

  /** Urgent ones first, but where there is room for all never the whole batch: the others move on too. */
  const inOrder = (atMost: number, onlyUrgent: boolean): FeedEntry[] => {
    const ahead: FeedEntry[] = [];
    for (const id of urgent) {
      const entry = pending.get(id);
      if (entry) ahead.push(entry);
      if (ahead.length >= Math.ceil(atMost * (onlyUrgent ? 1 : urgentShare))) break;
    }
    if (onlyUrgent) return ahead;
    const chosen = new Set(ahead);
    for (const entry of pending.values()) {
      if (chosen.size >= atMost) break;
      chosen.add(entry);
    }
    return [...chosen];
  };

  const take = async (
    atMost: number,
    onlyUrgent: boolean,
  ): Promise<(FeedEntry & { envelope: Envelope; raw: Buffer })[]> => {
    const batch = [];
    const room = roomBytes();
    let bytes = 0;
    for (const entry of inOrder(atMost, onlyUrgent)) {
      if (bytes >= Math.min(batchBytes, room)) break;
      const stored =
        entry.raw && entry.envelope
          ? { envelope: entry.envelope, raw: entry.raw }
          : await spool.read(entry.location);
      if (stored === null) {
        // The spool no longer has it: it was settled and retention took it meanwhile.
        drop(entry.id);
        continue;
      }
      const raw = stored.raw.subarray(0, room);
      bytes += raw.length;
      batch.push({ ...entry, envelope: stored.envelope, raw });
    }
    return batch;
  };

  const drop = (id: string) => {
    const entry = pending.get(id);
    if (entry?.raw) heldBytes -= entry.raw.length;
    pending.delete(id);
    urgent.delete(id);
    tried.delete(id);
    maybeTold.delete(id);
  };

  const handOver = async (atMost: number, onlyUrgent: boolean) => {
    const batch = await take(atMost, onlyUrgent);
    if (batch.length === 0) return;
    pace.fed(batch.length);
    onTheirWay = batch.length;
    for (const { id } of batch) tried.add(id);
    await onStep('feed.taken');
    const statuses: AlertStatus[] = await records.admit(
      batch.map(
        (entry): Admission => ({
          envelope: entry.envelope,
          location: entry.location,
          copies: entry.copies,
          raw: entry.raw,
          restoredAs: null,
          toldBefore: spool.deliveredKeys(entry.id),
          mayBeTold: maybeTold.has(entry.id),
        }),
      ),
    );
    await onStep('feed.admitted');
    await alerts.add(
      batch
        .filter((_, i) => statuses[i] === 'waiting')
        .map(({ id, raw }) => ({ id, canWait: !looksUrgent(raw) })),
    );
    await onStep('feed.added');
    const now = clock.now();
    batch.forEach((entry, i) => {
      const status = statuses[i];
      if (status !== undefined && status !== 'waiting') spool.mark(entry.id, entry.location, status);
      admitted.set(entry.id, now);
      drop(entry.id);
    });
    onTheirWay = 0;
    movedAt = clock.monotonic();
  };

  const run = async () => {
    let waitMs = retryAfterMs.first;
    while (running) {
      if (pending.size === 0) {
        await sleep(60_000);
        continue;
      }
      try {
        const closed = gate();
        const waiting = closed === null ? (await alerts.depth()).waiting : 0;
        const onlyUrgent = waiting >= maxJobsWaiting;
        const isFull = onlyUrgent && (urgent.size === 0 || waiting >= maxJobsWaiting + maxUrgentBeyond);
        holdUp = closed ?? (isFull ? 'enough alerts are waiting in Redis' : null);
        const allowed = Math.min(batchSize, pace.allowance());
        if (holdUp === null && allowed > 0) {
          await handOver(allowed, onlyUrgent);
          waitMs = retryAfterMs.first;
          continue;
        }
        if (holdUp === null) {
          await sleep(paceWaitMs);
          continue;
        }
        await sleep(retryAfterMs.first);
      } catch (error) {
        holdUp = describeRedisError(error).message;
        logger.warn({ waiting: pending.size, reason: holdUp }, 'messages stay in the spool for now');
        await sleep(waitMs);
        waitMs = Math.min(waitMs * 2, retryAfterMs.most);
      }
    }
  };

  const offer = (entry: FeedEntry): void => {
    pace.accepted();
    if (pending.has(entry.id) || admitted.has(entry.id)) return;
    const keep = entry.raw !== null && heldBytes + entry.raw.length <= heldBytesMax;
    if (keep) heldBytes += entry.raw?.length ?? 0;
    pending.set(entry.id, keep ? entry : { ...entry, raw: null });
    if (entry.raw !== null && looksUrgent(entry.raw)) urgent.add(entry.id);
    if (pending.size === 1) {
      movedAt = clock.monotonic();
      wake?.();
    }
  };

  return {
    start() {
      if (running) return;
      running = true;
      loop = run();
    },
    async stop() {
      running = false;
      wake?.();
      await loop;
    },
    offer,
    offerAgain(entry) {
      if (admitted.delete(entry.id)) maybeTold.add(entry.id);
      offer(entry);
    },
    unfed: () => pending.size,
    uncertain: () => onTheirWay,
    admitted: () => admitted,
    adopt(id) {
      drop(id);
      admitted.set(id, clock.now());
    },
    forget(id) {
      admitted.delete(id);
      if (!pending.has(id)) maybeTold.delete(id);
    },
    forgetAll(ids) {
      for (const id of ids) if (!pending.has(id) || tried.has(id)) maybeTold.add(id);
      admitted.clear();
    },
    maybeTold: () => maybeTold.size,
    holdUp: () => (pending.size === 0 ? null : holdUp),
    stuckForMs: () => (pending.size === 0 ? 0 : clock.monotonic() - movedAt),
  };
};
