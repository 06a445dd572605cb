/**
 * Keeps the columns of all alerts in step with Redis, on nodes that are asked for alerts.
 *
 * Made at the first use, in the background, a batch at a time; dropped when nobody asked for a while. Every change of a
 * record writes an event in the same step, so the events tell which records to read again. The last event seen is looked
 * for at each reading: where it is gone (trimmed, or Redis lost its data) or the epoch is another one, changes may have
 * been missed and the index is made anew. `current` reads the events first: an answer holds all that was written before it
 * was asked for.
 */
import type { Clock, Logger } from '../ports.ts';
import { type AlertColumns, createAlertColumns } from './alert-index-columns.ts';
import { followEvents, type Held, idsAfter, pageSize, readInto } from './alert-index-reader.ts';
import type { Position } from './alert-search-filter.ts';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export interface AlertIndex {
  /** All alerts as they are now; null while the index is being made. Rejects where Redis does not answer. */
  current(): Promise<AlertColumns | null>;
  /** As `current`, waiting at most so long for the index to be made. */
  ready(boundMs: number): Promise<AlertColumns | null>;
  stop(): Promise<void>;
}

export interface AlertIndexOptions {
  /** With more alerts than this there is no index: it would take too much memory. */
  maxAlerts?: number;
  /** Dropped when not asked for so long. */
  idleMs?: number;
}

const defaults = { maxAlerts: 500_000, idleMs: 15 * 60_000 };
const followEveryMs = 300;
/** How long one question may read events; beyond it answers with what it has, and following goes on. */
const catchUpMs = 100;
/** Before it is made again; doubled each time, up to `most`, unless it held for that long. */
const remakePauseMs = { first: 1000, most: 60_000 };

export const createAlertIndex = (
  deps: { redis: RedisCommands; clock: Clock; logger: Logger },
  options: AlertIndexOptions = {},
): AlertIndex => {
  const { redis, clock, logger } = deps;
  const { maxAlerts, idleMs } = { ...defaults, ...options };
  const now = () => clock.monotonic();
  const stopping = new AbortController();
  let held: Held | null = null;
  let askedAt = 0;
  let saidTooMany = false;
  let running: Promise<void> | null = null;
  let wakeWaiting = Promise.withResolvers<void>();

  /** Null where it cannot be had now: too many alerts, changes missed meanwhile, or stopped. */
  const make = async (): Promise<Held | null> => {
    const startedAt = now();
    const epoch = await redis.get(keys.epoch);
    const cursor = (await redis.xrevrange(keys.events, '+', '-', 'COUNT', 1))[0]?.[0] ?? null;
    const made: Held = { columns: createAlertColumns(), epoch, cursor };
    let after: Position | null = null;
    for (;;) {
      const page = await idsAfter(redis, after);
      await readInto(
        redis,
        made.columns,
        page.map(({ id }) => id),
      );
      // What changes meanwhile is read on the way: of a long making the first events would be trimmed.
      if (!(await followEvents(redis, made, now, Number.POSITIVE_INFINITY))) return null;
      if (stopping.signal.aborted || made.columns.size() > maxAlerts) return null;
      if (page.length < pageSize) break;
      after = page.at(-1) ?? after;
    }
    const tookMs = Math.round(now() - startedAt);
    logger.info({ alerts: made.columns.size(), tookMs }, 'alerts are indexed in memory');
    return made;
  };

  const hasRoom = async (): Promise<boolean> => {
    const count = await redis.zcard(keys.alerts);
    if (count <= maxAlerts) return true;
    if (!saidTooMany)
      logger.warn({ count, maxAlerts }, 'too many alerts for an index in memory: searches are slow');
    saidTooMany = true;
    return false;
  };

  // --- One reading of events at a time. Who asks meanwhile gets the next one, which begins after the question.

  let reading: Promise<void> | null = null;
  let nextReading: Promise<void> | null = null;

  const read = async (): Promise<void> => {
    const into = held;
    if (into === null || (await followEvents(redis, into, now, now() + catchUpMs))) return;
    logger.info({}, 'changes of alerts were missed: they are indexed anew');
    held = null;
  };
  const begin = (): Promise<void> => {
    reading = read().finally(() => {
      reading = null;
    });
    return reading;
  };
  const catchUp = (): Promise<void> => {
    if (reading === null) return begin();
    nextReading ??= reading
      .catch(() => {})
      .then(() => {
        nextReading = null;
        return begin();
      });
    return nextReading;
  };

  // --- In the background

  const run = async (): Promise<void> => {
    let pauseMs = remakePauseMs.first;
    let madeAt = now();
    while (!stopping.signal.aborted && now() - askedAt < idleMs) {
      const wasHeld = held !== null;
      try {
        if (wasHeld) await catchUp();
        else if (await hasRoom()) held = await make();
      } catch (error) {
        logger.debug({ error: String(error) }, 'the index of alerts could not be brought up to date');
      }
      wakeWaiting.resolve();
      wakeWaiting = Promise.withResolvers();
      if (!wasHeld && held !== null) madeAt = now();
      if (held === null) {
        if (wasHeld && now() - madeAt > remakePauseMs.most) pauseMs = remakePauseMs.first;
        await pause(pauseMs, stopping.signal);
        pauseMs = Math.min(pauseMs * 2, remakePauseMs.most);
      } else {
        await pause(followEveryMs, stopping.signal);
      }
    }
    held = null;
  };

  const current = async (): Promise<AlertColumns | null> => {
    askedAt = now();
    if (stopping.signal.aborted) return null;
    running ??= run().finally(() => {
      running = null;
    });
    if (held !== null) await catchUp();
    return held?.columns ?? null;
  };

  return {
    current,
    async ready(boundMs) {
      const endAt = now() + boundMs;
      for (;;) {
        const found = await current();
        const leftMs = endAt - now();
        if (found !== null || leftMs <= 0 || stopping.signal.aborted) return found;
        await Promise.race([wakeWaiting.promise, pause(leftMs, stopping.signal)]);
      }
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
