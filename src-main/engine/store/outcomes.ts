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
  /** Noted at once where it changes the picture, else at most once a second; not waited for: it is no part of telling. */
  succeeded(part: Part, id: string, at: number): void;
  failed(part: Part, id: string, at: number, reason: string): void;
  all(part: Part): Promise<Map<string, LastOutcome>>;
  remove(part: Part, id: string): Promise<void>;
}

const maxReasonLength = 500;
const noteEveryMs = 1000;

export const createOutcomes = (redis: RedisCommands): Outcomes => {
  const lastNoted = new Map<string, { ok: boolean; at: number }>();
  const note = (name: string, ok: boolean, at: number, pairs: string[]) => {
    lastNoted.set(name, { ok, at });
    redis.hset(keys.outcomes, ...pairs).catch(() => {
      // Redis away: the next outcome is noted.
      lastNoted.delete(name);
    });
  };
  const field = (part: Part, id: string, what: string) => `${part}.${id}.${what}`;
  return {
    succeeded(part, id, at) {
      const name = `${part}.${id}`;
      const last = lastNoted.get(name);
      if (last?.ok === true && at - last.at < noteEveryMs) return;
      note(name, true, at, [field(part, id, 'lastSuccessAt'), JSON.stringify(at)]);
    },
    failed(part, id, at, reason) {
      note(`${part}.${id}`, false, at, [
        field(part, id, 'lastErrorAt'),
        JSON.stringify(at),
        field(part, id, 'lastError'),
        JSON.stringify(reason.slice(0, maxReasonLength)),
      ]);
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
