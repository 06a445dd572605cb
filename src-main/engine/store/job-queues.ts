/**
 * The work queues, on BullMQ: leases, stalled jobs and delays are its business. A job holds an id and nothing else;
 * finished jobs leave Redis at once; a job that throws is done again later, and one that got lost all the same is brought
 * back by the reconciler from the record, which is the truth.
 */
import { DelayedError, type JobType, Queue, Worker } from 'bullmq';
import { AppError } from '../errors.ts';
import type { Logger } from '../ports.ts';
import { queuePrefix } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';
import { describeRedisError, isConnectionError } from './redis-error.ts';

export interface Depth {
  waiting: number;
  active: number;
  retrying: number;
}

/** `later`: do it again after so long. A span, not a time: the wall clock may be set while a job is in hand. */
export type JobResult = { kind: 'done' } | { kind: 'later'; inMs: number };

export interface NewJob {
  /** Letters, digits, `.` and `-`. The same id again is no second job while the first is there. */
  id: string;
  delayMs?: number;
  /** Left out: it goes ahead of those that may wait. */
  canWait?: boolean;
}

export interface JobQueue {
  name: string;
  add(jobs: NewJob[]): Promise<void>;
  /** Starts taking jobs. `handler` is called at least once for each, possibly again after a crash. */
  work(handler: (id: string) => Promise<JobResult>, concurrency: number): void;
  /** Brings a delayed job forward; adds it where it is not there. */
  hurry(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Brings jobs that wait for their time forward by so much, for a wall clock that was set back. Answers how many. */
  bringForward(byMs: number): Promise<number>;
  depth(): Promise<Depth>;
  /** While paused no job is begun, on any node and after restarts too; those in hand end. Kept in Redis. */
  setPaused(isPaused: boolean): Promise<void>;
  isPaused(): Promise<boolean>;
  /** Ids of at most `most` jobs, those to be done next first. */
  list(stage: keyof Depth, most: number): Promise<string[]>;
  /** When a job was last finished here, epoch ms. */
  lastDoneAt(): number | null;
  /** When a handler last came to an end here, whatever came of it; epoch ms. */
  lastMovedAt(): number | null;
  /** Stops taking jobs and waits for those in hand, then lets go. Bounded: without Redis the library would wait for it. */
  close(): Promise<void>;
}

/** A lease is renewed every half of this; a job whose process died is taken over after it. */
const leaseMs = 10_000;
const openBoundMs = 5_000;
/** Longer than jobs in hand are given to end (`finishGraceMs` of the engine). */
const closeBoundMs = 4_500;
const stalledCheckMs = 5_000;
/** A job that throws (Redis went away, a bug) is done again after a wait that doubles. */
const retryFailedMs = { first: 500, most: 60_000 };
/** Poison is dealt with by counting starts in the alert's record, so a stalled job is never failed for good here. */
const maxStalls = 1_000_000;
/** Jobs with a priority come after all without one. */
const waitingPriority = 10;

const maxBroughtForward = 20_000;
const batchSize = 100;
/** Of jobs taken over together, in the log. */
const shownIds = 5;
/** BullMQ keeps the time a job is due times this, to order those of the same millisecond. */
const delayedScoreUnit = 0x1000;

export const createJobQueue = (deps: {
  name: string;
  /** A new connection: `queue` fails fast, `worker` waits for Redis as long as it takes. */
  connection: (use: 'queue' | 'worker') => RedisCommands;
  now: () => number;
  logger: Logger;
}): JobQueue => {
  const { name, now, logger } = deps;
  const given: RedisCommands[] = [];
  const connection = (use: 'queue' | 'worker'): RedisCommands => {
    const made = deps.connection(use);
    given.push(made);
    return made;
  };
  const shared = connection('queue');
  const queue = new Queue(name, {
    connection: shared,
    prefix: queuePrefix,
    // BullMQ asks for Redis' version once, when the queue is opened. A connection that breaks during that one question
    // would leave every later call of the queue refused, for as long as the process lives.
    skipVersionCheck: true,
    streams: { events: { maxLen: 10 } },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
  });
  queue.on('error', (error) =>
    logger.debug({ queue: name, error: describe(error) }, 'queue connection error'),
  );
  let worker: Worker | null = null;
  let lastDoneAt: number | null = null;
  let lastMovedAt: number | null = null;
  let isOpen = false;

  /**
   * The library waits for its first connection as long as it takes; nobody here does. Afterwards the connection itself
   * refuses at once while it is broken.
   */
  const opened = async (): Promise<Queue> => {
    if (isOpen) return queue;
    const bound = Promise.withResolvers<never>();
    const timer = setTimeout(() => bound.reject(new AppError('store_unavailable')), openBoundMs);
    await Promise.race([queue.waitUntilReady(), bound.promise]).finally(() => clearTimeout(timer));
    isOpen = true;
    return queue;
  };

  const toJob = ({ id, delayMs, canWait }: NewJob) => ({
    name: 'do',
    data: {},
    opts: {
      jobId: id,
      ...(delayMs !== undefined && delayMs > 0 ? { delay: Math.ceil(delayMs) } : {}),
      ...(canWait === true ? { priority: waitingPriority } : {}),
    },
  });

  return {
    name,
    async add(jobs) {
      const [only, ...others] = jobs.map(toJob);
      if (only === undefined) return;
      const open = await opened();
      // One is added without the transaction that makes several one.
      if (others.length === 0) await open.add(only.name, only.data, only.opts);
      else await open.addBulk([only, ...others]);
    },

    work(handler, concurrency) {
      worker = new Worker(
        name,
        async (job, token) => {
          const result = await handler(job.id!).catch((error: unknown): JobResult => {
            const waitMs = Math.min(retryFailedMs.first * 2 ** (job.attemptsStarted - 1), retryFailedMs.most);
            logger.warn(
              { queue: name, id: job.id, error: describe(error), waitMs },
              'job failed; it is done again',
            );
            return { kind: 'later', inMs: waitMs };
          });
          lastMovedAt = now();
          if (result.kind === 'done') {
            lastDoneAt = lastMovedAt;
            return;
          }
          await job.moveToDelayed(now() + Math.max(Math.ceil(result.inMs), 1), token);
          throw new DelayedError();
        },
        {
          connection: connection('worker'),
          prefix: queuePrefix,
          concurrency,
          lockDuration: leaseMs,
          stalledInterval: stalledCheckMs,
          maxStalledCount: maxStalls,
          removeOnComplete: { count: 0 },
          removeOnFail: { count: 0 },
          drainDelay: 5,
        },
      );
      worker.on('error', (error) => {
        const fields = { queue: name, ...describeRedisError(error) };
        const isConnected = given.every(({ status }) => status === 'ready');
        if (!isConnected || isConnectionError(fields)) logger.debug(fields, 'worker connection error');
        else logger.warn(fields, 'the queue could not go on with a job');
      });
      worker.on('failed', (job, error) =>
        logger.error(
          { queue: name, id: job?.id, error: describe(error) },
          'job failed; the reconciler brings it back',
        ),
      );
      // After a kill one look finds hundreds, and tells of each by itself.
      const takenOver: string[] = [];
      worker.on('stalled', (id) => {
        if (takenOver.push(id) > 1) return;
        setImmediate(() => {
          const ids = takenOver.splice(0);
          logger.warn(
            { queue: name, jobs: ids.length, ids: ids.slice(0, shownIds) },
            'jobs of a dead or stuck process are taken over',
          );
        });
      });
    },

    async hurry(id) {
      const open = await opened();
      const job = await open.getJob(id);
      if (job && (await job.isDelayed())) await job.promote();
      else await open.addBulk([toJob({ id })]);
    },

    async remove(id) {
      const job = await (await opened()).getJob(id);
      if (job && !(await job.isActive())) await job.remove();
    },

    async bringForward(byMs) {
      const open = await opened();
      const pairs = await shared.zrange(
        queue.toKey('delayed'),
        0,
        String(maxBroughtForward - 1),
        'WITHSCORES',
      );
      const waits = pairs.flatMap((id, i) =>
        i % 2 === 0 ? [{ id, dueAt: Math.floor(Number(pairs[i + 1]) / delayedScoreUnit) }] : [],
      );
      for (let start = 0; start < waits.length; start += batchSize) {
        await Promise.all(
          waits.slice(start, start + batchSize).map(async ({ id, dueAt }) => {
            const job = await open.getJob(id);
            // It may have become due meanwhile.
            await job?.changeDelay(Math.max(0, dueAt - byMs - now())).catch(() => {});
          }),
        );
      }
      return waits.length;
    },

    async depth() {
      const counts = await (await opened()).getJobCounts('waiting', 'prioritized', 'active', 'delayed');
      return {
        waiting: (counts.waiting ?? 0) + (counts.prioritized ?? 0),
        active: counts.active ?? 0,
        retrying: counts.delayed ?? 0,
      };
    },

    async setPaused(isPaused) {
      const open = await opened();
      await (isPaused ? open.pause() : open.resume());
    },
    isPaused: async () => (await opened()).isPaused(),

    async list(stage, most) {
      const lists = {
        waiting: ['wait', 'prioritized'],
        active: ['active'],
        retrying: ['delayed'],
      } as const satisfies Record<keyof Depth, readonly JobType[]>;
      return (await opened()).getRanges([...lists[stage]], 0, most - 1, true);
    },

    lastDoneAt: () => lastDoneAt,
    lastMovedAt: () => lastMovedAt,

    async close() {
      const closed = Promise.resolve(worker?.close()).then(() => queue.close());
      closed.catch(() => {
        // Redis away; whoever made the connections ends them.
      });
      const bound = new Promise<void>((resolve) => setTimeout(resolve, closeBoundMs).unref());
      await Promise.race([closed, bound]);
      // BullMQ leaves connections alone that it was given; those of a channel that was removed would stay for good.
      for (const one of given) one.disconnect();
    },
  };
};

/** ioredis puts the whole command, secrets included, on its errors: only name and message are ever shown. */
const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
