/**
 * Whether Redis is the one it was. A random mark is written once into an empty Redis; when it is missing or another one
 * stands there, what was in Redis is gone (flushed, damaged, replaced), and everything is rebuilt from the spool and the
 * snapshots.
 */
import { randomUUID } from 'node:crypto';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export interface Epoch {
  /** `same`: nothing was lost since the last look. `new`: it is empty or another; its mark is now the one to compare with. */
  look(): Promise<'same' | 'new'>;
}

export const createEpoch = (redis: RedisCommands): Epoch => {
  let known: string | null = null;
  return {
    async look() {
      const mark = (await redis.get(keys.epoch)) ?? (await claim(redis));
      if (mark === known) return 'same';
      known = mark;
      return 'new';
    },
  };
};

const claim = async (redis: RedisCommands): Promise<string> => {
  await redis.setnx(keys.epoch, randomUUID());
  return (await redis.get(keys.epoch)) ?? '';
};
