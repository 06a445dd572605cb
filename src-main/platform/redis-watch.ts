/**
 * Looks after one running Redis: is it there, does it answer, is it durable.
 */
import type { Clock, Logger } from '../engine/ports.ts';
import type { RedisEndpoint } from '../engine/store/redis-connection.ts';
import { durableSettings } from './redis-config.ts';
import { type Answer, createRedisProbe, type RedisProbe } from './redis-probe.ts';
import type { RedisProcess } from './redis-process.ts';

/**
 * `starting`: not yet answering, or loading its data. `ready`: answering and durable; a reason is a note (it started
 * empty). `degraded`: answering but not as durable as it must be. `down`: not answering; it is being restarted.
 */
export type RedisCondition =
  | { kind: 'starting' | 'ready'; reason: string | null }
  | { kind: 'degraded' | 'down'; reason: string };

export interface WatchTimes {
  /** Between two looks at a Redis that answers. */
  pingIntervalMs: number;
  /** No answer for so long is a hang. */
  answerTimeoutMs: number;
  /** A hang this long is ended by force. */
  hangKillMs: number;
}

export interface Watch {
  redis: RedisProcess;
  endpoint: RedisEndpoint;
  dir: string;
  maxmemoryBytes: number;
  /** Told together with `ready`. */
  note: string | null;
  clock: Clock;
  logger: Logger;
  times: WatchTimes;
  become(condition: RedisCondition): void;
  /** Until the time is over or something happened. */
  nap(ms: number): Promise<void>;
  isStopping(): boolean;
}

const startingPollMs = 30;
/** A live process that opens no door for so long is worth a word. */
const doorTimeoutMs = 10_000;
/** A lost connection is most often the process's end, which is about to be told. */
const endingMs = 2_000;
const settingsRecheckMs = 60_000;

/** Until the process ended or a stop was asked for. Returns for how long it had answered in one go, ms. */
export const watchRedis = async (watch: Watch): Promise<number> => {
  const { redis, clock, times, become } = watch;
  const probe = createRedisProbe(watch.endpoint, times.answerTimeoutMs);
  let answersSince: number | null = null;
  let silentSince: number | null = null;
  let refusedSince: number | null = null;
  let checkedAt: number | null = null;

  const hear = async (answer: Answer): Promise<void> => {
    const now = clock.monotonic();
    if (answer.kind !== 'silent') silentSince = null;
    if (answer.kind !== 'refused') refusedSince = null;

    switch (answer.kind) {
      case 'ready': {
        answersSince ??= now;
        if (checkedAt !== null && now - checkedAt < settingsRecheckMs) return;
        const verdict = await readBack(probe, watch);
        if (verdict === null) return;
        checkedAt = now;
        return become(verdict);
      }
      case 'loading':
        checkedAt = null;
        return become({ kind: 'starting', reason: 'Redis loads its data' });
      case 'silent':
        answersSince = checkedAt = null;
        silentSince ??= now - times.answerTimeoutMs;
        become({ kind: 'down', reason: `no answer within ${times.answerTimeoutMs / 1_000} s: Redis hangs` });
        if (now - silentSince < times.hangKillMs) return;
        watch.logger.error({ pid: redis.pid }, 'Redis hangs for too long and is ended by force');
        return redis.kill('SIGKILL');
      case 'refused':
        refusedSince ??= now;
        if (redis.hasEnded() || now - refusedSince < (checkedAt === null ? doorTimeoutMs : endingMs)) return;
        answersSince = checkedAt = null;
        return become({ kind: 'down', reason: `Redis runs but refuses: ${answer.error.message}` });
      default:
        return answer satisfies never;
    }
  };

  try {
    while (!redis.hasEnded() && !watch.isStopping()) {
      await hear(await probe.ping());
      if (redis.hasEnded() || watch.isStopping()) break;
      const isSettled = (checkedAt ?? silentSince) !== null && refusedSince === null;
      await watch.nap(isSettled ? times.pingIntervalMs : startingPollMs);
    }
  } finally {
    probe.close();
  }
  return answersSince === null ? 0 : clock.monotonic() - answersSince;
};

/** Durable or not, as Redis itself says; null when it did not answer all. */
const readBack = async (
  probe: RedisProbe,
  { dir, maxmemoryBytes, note }: Watch,
): Promise<RedisCondition | null> => {
  // Not a matter of durability, and one that was taken over may have been started with another bound.
  if ((await probe.setting('maxmemory')) !== String(maxmemoryBytes)) {
    await probe.setSetting('maxmemory', String(maxmemoryBytes));
  }
  const differing: string[] = [];
  for (const [name, wanted] of Object.entries(durableSettings(dir))) {
    const found = await probe.setting(name);
    if (found === null) return null;
    if (found !== wanted) differing.push(`${name} is ${found} and must be ${wanted}`);
  }
  return differing.length === 0
    ? { kind: 'ready', reason: note }
    : { kind: 'degraded', reason: `Redis is not durable: ${differing.join(', ')}` };
};
