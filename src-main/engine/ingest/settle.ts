/**
 * Redis to spool: workers note in a list what became of each alert; the node that accepted it writes that into its
 * journal. Read, written, then removed from the list: a crash in between repeats it, which changes nothing.
 */
import { z } from 'zod';
import { alertStatusSchema } from '../../../src-shared/vocabulary.ts';
import type { Logger } from '../ports.ts';
import { keys } from '../store/keys.ts';
import type { RedisCommands } from '../store/redis-commands.ts';
import type { Feed } from './feed.ts';
import type { Spool } from './spool.ts';

const noteSchema = z.union([
  z.tuple([z.literal('mark'), z.string(), z.string(), alertStatusSchema]),
  z.tuple([z.literal('told'), z.string(), z.string(), z.string()]),
]);

const batchSize = 500;

export interface Settler {
  /** Notes everything listed so far. Answers how many notes there were. */
  run(): Promise<number>;
}

export const createSettler = (deps: {
  nodeId: string;
  redis: RedisCommands;
  spool: Spool;
  feed: Feed;
  logger: Logger;
}): Settler => {
  const { nodeId, redis, spool, feed, logger } = deps;
  const list = keys.settled(nodeId);

  const note = (text: string) => {
    const parsed = noteSchema.safeParse(JSON.parse(text));
    if (!parsed.success) {
      logger.error({ list }, 'a note for the spool cannot be read and is skipped');
      return;
    }
    const [what, id, location, value] = parsed.data;
    if (what === 'told') {
      spool.noteDelivery(id, location, value);
      return;
    }
    spool.mark(id, location, value);
    if (value !== 'waiting') feed.forget(id);
  };

  const noteAll = async (): Promise<number> => {
    let count = 0;
    for (;;) {
      const notes = await redis.lrange(list, 0, batchSize - 1);
      for (const text of notes) note(text);
      if (notes.length > 0) await redis.ltrim(list, notes.length, -1);
      count += notes.length;
      if (notes.length < batchSize) return count;
    }
  };

  let last: Promise<number> = Promise.resolve(0);
  return {
    run() {
      // One at a time: two would cut the list twice.
      last = last.catch(() => 0).then(noteAll);
      return last;
    },
  };
};
