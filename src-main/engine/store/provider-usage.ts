/**
 * What providers were asked and what it cost, by day and minute (UTC), for all nodes together: the budgets are held
 * against these figures and the console shows them.
 */
import type { ProviderUsage } from '../../../src-shared/contract/providers.ts';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const keptDays = 35;

export interface UsageChange {
  calls?: number;
  promptTokens?: number;
  completionTokens?: number;
  /** Analyses that were taken from the cache instead. */
  cached?: number;
}

export interface UsageAfterCall {
  callsThisMinute: number;
  callsToday: number;
  tokensToday: number;
}

export interface ProviderUsageStore {
  /** Counts one call and answers the figures with it, in one step. */
  call(providerId: string, now: number): Promise<UsageAfterCall>;
  /** Takes a call back that was not made. */
  takeBack(providerId: string, now: number): Promise<void>;
  add(providerId: string, change: UsageChange, now: number): Promise<void>;
  /** Of the day that `now` falls into, by provider. */
  today(now: number): Promise<Map<string, ProviderUsage>>;
}

const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);
const fieldNames = ['calls', 'promptTokens', 'completionTokens', 'cached'] as const;

export const createProviderUsage = (redis: RedisCommands): ProviderUsageStore => {
  const minuteKey = (id: string, now: number) =>
    keys.counter(`provider-calls:${id}:${Math.floor(now / minuteMs)}`);

  const count = async (id: string, now: number, by: 1 | -1): Promise<UsageAfterCall> => {
    const day = keys.providerUsage(dayOf(now));
    const minute = minuteKey(id, now);
    const replies = await redis
      .multi()
      .incrby(minute, by)
      .pexpire(minute, 2 * minuteMs)
      .hincrby(day, `${id}:calls`, by)
      .hmget(day, `${id}:promptTokens`, `${id}:completionTokens`)
      .pexpire(day, keptDays * dayMs)
      .exec();
    const value = (index: number): unknown => {
      const [error, reply] = replies?.[index] ?? [new Error('no reply'), null];
      if (error) throw error;
      return reply;
    };
    const tokens = value(3) as (string | null)[];
    return {
      callsThisMinute: Number(value(0)),
      callsToday: Number(value(2)),
      tokensToday: tokens.reduce((sum, text) => sum + Number(text ?? 0), 0),
    };
  };

  return {
    call: (providerId, now) => count(providerId, now, 1),
    async takeBack(providerId, now) {
      await count(providerId, now, -1);
    },
    async add(providerId, change, now) {
      const day = keys.providerUsage(dayOf(now));
      const batch = redis.multi();
      for (const name of fieldNames) {
        const by = Math.round(change[name] ?? 0);
        if (by !== 0) batch.hincrby(day, `${providerId}:${name}`, by);
      }
      await batch.pexpire(day, keptDays * dayMs).exec();
    },
    async today(now) {
      const usage = new Map<string, ProviderUsage>();
      for (const [field, text] of Object.entries(await redis.hgetall(keys.providerUsage(dayOf(now))))) {
        const at = field.lastIndexOf(':');
        const id = field.slice(0, at);
        const name = fieldNames.find((known) => known === field.slice(at + 1));
        if (name === undefined) continue;
        const of = usage.get(id) ?? { calls: 0, promptTokens: 0, completionTokens: 0, cached: 0 };
        usage.set(id, { ...of, [name]: Math.max(0, Number(text) || 0) });
      }
      return usage;
    },
  };
};
