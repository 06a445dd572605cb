/** Small counters that expire, shared by all nodes: SMS of a day, login tries. */
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export interface Counters {
  /** Adds `by` (negative takes back) and answers the new value, in one step. Forgotten `ttlMs` after the last change. */
  add(name: string, by: number, ttlMs: number): Promise<number>;
}

export const createCounters = (redis: RedisCommands): Counters => ({
  async add(name, by, ttlMs) {
    const replies = await redis
      .multi()
      .incrby(keys.counter(name), by)
      .pexpire(keys.counter(name), ttlMs)
      .exec();
    const [error, value] = replies?.[0] ?? [new Error('no reply'), 0];
    if (error) throw error;
    return Number(value);
  },
});
