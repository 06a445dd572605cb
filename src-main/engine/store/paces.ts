/**
 * How fast a remote may be called, counted in Redis so that all nodes keep to it together. Times are those of Redis: the
 * nodes' clocks differ.
 */
import { keyPrefix } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

/** One limit of a remote. A call has to keep all that are given for it. */
export interface Pace {
  /** What the limit counts by, without secrets. */
  name: string;
  /** Least time between the end of one call and the start of the next; 0: none. */
  spacingMs: number;
  windowMs: number;
  /** Calls in a window. */
  most: number;
}

/**
 * How much a call matters: what matters less leaves room in the window for what matters more. `together`: a message that
 * names several criticals; `urgent`: a critical alert; `naming`: a digest that names what nobody heard of; `news`: a message
 * of its own; `edit`: changes what was read already.
 */
export type CallLevel = 'together' | 'urgent' | 'naming' | 'news' | 'edit';

/**
 * Of a window's calls, so many may be used up by this level and those below it. What is left for `together` alone is spread
 * over the window: however many criticals there are, the next message that may name them all is never far.
 */
const shares = {
  together: 1,
  urgent: 0.74,
  naming: 0.65,
  news: 0.6,
  edit: 0.55,
} as const satisfies Record<CallLevel, number>;

const callsOf = (most: number, level: CallLevel): number => Math.max(1, Math.floor(most * shares[level]));

export interface Paces {
  /** 0 where the call may be made now, and it is counted then; else how long to wait, in ms. */
  take(paces: readonly Pace[], call: string, level: CallLevel): Promise<number>;
  /** The call has ended: the spacing counts from now. */
  ended(paces: readonly Pace[]): Promise<void>;
  /** The remote asked for silence. */
  pause(paces: readonly Pace[], ms: number): Promise<void>;
}

/** After an urgent call had to wait, what matters less stays back until its next try. */
const holdSlackMs = 1_500;

const now = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local p = ARGV[1]
`;

/**
 * KEYS: any of the slot. ARGV: prefix, call, level (0: may be held, 1: urgent, 2: together), then name, spacing, window, most
 * of each, and from how many calls on those of `together` keep a distance.
 */
const takeScript = `${now}
local call, urgent, together = ARGV[2], ARGV[3] ~= '0', ARGV[3] == '2'
local wait = 0
for i = 4, #ARGV, 5 do
  local calls, state = p .. ':pace:' .. ARGV[i], p .. ':pace-state:' .. ARGV[i]
  local spacing, window, most = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
  local apartFrom = tonumber(ARGV[i + 4])
  redis.call('ZREMRANGEBYSCORE', calls, '-inf', now - window)
  local at = redis.call('HMGET', state, 'last', 'hold', 'pause', 'together', 'hold-urgent')
  if at[1] and spacing > 0 then wait = math.max(wait, tonumber(at[1]) + spacing - now) end
  if at[2] and not urgent then wait = math.max(wait, tonumber(at[2]) - now) end
  if at[5] and not together then wait = math.max(wait, tonumber(at[5]) - now) end
  if at[3] then wait = math.max(wait, tonumber(at[3]) - now) end
  local count = redis.call('ZCARD', calls)
  if count >= most then
    local frees = redis.call('ZRANGE', calls, count - most, count - most, 'WITHSCORES')
    wait = math.max(wait, tonumber(frees[2]) + window - now, 1)
  elseif together and at[4] and count >= apartFrom then
    wait = math.max(wait, tonumber(at[4]) + math.ceil(window / math.max(1, most - apartFrom)) - now)
  end
end
for i = 4, #ARGV, 5 do
  local calls, state = p .. ':pace:' .. ARGV[i], p .. ':pace-state:' .. ARGV[i]
  local window = tonumber(ARGV[i + 2])
  if wait <= 0 then
    redis.call('ZADD', calls, now, call .. '.' .. now)
    redis.call('HSET', state, 'last', now)
    if together then
      redis.call('HSET', state, 'together', now)
      redis.call('HDEL', state, 'hold-urgent')
    end
    if urgent then redis.call('HDEL', state, 'hold') end
    redis.call('PEXPIRE', calls, window * 2)
    redis.call('PEXPIRE', state, math.max(window, 3600000))
  elseif urgent then
    redis.call('HSET', state, together and 'hold-urgent' or 'hold', now + wait + ${holdSlackMs})
    redis.call('PEXPIRE', state, math.max(window, 3600000))
  end
end
return math.max(0, math.ceil(wait))
`;

/** ARGV: prefix, then names. */
const endedScript = `${now}
for i = 2, #ARGV do redis.call('HSET', p .. ':pace-state:' .. ARGV[i], 'last', now) end
return 1
`;

/** ARGV: prefix, ms, then names. */
const pauseScript = `${now}
for i = 3, #ARGV do redis.call('HSET', p .. ':pace-state:' .. ARGV[i], 'pause', now + tonumber(ARGV[2])) end
return 1
`;

interface Scripts {
  afPaceTake(key: string, ...args: string[]): Promise<number>;
  afPaceEnded(key: string, ...args: string[]): Promise<number>;
  afPacePause(key: string, ...args: string[]): Promise<number>;
}

export const createPaces = (plain: RedisCommands): Paces => {
  plain.defineCommand('afPaceTake', { numberOfKeys: 1, lua: takeScript });
  plain.defineCommand('afPaceEnded', { numberOfKeys: 1, lua: endedScript });
  plain.defineCommand('afPacePause', { numberOfKeys: 1, lua: pauseScript });
  const redis = plain as RedisCommands & Scripts;
  /** Only says which slot of a Cluster it is. */
  const anyKey = `${keyPrefix}:pace`;

  return {
    take: (paces, call, level) =>
      paces.length === 0
        ? Promise.resolve(0)
        : redis.afPaceTake(
            anyKey,
            keyPrefix,
            call,
            level === 'together' ? '2' : level === 'urgent' ? '1' : '0',
            ...paces.flatMap(({ name, spacingMs, windowMs, most }) => [
              name,
              String(spacingMs),
              String(windowMs),
              String(callsOf(most, level)),
              String(callsOf(most, 'urgent')),
            ]),
          ),
    async ended(paces) {
      if (paces.length > 0) await redis.afPaceEnded(anyKey, keyPrefix, ...paces.map(({ name }) => name));
    },
    async pause(paces, ms) {
      if (paces.length > 0)
        await redis.afPacePause(anyKey, keyPrefix, String(Math.ceil(ms)), ...paces.map(({ name }) => name));
    },
  };
};
