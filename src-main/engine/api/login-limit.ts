/**
 * How often a password may be tried: 5 a minute for each account, 20 a minute for each address. Who goes beyond waits,
 * twice as long each time, never more than 15 minutes. Tries that are refused change nothing. Strangers who try again and
 * again lock an account for strangers alone: from an address at which its user signed in before, its tries are counted
 * apart. Kept in memory and mirrored in Redis, so that a restart forgives nothing.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { addressGroup } from '../ingest/smtp-networks.ts';
import type { Clock } from '../ports.ts';
import { keys } from '../store/keys.ts';
import type { RedisCommands } from '../store/redis-commands.ts';

export interface LoginLimit {
  /** Counts a try. Answers 0 where it may be made, else the milliseconds to wait. */
  take(username: string, remoteAddress: string): Promise<number>;
  /** The password was right: the account is clean again, and the try does not count for the address. */
  succeeded(username: string, remoteAddress: string): void;
}

const triesSchema = z.object({
  /** When the current minute began, epoch ms. */
  since: z.number(),
  tries: z.number(),
  /** How often the limit was run over lately. */
  overruns: z.number(),
  blockedUntil: z.number(),
});
export type Tries = z.infer<typeof triesSchema>;

const windowMs = 60_000;
export const maxBlockMs = 15 * 60_000;
const maxKept = 10_000;
const knownForMs = 90 * 86_400_000;
export const loginLimits = { account: 5, address: 20 };

export const noTries: Tries = { since: 0, tries: 0, overruns: 0, blockedUntil: 0 };

/** One more try at `now`: the state after it, and how long to wait where it may not be made. */
export const nextTry = (before: Tries, limit: number, now: number): { after: Tries; waitMs: number } => {
  const leftMs = before.blockedUntil - now;
  // More than the longest block: the clock was set back.
  if (leftMs > 0 && leftMs <= maxBlockMs) return { after: before, waitMs: leftMs };
  const isFresh = now - before.since >= windowMs || now < before.since;
  const forgets = now - before.since >= 2 * maxBlockMs;
  const state = isFresh
    ? { ...before, since: now, tries: 0, overruns: forgets ? 0 : before.overruns }
    : before;
  if (state.tries < limit) return { after: { ...state, tries: state.tries + 1 }, waitMs: 0 };
  const blockMs = Math.min(windowMs * 2 ** state.overruns, maxBlockMs);
  const after = { since: now, tries: 0, overruns: state.overruns + 1, blockedUntil: now + blockMs };
  return { after, waitMs: blockMs };
};

export const createLoginLimit = (deps: { redis: RedisCommands; clock: Clock }): LoginLimit => {
  const { redis, clock } = deps;
  const known = new Map<string, Tries>();

  const accountKey = (username: string) => nameOf('account', username.trim().toLowerCase());
  const addressKey = (address: string) => nameOf('address', addressGroup(address));
  /** That the account's user signed in from there, and the tries made from there since. */
  const homeKey = (username: string, address: string) =>
    nameOf('home', `${username.trim().toLowerCase()} ${addressGroup(address)}`);

  const load = async (name: string): Promise<void> => {
    if (known.has(name)) return;
    const text = await redis.get(keys.counter(name)).catch(() => null);
    const stored = triesSchema.safeParse(parseJson(text));
    // Another try may have come meanwhile: what it counted stays.
    if (!known.has(name)) keep(name, stored.success ? stored.data : noTries);
  };
  const keep = (name: string, tries: Tries): void => {
    known.delete(name);
    known.set(name, tries);
    if (known.size > maxKept) known.delete(known.keys().next().value ?? '');
  };
  const store = (name: string, tries: Tries): void => {
    keep(name, tries);
    redis.set(keys.counter(name), JSON.stringify(tries), 'PX', 2 * maxBlockMs).catch(() => {
      // It holds in memory; a restart while Redis is away forgives.
    });
  };
  const count = (name: string, limit: number): number => {
    const before = known.get(name) ?? noTries;
    const { after, waitMs } = nextTry(before, limit, clock.now());
    if (after !== before) store(name, after);
    return waitMs;
  };

  return {
    async take(username, remoteAddress) {
      const home = homeKey(username, remoteAddress);
      const isHome = (await redis.exists(keys.counter(`${home}-known`)).catch(() => 0)) === 1;
      const [account, address] = [isHome ? home : accountKey(username), addressKey(remoteAddress)];
      await Promise.all([load(account), load(address)]);
      const waitMs = count(address, loginLimits.address);
      return waitMs > 0 ? waitMs : count(account, loginLimits.account);
    },
    succeeded(username, remoteAddress) {
      const [account, address] = [accountKey(username), addressKey(remoteAddress)];
      const home = homeKey(username, remoteAddress);
      redis.set(keys.counter(`${home}-known`), '1', 'PX', knownForMs).catch(() => {
        // The next time, then.
      });
      store(home, noTries);
      store(account, noTries);
      const tries = known.get(address);
      if (tries !== undefined && tries.tries > 0) store(address, { ...tries, tries: tries.tries - 1 });
    },
  };
};

/** Hashed, for names and addresses are what a stranger typed. */
const nameOf = (what: string, who: string): string =>
  `login-${what}-${createHash('sha256').update(who).digest('hex').slice(0, 32)}`;

const parseJson = (text: string | null): unknown => {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
};
