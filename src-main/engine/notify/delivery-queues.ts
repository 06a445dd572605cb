/**
 * One queue a channel, so that a dead channel delays no other (Q5). Queues come and go with the configuration.
 */
import type { Delivery } from '../../../src-shared/contract/alerts.ts';
import type { Clock } from '../ports.ts';
import type { Depth, JobQueue, JobResult } from '../store/job-queues.ts';
import { isUpdate } from './purposes.ts';

export interface ChannelDepth extends Depth {
  paused: boolean;
  /** See `JobQueue`. */
  lastMovedAt: number | null;
}

export interface DeliveryQueues {
  /** `canWait`: they come after those that may not. */
  add(deliveries: Delivery[], options?: { canWait?: boolean }): Promise<void>;
  /** Brings a delivery that waits for its next attempt forward. */
  hurry(delivery: Delivery): Promise<void>;
  /** Adds a job that is no delivery to a channel's queue; `isUrgent`: done now even where it is there and waits. */
  wake(channelId: string, jobId: string, at: number, isUrgent: boolean): Promise<void>;
  /** Opens the queues of these channels and closes those of all others. */
  sync(channelIds: string[]): Promise<void>;
  depths(): Promise<Record<string, ChannelDepth>>;
  /** A paused channel keeps what it owes; nobody is told through it until it goes on. */
  setPaused(channelId: string, isPaused: boolean): Promise<void>;
  /** Brings what waits for its next attempt forward by so much. Answers how many. */
  bringForward(byMs: number): Promise<number>;
  /** Ids of at most `most` deliveries of this channel, or of each channel, those to be attempted next first. */
  list(stage: keyof Depth, most: number, channelId?: string): Promise<string[]>;
  /** From now on deliveries are worked on here, those of later channels too. */
  work(handler: (deliveryId: string) => Promise<JobResult>): void;
  lastDoneAt(): number | null;
  close(): Promise<void>;
}

/** Attempts at a time on one channel; one destination never takes more than its share of them (`destination-slots.ts`). */
const attemptsAtATime = 32;

export const createDeliveryQueues = (deps: {
  open: (channelId: string) => JobQueue;
  /** Called before the jobs of first messages are there: what is to change them never overtakes them. */
  announce: (deliveries: readonly Delivery[]) => Promise<void>;
  clock: Clock;
}): DeliveryQueues => {
  const { open, announce, clock } = deps;
  const queues = new Map<string, JobQueue>();
  let handler: ((deliveryId: string) => Promise<JobResult>) | null = null;

  const queueOf = (channelId: string): JobQueue => {
    const known = queues.get(channelId);
    if (known) return known;
    const queue = open(channelId);
    queues.set(channelId, queue);
    if (handler) queue.work(handler, attemptsAtATime);
    return queue;
  };

  return {
    async add(deliveries, { canWait = false } = {}) {
      await announce(deliveries.filter(({ purpose }) => purpose === 'first'));
      const byChannel = Map.groupBy(deliveries, ({ channelId }) => channelId);
      await Promise.all(
        [...byChannel].map(([channelId, owed]) =>
          queueOf(channelId).add(
            owed.map(({ id, nextAttemptAt, purpose }) => ({
              id,
              delayMs: Math.max(0, (nextAttemptAt ?? 0) - clock.now()),
              // What changes a message that was read already never keeps back one that was not.
              canWait: canWait || isUpdate(purpose),
            })),
          ),
        ),
      );
    },
    hurry: ({ id, channelId }) => queueOf(channelId).hurry(id),
    async wake(channelId, jobId, at, isUrgent) {
      if (isUrgent) await queueOf(channelId).hurry(jobId);
      else await queueOf(channelId).add([{ id: jobId, delayMs: Math.max(0, at - clock.now()) }]);
    },
    async sync(channelIds) {
      for (const id of channelIds) queueOf(id);
      const gone = [...queues.keys()].filter((id) => !channelIds.includes(id));
      await Promise.all(
        gone.map(async (id) => {
          const queue = queues.get(id);
          queues.delete(id);
          await queue?.close();
        }),
      );
    },
    async depths() {
      const entries = await Promise.all(
        [...queues].map(async ([id, queue]) => {
          const [depth, paused] = await Promise.all([queue.depth(), queue.isPaused()]);
          return [id, { ...depth, paused, lastMovedAt: queue.lastMovedAt() }] as const;
        }),
      );
      return Object.fromEntries(entries);
    },
    setPaused: (channelId, isPaused) => queueOf(channelId).setPaused(isPaused),
    async bringForward(byMs) {
      const counts = await Promise.all([...queues.values()].map((queue) => queue.bringForward(byMs)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async list(stage, most, channelId) {
      const asked = [...queues].filter(([id]) => channelId === undefined || id === channelId);
      return (await Promise.all(asked.map(([, queue]) => queue.list(stage, most)))).flat();
    },
    work(given) {
      handler = given;
      for (const queue of queues.values()) queue.work(given, attemptsAtATime);
    },
    lastDoneAt: () => Math.max(...[...queues.values()].map((queue) => queue.lastDoneAt() ?? 0), 0) || null,
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      queues.clear();
    },
  };
};
