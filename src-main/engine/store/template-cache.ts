/**
 * Analyses by template, shared by all nodes. Bounded in age and in number: the ones not used for longest go first. What
 * an entry holds is the business of `analyse/template.ts`; here it is text.
 */
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export const maxTemplates = 2_000;
/** Gone at a time where there are too many. */
const trimmedAtATime = 100;
const maxEntryChars = 32_000;

export interface TemplateCache {
  get(key: string, now: number): Promise<string | null>;
  /** Kept for `forMs` from now on, used or not. */
  keep(key: string, entry: string, forMs: number, now: number): Promise<void>;
  clear(): Promise<void>;
}

export const createTemplateCache = (redis: RedisCommands, limit = maxTemplates): TemplateCache => {
  const trim = async (): Promise<void> => {
    const over = (await redis.zcard(keys.templates)) - limit;
    if (over <= 0) return;
    const gone = await redis.zrange(keys.templates, '0', String(Math.min(over, trimmedAtATime) - 1));
    if (gone.length === 0) return;
    await redis
      .multi()
      .zrem(keys.templates, ...gone)
      .del(...gone.map((key) => keys.template(key)))
      .exec();
  };

  return {
    async get(key, now) {
      const entry = await redis.get(keys.template(key));
      if (entry !== null) await redis.zadd(keys.templates, 'XX', now, key);
      return entry;
    },
    async keep(key, entry, forMs, now) {
      if (forMs <= 0 || entry.length > maxEntryChars) return;
      await redis
        .multi()
        .set(keys.template(key), entry, 'PX', Math.round(forMs))
        .zadd(keys.templates, now, key)
        .exec();
      await trim();
    },
    async clear() {
      for (;;) {
        const some = await redis.zrange(keys.templates, '0', String(trimmedAtATime - 1));
        if (some.length === 0) return;
        await redis
          .multi()
          .zrem(keys.templates, ...some)
          .del(...some.map((key) => keys.template(key)))
          .exec();
      }
    },
  };
};
