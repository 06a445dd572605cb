import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJobQueue } from '../../../src-main/engine/store/job-queues.ts';
import { createRedisConnections } from '../../../src-main/engine/store/redis-connection.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { createLog } from '../../../src-main/platform/logger.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { until } from '../../support/until.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(async () => {
  await redis.stop();
});

/** Commands in what a client sends: each begins with the number of its words (RESP arrays). */
const commandsIn = (bytes: Buffer): number => bytes.toString('latin1').match(/\*\d+\r\n\$/g)?.length ?? 0;

/**
 * A way to Redis that breaks once for each of the first connections: at its command of that number, which Redis never
 * sees. Later connections are left alone.
 */
const breakingAt = async (command: number, connections: number) => {
  const sockets = new Set<Socket>();
  let met = 0;
  const server: Server = createServer((client) => {
    const breaks = met++ < connections;
    const upstream = connect(redis.port, '127.0.0.1');
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    let seen = 0;
    client.on('data', (bytes: Buffer) => {
      seen += commandsIn(bytes);
      if (breaks && seen >= command) end();
      else upstream.write(bytes);
    });
    upstream.on('data', (bytes) => client.write(bytes));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Connections that came so far. */
    met: () => met,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

describe('a queue whose connections break while it is opened', () => {
  it.each(Array.from({ length: 10 }, (_, i) => i + 1))(
    'takes and does jobs afterwards: at command %i',
    async (command) => {
      const way = await breakingAt(command, 3);
      const { logger } = createLog({ clock: systemClock, level: 'debug' });
      const connections = createRedisConnections({ url: way.url, clock: systemClock, logger });
      const queue = createJobQueue({
        name: `broken-at-${command}`,
        connection: connections.forBullMq,
        now: () => systemClock.now(),
        logger,
      });
      try {
        const done: string[] = [];
        queue.work(async (id) => {
          done.push(id);
          return { kind: 'done' };
        }, 1);
        await until(
          () =>
            queue.add([{ id: 'a' }]).then(
              () => true,
              () => null,
            ),
          'a job is added',
        );
        await until(() => done.includes('a'), 'the job is done', 30_000);
        expect(way.met()).toBeGreaterThan(3);
      } finally {
        await queue.close();
        await connections.stop();
        await way.close();
      }
    },
  );
});

describe('a queue that finds no connection', () => {
  it('refuses instead of waiting for one', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `redis://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { logger } = createLog({ clock: systemClock, level: 'debug' });
    const connections = createRedisConnections({ url, clock: systemClock, logger });
    const queue = createJobQueue({
      name: 'unreached',
      connection: connections.forBullMq,
      now: () => systemClock.now(),
      logger,
    });
    const refused = { code: 'store_unavailable' };
    await Promise.all([
      expect(queue.add([{ id: 'a' }])).rejects.toMatchObject(refused),
      expect(queue.depth()).rejects.toMatchObject(refused),
      expect(queue.isPaused()).rejects.toMatchObject(refused),
      expect(queue.hurry('a')).rejects.toMatchObject(refused),
    ]);
    await queue.close();
    await connections.stop();
    silent.close();
  });
});

describe('a queue that is closed', () => {
  it('leaves no connection behind', async () => {
    const { logger } = createLog({ clock: systemClock, level: 'debug' });
    const connections = createRedisConnections({ url: redis.url, clock: systemClock, logger });
    const clients = () =>
      redis.run(async (own) => String(await own.client('LIST')).match(/name=alertflow\b/g)?.length ?? 0);
    await until(async () => (await clients()) === 1, 'only own commands have a connection');
    const queue = createJobQueue({
      name: 'closed',
      connection: connections.forBullMq,
      now: () => systemClock.now(),
      logger,
    });
    queue.work(async () => ({ kind: 'done' }), 1);
    await until(async () => (await clients()) >= 3, 'the queue has its connections');
    await queue.close();
    await until(async () => (await clients()) === 1, 'they are gone');
    await connections.stop();
  });
});
