/** Finds queues in which jobs wait and none moves. Each is judged by itself: a busy one says nothing of the one beside it. */
import type { Clock } from './ports.ts';

export interface QueueLook {
  name: string;
  /** Jobs that could be done now. */
  waiting: number;
  /** When a job was last ended or put off here, epoch ms; null: none yet. Only compared with what it was. */
  lastMovedAt: number | null;
}

export interface StuckQueues {
  /** Looks once; answers those in which nothing moved at any look since jobs wait there, for longer than is right. */
  look(queues: readonly QueueLook[]): { name: string; waiting: number; forMs: number }[];
}

const stuckAfterMs = 60_000;

export const createStuckQueues = (clock: Pick<Clock, 'monotonic'>): StuckQueues => {
  let seen = new Map<string, { since: number; lastMovedAt: number | null }>();
  return {
    look(queues) {
      const now = clock.monotonic();
      const before = seen;
      seen = new Map();
      return queues.flatMap(({ name, waiting, lastMovedAt }) => {
        if (waiting === 0) return [];
        const known = before.get(name);
        const since = known?.lastMovedAt === lastMovedAt ? known.since : now;
        seen.set(name, { since, lastMovedAt });
        return now - since > stuckAfterMs ? [{ name, waiting, forMs: now - since }] : [];
      });
    },
  };
};
