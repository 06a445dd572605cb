/** A Redis with a replica and three Sentinels that watch over them, each a process of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedisServer } from '../../../src-main/platform/redis-binary.ts';
import { until } from '../../support/until.ts';
import { type Child, startChild } from './child.ts';
import { freePort } from './product.ts';

export interface SentinelSet {
  url: string;
  /** Port of the present master. */
  master(): Promise<number>;
  /** kill -9 of the present master; resolves when another one is known. Answers how long that took, ms. */
  killMaster(): Promise<number>;
  stop(): Promise<void>;
}

const name = 'alertflow';
const downAfterMs = 2000;

const ask = async <T>(port: number, use: (redis: Redis) => Promise<T>): Promise<T> => {
  const redis = new Redis({
    port,
    host: '127.0.0.1',
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await use(redis);
  } finally {
    redis.disconnect();
  }
};

export const startSentinels = async (): Promise<SentinelSet> => {
  const { path } = await findRedisServer({});
  const dir = mkdtempSync(join(tmpdir(), 'alertflow-sentinel-'));
  const children = new Map<number, Child>();
  const startServer = (port: number, extra: string[]) => {
    const own = mkdtempSync(join(dir, 'redis-'));
    children.set(
      port,
      startChild(path, [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', own, '--appendonly', 'yes'],
        ...['--appendfsync', 'always', '--save', '', '--maxmemory-policy', 'noeviction'],
        ...['--repl-diskless-sync-delay', '0', ...extra],
      ]),
    );
  };
  const [first, second] = [await freePort(), await freePort()];
  startServer(first, []);
  await until(() => ask(first, (redis) => redis.ping()).catch(() => null), 'the master answers');
  startServer(second, ['--replicaof', '127.0.0.1', String(first)]);
  const sentinels = [await freePort(), await freePort(), await freePort()];
  for (const port of sentinels) {
    const file = join(dir, `sentinel-${port}.conf`);
    writeFileSync(
      file,
      [
        `port ${port}`,
        'bind 127.0.0.1',
        `dir ${mkdtempSync(join(dir, 'sentinel-'))}`,
        `sentinel monitor ${name} 127.0.0.1 ${first} 2`,
        `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
        `sentinel failover-timeout ${name} 10000`,
        '',
      ].join('\n'),
    );
    children.set(port, startChild(path, [file, '--sentinel']));
  }
  const master = async (): Promise<number> => {
    for (const port of sentinels) {
      const found = await ask(port, (redis) =>
        redis.call('SENTINEL', ['get-master-addr-by-name', name]),
      ).catch(() => null);
      if (Array.isArray(found)) return Number(found[1]);
    }
    throw new Error('no Sentinel answers');
  };
  await until(
    async () => {
      const replicas = await ask(sentinels[0] ?? 0, (redis) =>
        redis.call('SENTINEL', ['replicas', name]),
      ).catch(() => []);
      const others = await ask(sentinels[0] ?? 0, (redis) =>
        redis.call('SENTINEL', ['sentinels', name]),
      ).catch(() => []);
      return Array.isArray(replicas) && replicas.length === 1 && Array.isArray(others) && others.length === 2;
    },
    'the Sentinels know each other and the replica',
    60_000,
  );
  return {
    url: `redis+sentinel://${sentinels.map((port) => `127.0.0.1:${port}`).join(',')}/${name}`,
    master,
    async killMaster() {
      const old = await master();
      const from = performance.now();
      await children.get(old)?.kill();
      await until(async () => (await master().catch(() => old)) !== old, 'another master', 60_000);
      const took = performance.now() - from;
      const now = await master();
      // The old one comes back as a replica, empty: as on a machine whose disk was lost.
      startServer(old, ['--replicaof', '127.0.0.1', String(now)]);
      return took;
    },
    async stop() {
      await Promise.all([...children.values()].map((child) => child.kill()));
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
