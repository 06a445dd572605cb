import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EngineRig, startEngine } from '../../support/engine-rig.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { until } from '../../support/until.ts';

let redis: RedisServer;
let intake: EngineRig;
let worker: EngineRig;

beforeEach(async () => {
  redis = await startRedisServer();
  intake = await startEngine({ redisUrl: redis.url, nodeId: 'intake', roles: ['ingest', 'console'] });
  worker = await startEngine({ redisUrl: redis.url, nodeId: 'worker', roles: ['worker'] });
});
afterEach(async () => {
  await intake.remove();
  await worker.remove();
  await redis.stop();
});

describe('health of a node without a worker of its own', () => {
  it('does not take a Redis that went away for workers that died', async () => {
    await until(async () => (await intake.services.health()).worker.state === 'ok', 'the worker is seen');
    await redis.kill();
    const seen: string[] = [];
    await until(async () => {
      const { problems, redis: part } = await intake.services.health();
      seen.push(...problems.map(({ code }) => code));
      return part.state === 'down';
    }, 'health says that Redis is down');
    expect(seen).toContain('redis_away');
    expect(seen).not.toContain('no_worker');
  });
});

describe('health of a Redis that somebody else runs', () => {
  it('says that it drops what it holds when it is full', async () => {
    const codes = async () => (await intake.services.health()).problems.map(({ code }) => code);
    await redis.run((connection) => connection.config('SET', 'maxmemory', '512mb'));
    await redis.run((connection) => connection.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    await until(async () => (await codes()).includes('redis_evicts'), 'health says so');
    await redis.run((connection) => connection.config('SET', 'maxmemory-policy', 'noeviction'));
    await until(async () => !(await codes()).includes('redis_evicts'), 'health is content');
  });
});
