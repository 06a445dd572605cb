/**
 * What a killed run left behind: a Redis on our directory. Two on one directory would ruin its data, so before one is
 * started there is none, or the one there is taken over.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../engine/errors.ts';
import type { Logger } from '../engine/ports.ts';
import { isSameProcess, processesIn, processStatus } from './process-status.ts';
import { tokenSetting } from './redis-config.ts';
import { createRedisProbe, type RedisProbe } from './redis-probe.ts';
import { adoptRedis, killIfSame, type RedisProcess } from './redis-process.ts';
import type { RedisRecord } from './redis-record.ts';

interface Found {
  pid: number;
  identity: string | null;
}

const probeTimeoutMs = 2_000;
/** It may be just starting, or ending: this long it is asked who it is. */
const askForMs = 5_000;
const orderlyEndMs = 5_000;
const forcedEndMs = 2_000;
const pollMs = 50;

/**
 * Takes over the Redis of an earlier run when it proves to be ours (password, token, directory, pid) and is of the
 * version we would start; ends any other on this directory. Null: nothing runs there now. Throws `conflict` when
 * something does and cannot be ended.
 */
export const settleLeftover = async (options: {
  dir: string;
  record: RedisRecord | null;
  version: string;
  logger: Logger;
}): Promise<RedisProcess | null> => {
  const { dir, record, version, logger } = options;
  const recorded = await provenPid(dir, record);
  const all = findAll(dir, record, recorded);
  const [only, ...others] = all;
  if (!only) return null;

  if (record && others.length === 0 && only.pid === recorded?.pid && recorded.version === version) {
    logger.info({ pid: only.pid }, 'Redis of an earlier run is still there and is taken over');
    return adoptRedis(only.pid, only.identity);
  }
  for (const found of all) {
    logger.warn({ pid: found.pid }, 'Redis of an earlier run is still there and is stopped');
    await end(found, record && found.pid === recorded?.pid ? record : null);
  }
  return null;
};

/** Who answers at the recorded place, if it can prove to be ours. */
const provenPid = async (
  dir: string,
  record: RedisRecord | null,
): Promise<{ pid: number; version: string } | null> => {
  if (!record) return null;
  const probe = createRedisProbe(record.endpoint, probeTimeoutMs);
  try {
    const until = performance.now() + askForMs;
    while (performance.now() < until) {
      const proven = await prove(probe, dir, record);
      const { process } = record;
      if (proven || !process || !isSameProcess(process.pid, process.identity)) return proven;
      await sleep(pollMs);
    }
    return null;
  } finally {
    probe.close();
  }
};

const prove = async (probe: RedisProbe, dir: string, record: RedisRecord) => {
  const pid = Number(await probe.info('server', 'process_id'));
  if (!(pid > 0)) return null;
  const version = await probe.info('server', 'redis_version');
  const isOurs =
    (await probe.setting('syslog-ident')) === tokenSetting(record.token) &&
    (await probe.setting('dir')) === dir;
  return isOurs && version !== null ? { pid, version } : null;
};

/** By record, by answer, and on Linux by looking for any Redis that works in our directory, known or not. */
const findAll = (dir: string, record: RedisRecord | null, proven: { pid: number } | null): Found[] => {
  const pids = new Set(processesIn(dir, (name) => /redis|valkey/i.test(name)));
  if (proven) pids.add(proven.pid);
  const noted = record?.process;
  // A pid without a start time may be anyone's by now.
  if (noted && noted.identity !== null && isSameProcess(noted.pid, noted.identity)) pids.add(noted.pid);
  return [...pids].flatMap((pid) => {
    const status = processStatus(pid);
    return status.alive ? [{ pid, identity: status.identity }] : [];
  });
};

const end = async ({ pid, identity }: Found, record: RedisRecord | null): Promise<void> => {
  const isGone = async (withinMs: number) => {
    for (let waitedMs = 0; waitedMs <= withinMs; waitedMs += pollMs) {
      if (!isSameProcess(pid, identity)) return true;
      await sleep(pollMs);
    }
    return false;
  };
  if (record && process.platform === 'win32') {
    const probe = createRedisProbe(record.endpoint, probeTimeoutMs);
    await probe.shutdown();
    probe.close();
  } else {
    killIfSame(pid, identity, 'SIGTERM');
  }
  if (await isGone(orderlyEndMs)) return;
  killIfSame(pid, identity, 'SIGKILL');
  if (await isGone(forcedEndMs)) return;
  throw new AppError('conflict', {
    message: `Another Redis (process ${pid}) works on this data directory and does not end. Stop it first.`,
  });
};
