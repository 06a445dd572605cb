import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../../src-main/engine/engine.ts';
import { externalRedis, type RedisSource } from '../../../src-main/engine/redis-source.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { uuidIds } from '../../../src-main/platform/ids.ts';
import { createSecretBox } from '../../../src-main/platform/secret-box.ts';
import { createQuietLogger } from '../../support/quiet-logger.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { sendMail } from '../../support/send-mail.ts';
import { until } from '../../support/until.ts';

let dataDir: string;
let redis: RedisServer;
let engine: Engine | null = null;

beforeEach(async () => {
  redis = await startRedisServer();
  dataDir = await mkdtemp(join(tmpdir(), 'alertflow-data-'));
});
afterEach(async () => {
  await engine?.stop();
  await redis.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const engineOn = (source: RedisSource): Engine => {
  engine = createEngine(
    {
      dataDir,
      nodeId: 'node-1',
      hostName: 'test',
      version: '0.0.0-test',
      roles: ['ingest', 'worker', 'console'],
      smtp: { host: '127.0.0.1', port: 0, name: 'alertflow.test', certificate: null },
      redis: source,
    },
    {
      clock: systemClock,
      ids: uuidIds,
      secrets: createSecretBox({ key: Buffer.alloc(32, 7) }),
      logger: createQuietLogger(),
      desktop: { available: false, notify: async () => 'shown' },
    },
  );
  return engine;
};

describe('the start of a node', () => {
  it('takes mail while its Redis is still loading, and works it off when that is there', async () => {
    const loaded = Promise.withResolvers<void>();
    const external = externalRedis(redis.url, () => Date.now());
    const starting = engineOn({ ...external, start: () => loaded.promise.then(() => external.start()) });
    const started = starting.start();
    const address = await until(() => starting.smtpAddress(), 'the SMTP port is open');
    const id = await sendMail(address.port, { subject: 'CRITICAL: sent early' });
    loaded.resolve();
    const services = await started;
    expect(await starting.ready(10_000)).toBe(true);
    await until(async () => (await services.records.get(id))?.status === 'unrouted', 'it was worked off');
    expect(await services.ledger.read()).toMatchObject({ accepted: 1, balanced: true });
  });

  it('closes the SMTP port again where its Redis cannot be started', async () => {
    const external = externalRedis(redis.url, () => Date.now());
    const failing = engineOn({ ...external, start: () => Promise.reject(new Error('no Redis here')) });
    await expect(failing.start()).rejects.toThrow('no Redis here');
    expect(failing.smtpAddress()).toBe(null);
  });
});
