/**
 * The Redis of a single machine: a redis-server child on a directory of its own, durable, private, and kept running.
 * Order of a start: lock the directory, settle what a killed run left, start or take over, watch.
 */
import { chmodSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Logger } from '../engine/ports.ts';
import type { RedisEndpoint } from '../engine/store/redis-connection.ts';
import { type DirectoryLock, lockDirectory } from './directory-lock.ts';
import { guardAgainstOrphan, type OrphanGuard } from './orphan-guard.ts';
import type { RedisBinary } from './redis-binary.ts';
import { defaultMaxmemoryBytes, redisConfig } from './redis-config.ts';
import { isDamaged, moveDamagedAside } from './redis-damage.ts';
import { settleLeftover } from './redis-leftover.ts';
import { createRedisProbe } from './redis-probe.ts';
import { describeEnd, type ProcessEnd, type RedisProcess, spawnRedis } from './redis-process.ts';
import { type RedisRecord, readRecord, renewRecord, writeRecord } from './redis-record.ts';
import { type RedisCondition, watchRedis } from './redis-watch.ts';

export type ManagedRedisState = {
  /** Epoch ms of the last change of kind or reason. */
  since: number;
  /** Starts after the first, since `start`. */
  restarts: number;
  pid: number | null;
} & ({ kind: 'starting' | 'ready'; reason: string | null } | { kind: 'degraded' | 'down'; reason: string });

export interface ManagedRedis {
  /**
   * Resolves when Redis answers, or when its first try failed or takes longer than `settleMs`: then `state` says why and
   * the tries go on. Throws `conflict` when another program holds the directory, and what the file system throws.
   */
  start(): Promise<RedisEndpoint>;
  /** Ends Redis in order: what it acknowledged is on disk. Bounded to some seconds. */
  stop(): Promise<void>;
  state(): ManagedRedisState;
  /** The same from `start` on, whatever happens to Redis. Null before. */
  readonly endpoint: RedisEndpoint | null;
}

export interface ManagedRedisOptions {
  dataDir: string;
  binary: Pick<RedisBinary, 'path' | 'version'>;
  clock: Clock;
  logger: Logger;
  /** Default: a quarter of the machine's memory, 1 GiB at most. */
  maxmemoryBytes?: number | undefined;
  onState?: ((state: ManagedRedisState) => void) | undefined;
  /** Told when a secret is made or read, so that the log can hide it. */
  onSecret?: ((value: string) => void) | undefined;
  /** For tests; the defaults are the product's. */
  times?: Partial<typeof defaultTimes> | undefined;
}

const defaultTimes = {
  /** Between two looks at a Redis that answers. */
  pingIntervalMs: 1_000,
  /** No answer for so long is a hang. */
  answerTimeoutMs: 5_000,
  /** A hang this long is ended by force. */
  hangKillMs: 90_000,
  firstRestartDelayMs: 500,
  maxRestartDelayMs: 30_000,
  /** After so long without a fault the delay begins anew. */
  stableMs: 60_000,
  settleMs: 15_000,
  /** A Redis whose program was killed ends after this. */
  orphanGraceMs: 10_000,
};

const shutdownMs = 3_000;
const terminateMs = 2_000;

export const createManagedRedis = (options: ManagedRedisOptions): ManagedRedis => {
  const { clock, binary } = options;
  const logger = options.logger.child({ part: 'redis' });
  const times = { ...defaultTimes, ...options.times };
  const maxmemoryBytes = options.maxmemoryBytes ?? defaultMaxmemoryBytes();

  let state: ManagedRedisState = {
    kind: 'down',
    reason: 'not started',
    since: clock.now(),
    restarts: 0,
    pid: null,
  };
  let record: RedisRecord | null = null;
  let lock: DirectoryLock | null = null;
  let running: RedisProcess | null = null;
  let guard: OrphanGuard | null = null;
  let starting: Promise<RedisEndpoint> | null = null;
  let supervision: Promise<void> | null = null;
  let stopped: Promise<void> | null = null;
  let note: string | null = null;
  let stopping = false;
  let wakeUp = () => {};
  let firstSettled: () => void = () => {};
  const settled = new Promise<void>((resolve) => {
    firstSettled = resolve;
  });

  const become = (change: RedisCondition, restarts = state.restarts) => {
    const pid = running && !running.hasEnded() ? running.pid : null;
    if (change.kind !== 'starting') firstSettled();
    const isSame = change.kind === state.kind && change.reason === state.reason;
    if (isSame && pid === state.pid && restarts === state.restarts) return;
    state = { ...change, since: isSame ? state.since : clock.now(), restarts, pid };
    const { kind, reason } = state;
    const isBad = kind === 'down' || kind === 'degraded';
    logger[isBad && !stopping ? 'warn' : 'info']({ kind, reason, pid, restarts }, `Redis is ${kind}`);
    try {
      options.onState?.(state);
    } catch (error) {
      logger.error({ error }, 'a listener to the state of Redis failed');
    }
  };

  /** Until the time is over, Redis ended, or `stop` was called. */
  const nap = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (stopping) return resolve();
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const begin = async (): Promise<RedisEndpoint> => {
    const asked = join(options.dataDir, 'redis');
    mkdirSync(asked, { recursive: true, mode: 0o700 });
    chmodSync(asked, 0o700);
    // Redis answers with the path free of links, and sockets gain by the shorter one.
    const dir = realpathSync(asked);
    lock = await lockDirectory(dir);
    try {
      const before = readRecord(dir);
      if (before) options.onSecret?.(before.endpoint.password);
      const leftover = await settleLeftover({ dir, record: before, version: binary.version, logger });
      record = leftover && before ? before : await renewRecord(dir, before);
      options.onSecret?.(record.endpoint.password);
      save(dir, record);
      supervision = supervise(dir, record, lock, leftover);
    } catch (error) {
      lock.release();
      throw error;
    }
    await Promise.race([settled, sleep(times.settleMs, undefined, { ref: false })]);
    return record.endpoint;
  };

  const supervise = async (
    dir: string,
    known: RedisRecord,
    held: DirectoryLock,
    leftover: RedisProcess | null,
  ) => {
    let delayMs = times.firstRestartDelayMs;
    for (let restarts = 0; !stopping; restarts++) {
      if (!held.isHeld()) {
        return become({
          kind: 'down',
          reason: `the lock file ${held.path} was taken away; restart AlertFlow`,
        });
      }
      let readyForMs = 0;
      try {
        running = restarts === 0 && leftover ? leftover : launch(dir, known);
        guard = protect(running, dir, known, held);
        become({ kind: 'starting', reason: note }, restarts);
        running.ended.then(() => wakeUp());
        readyForMs = await watch(running, dir, known.endpoint);
        if (stopping) return;
        await afterEnd(await running.ended, dir);
      } catch (error) {
        // The file system, most likely.
        if (running) await endInOrder(running, known.endpoint);
        become({
          kind: 'down',
          reason: `Redis cannot be run: ${error instanceof Error ? error.message : 'unknown'}`,
        });
      } finally {
        if (!stopping) guard?.stop();
      }
      if (readyForMs >= times.stableMs) delayMs = times.firstRestartDelayMs;
      await nap(delayMs);
      delayMs = Math.min(delayMs * 2, times.maxRestartDelayMs);
    }
  };

  const afterEnd = async (end: ProcessEnd, dir: string): Promise<void> => {
    const reason = describeEnd(end);
    const folder = isDamaged(end) ? moveDamagedAside(dir, clock.now()) : null;
    if (folder === null) return become({ kind: 'down', reason: `Redis ended: ${reason}` });
    logger.error({ folder, reason }, 'data of Redis is damaged and was moved aside');
    note = `its data was damaged and moved to ${folder}; it started empty (${reason})`;
    become({ kind: 'starting', reason: note });
  };

  /** Makes sure that it is found, or ends by itself, when this program is killed. */
  const protect = (
    redis: RedisProcess,
    dir: string,
    known: RedisRecord,
    held: DirectoryLock,
  ): OrphanGuard | null => {
    // It could not be started.
    if (redis.pid === 0) return null;
    const { pid, identity } = redis;
    save(dir, { ...known, process: { pid, identity } });
    return guardAgainstOrphan({ lock: held, pid, identity, graceMs: times.orphanGraceMs });
  };

  /** A full disk must not keep Redis from running: what is on disk already, or its directory, finds it too. */
  const save = (dir: string, next: RedisRecord): void => {
    try {
      writeRecord(dir, next);
    } catch (error) {
      logger.warn({ error }, 'the record of the running Redis cannot be written');
    }
  };

  const launch = (dir: string, { endpoint, token }: RedisRecord): RedisProcess =>
    spawnRedis({
      binary: binary.path,
      dir,
      config: redisConfig({ dir, endpoint, maxmemoryBytes, token }),
      password: endpoint.password,
      onLine: (line) => logger.debug({ line }, 'redis-server'),
    });

  const watch = (redis: RedisProcess, dir: string, endpoint: RedisEndpoint): Promise<number> =>
    watchRedis({
      redis,
      endpoint,
      dir,
      maxmemoryBytes,
      note,
      clock,
      logger,
      times,
      become,
      nap,
      isStopping: () => stopping,
    });

  const finish = async () => {
    stopping = true;
    wakeUp();
    firstSettled();
    // A start that failed has released what it took.
    await starting?.catch(() => {});
    if (running && record) await endInOrder(running, record.endpoint);
    await supervision;
    guard?.stop();
    if (record && lock && running?.hasEnded()) save(dirname(lock.path), { ...record, process: null });
    lock?.release();
    become({ kind: 'down', reason: 'stopped' });
  };

  return {
    start() {
      if (stopping) return Promise.reject(new Error('this managed Redis was stopped; create another'));
      starting ??= begin();
      return starting;
    },
    stop() {
      stopped ??= finish();
      return stopped;
    },
    state: () => state,
    get endpoint() {
      return record?.endpoint ?? null;
    },
  };
};

/** SHUTDOWN, SIGTERM, SIGKILL. On Windows any signal is the end by force. */
const endInOrder = async (redis: RedisProcess, endpoint: RedisEndpoint): Promise<void> => {
  const isGone = (withinMs: number) =>
    Promise.race([redis.ended.then(() => true), sleep(withinMs, false, { ref: false })]);
  if (redis.hasEnded()) return void (await redis.ended);
  const probe = createRedisProbe(endpoint, shutdownMs);
  try {
    // Not waited for: a Redis that hangs does not answer, one that obeys is gone.
    void probe.shutdown();
    if (await isGone(shutdownMs)) return;
    if (process.platform !== 'win32') redis.kill('SIGTERM');
    if (await isGone(terminateMs)) return;
    redis.kill('SIGKILL');
    await isGone(terminateMs);
  } finally {
    probe.close();
  }
};
