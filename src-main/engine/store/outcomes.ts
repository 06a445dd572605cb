/** When each channel and provider last worked and last failed: what health shows. Shared by all nodes. */
import { z } from 'zod';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export type Part = 'channel' | 'provider';

const outcomeSchema = z.object({
  lastSuccessAt: z.number().nullable().catch(null),
  lastErrorAt: z.number().nullable().catch(null),
  lastError: z.string().nullable().catch(null),
});
export type LastOutcome = z.infer<typeof outcomeSchema>;

export interface Outcomes {
  succeeded(part: Part, id: string, at: number): Promise<void>;
  failed(part: Part, id: string, at: number, reason: string): Promise<void>;
  all(part: Part): Promise<Map<string, LastOutcome>>;
  remove(part: Part, id: string): Promise<void>;
}

const maxReasonLength = 500;

export const createOutcomes = (redis: RedisCommands): Outcomes => {
  const field = (part: Part, id: string, what: string) => `${part}.${id}.${what}`;
  return {
    async succeeded(part, id, at) {
      await redis.hset(keys.outcomes, field(part, id, 'lastSuccessAt'), JSON.stringify(at));
    },
    async failed(part, id, at, reason) {
      await redis.hset(
        keys.outcomes,
        field(part, id, 'lastErrorAt'),
        JSON.stringify(at),
        field(part, id, 'lastError'),
        JSON.stringify(reason.slice(0, maxReasonLength)),
      );
    },
    async all(part) {
      const found = new Map<string, Record<string, unknown>>();
      for (const [name, value] of Object.entries(await redis.hgetall(keys.outcomes))) {
        const [of, id, what] = name.split('.');
        if (of !== part || id === undefined || what === undefined) continue;
        found.set(id, { ...found.get(id), [what]: JSON.parse(value) });
      }
      return new Map(
        [...found].map(([id, fields]) => [
          id,
          outcomeSchema.parse({ lastSuccessAt: null, lastErrorAt: null, lastError: null, ...fields }),
        ]),
      );
    },
    async remove(part, id) {
      await redis.hdel(
        keys.outcomes,
        ...['lastSuccessAt', 'lastErrorAt', 'lastError'].map((what) => field(part, id, what)),
      );
    },
  };
};
