/**
 * Whether Redis is the one it was. A random mark is written once into an empty Redis; when it is missing or another one
 * stands there, what was in Redis is gone (flushed, damaged, replaced), and everything is rebuilt from the spool and the
 * snapshots. Each node notes beside it that it has worked with this Redis, so that it knows it again after a restart.
 */
import { randomUUID } from 'node:crypto';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export interface Epoch {
  /**
   * `same`: nothing was lost since the last look. `known`: the first look of this process, at a Redis that the node worked
   * with before. `lost`: it is empty or another one; what this node had given to Redis is gone.
   */
  look(): Promise<'same' | 'known' | 'lost'>;
  /** What follows from a loss is done: the node knows this Redis from now on. Twice is harmless. */
  settle(): Promise<void>;
  /** The history of this node is to be restored into this Redis; noted there until `restored`. */
  oweRestore(): Promise<void>;
  owesRestore(): Promise<boolean>;
  restored(): Promise<void>;
}

export const createEpoch = (redis: RedisCommands, nodeId: string): Epoch => {
  let mark: string | null = null;
  let settled: string | null = null;
  return {
    async look() {
      const there = (await redis.get(keys.epoch)) ?? (await claim(redis));
      if (there === mark) return 'same';
      const seen = await redis.hget(keys.epochSeen, nodeId);
      mark = there;
      settled = seen;
      return seen === there ? 'known' : 'lost';
    },

    async settle() {
      if (mark === null || settled === mark) return;
      const now = mark;
      await redis.hset(keys.epochSeen, nodeId, now);
      settled = now;
    },

    async oweRestore() {
      await redis.sadd(keys.restoresOwed, nodeId);
    },
    owesRestore: async () => (await redis.sismember(keys.restoresOwed, nodeId)) === 1,
    async restored() {
      await redis.srem(keys.restoresOwed, nodeId);
    },
  };
};

const claim = async (redis: RedisCommands): Promise<string> => {
  await redis.setnx(keys.epoch, randomUUID());
  return (await redis.get(keys.epoch)) ?? '';
};
