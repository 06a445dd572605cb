import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, Worker } from 'bullmq';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { queuePrefix } from '../../../src-main/engine/store/keys.ts';
import {
  createRedisConnections,
  type RedisConnections,
} from '../../../src-main/engine/store/redis-connection.ts';
import { describeRedisError } from '../../../src-main/engine/store/redis-error.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { createLog } from '../../../src-main/platform/logger.ts';
import { findRedisServer } from '../../../src-main/platform/redis-binary.ts';
import { createCertificateAuthority } from '../../support/certificates.ts';
import { until } from '../../support/until.ts';

const { path: binary } = await findRedisServer();

let dir: string;
let log: ReturnType<typeof createLog>;
let atEnd: (() => unknown)[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'alertflow connection '));
  log = createLog({ clock: systemClock, level: 'debug' });
  atEnd = [() => rmSync(dir, { recursive: true, force: true })];
});
afterEach(async () => {
  for (const undo of atEnd.reverse()) await undo();
});

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
};

const run = (settings: string[], words: string[] = []): ChildProcess => {
  const child = spawn(binary, ['-', ...words], { cwd: dir, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin!.end(['save ""', 'appendonly no', ...settings, ''].join('\n'));
  atEnd.push(() => end(child));
  return child;
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};

const connect = (url: string, caFile?: string): RedisConnections => {
  const connections = createRedisConnections({ url, caFile, clock: systemClock, logger: log.logger });
  atEnd.push(() => connections.stop());
  return connections;
};

const answers = (connections: RedisConnections) =>
  until(
    () =>
      connections.ping().then(
        () => true,
        () => null,
      ),
    'Redis answers',
  );

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error) => describeRedisError(error).code,
  );

describe('own commands', () => {
  it('that find no connection say why there is none', async () => {
    const port = await freePort();
    run([`port ${port}`, 'requirepass right']);
    const connections = connect(`redis://:canary-wrong@127.0.0.1:${port}`);
    const why = await until(
      () =>
        connections.commands.get('k').then(
          () => null,
          (error: unknown) => {
            const { message } = connections.describeError(error);
            return message.includes('WRONGPASS') ? message : null;
          },
        ),
      'a command is refused',
    );
    expect(why).not.toContain('canary');
  });

  it('are refused at once while Redis is away, and pass when it is back', async () => {
    const port = await freePort();
    const connections = connect(`redis://127.0.0.1:${port}`);
    const startedAt = performance.now();
    expect(await codeOf(connections.commands.set('k', 'v'))).toBe('NOT_CONNECTED');
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    run([`port ${port}`]);
    await answers(connections);
    expect(await connections.commands.set('k', 'v')).toBe('OK');
    expect(await connections.ping()).toBeLessThan(5_000);
  });

  it('end after five seconds when Redis hangs', async () => {
    const port = await freePort();
    const redis = run([`port ${port}`]);
    const connections = connect(`redis://127.0.0.1:${port}`);
    await answers(connections);
    redis.kill('SIGSTOP');
    const startedAt = performance.now();
    expect(await codeOf(connections.commands.set('k', 'v'))).toBe('TIMEOUT');
    expect(performance.now() - startedAt).toBeGreaterThan(4_900);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });

  it('are not sent twice when the connection breaks before the answer', async () => {
    const port = await freePort();
    run([`port ${port}`]);
    const connections = connect(`redis://127.0.0.1:${port}`);
    const other = connect(`redis://127.0.0.1:${port}`);
    await answers(connections);
    await answers(other);
    const asked = codeOf(connections.commands.blpop('empty', 0));
    await until(
      () => other.commands.client('LIST').then((list) => String(list).includes('cmd=blpop')),
      'it was sent',
    );
    await other.commands.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    expect(await asked).toBe('NOT_CONNECTED');
    await answers(connections);
    await other.commands.rpush('empty', 'v');
    expect(await connections.commands.llen('empty')).toBe(1);
  });

  it('say a Redis error by its own word and never repeat what was sent', async () => {
    const port = await freePort();
    run([`port ${port}`, 'maxmemory 1mb', 'maxmemory-policy noeviction']);
    const connections = connect(`redis://127.0.0.1:${port}`);
    await answers(connections);
    const { commands } = connections;
    expect(await codeOf(commands.set('k', 'canary'.repeat(500_000)))).toMatch(/no error|OOM/);
    expect(await codeOf(commands.set('l', 'canary'))).toBe('OOM');
    const unknown = await commands.call('NONSENSE', 'canary').catch((error: unknown) => error);
    expect(JSON.stringify(unknown)).toContain('canary');
    expect(JSON.stringify(connections.describeError(unknown))).not.toContain('canary');
    expect(connections.describeError(unknown).code).toBe('ERR');
  });

  it('tell a loss once in the log, and the return', async () => {
    const port = await freePort();
    const redis = run([`port ${port}`, 'requirepass hunter2hunter2']);
    const connections = connect(`redis://:hunter2hunter2@127.0.0.1:${port}`);
    await answers(connections);
    await end(redis);
    await until(() => log.logs.list({ level: 'debug' }).length >= 6, 'several tries to connect');
    run([`port ${port}`, 'requirepass hunter2hunter2']);
    await answers(connections);
    const told = log.logs.list({ level: 'info' }).map(({ message }) => message);
    const once = ['Redis connection lost', 'Redis connection is back'];
    // It was not there at the very beginning either.
    expect(told).toEqual([...once, ...once]);
    expect(JSON.stringify(log.logs.list())).not.toContain('hunter2');
  });
});

describe('connections for BullMQ', () => {
  it('carry jobs over a socket through the death and return of Redis', async () => {
    const socket = join(dir, 'redis.sock');
    const settings = ['port 0', `unixsocket "${socket}"`, 'appendonly yes', 'appendfsync always'];
    let redis = run(settings);
    const connections = connect(`unix://${encodeURI(socket)}`);
    const queue = new Queue('q', { connection: connections.forBullMq('queue'), prefix: queuePrefix });
    queue.on('error', () => {});
    const done = new Set<string>();
    const worker = new Worker(
      'q',
      async ({ id }) => {
        done.add(id!);
      },
      {
        connection: connections.forBullMq(),
        prefix: queuePrefix,
        drainDelay: 1,
      },
    );
    worker.on('error', () => {});
    await queue.waitUntilReady();
    await queue.add('do', {}, { jobId: 'a' });
    await until(() => done.has('a'), 'the first job is done');
    await end(redis);
    await until(
      () => codeOf(queue.add('do', {}, { jobId: 'lost' })).then((code) => code === 'NOT_CONNECTED'),
      'refused',
    );
    redis = run(settings);
    await until(
      () =>
        queue.add('do', {}, { jobId: 'b' }).then(
          () => true,
          () => null,
        ),
      'a job is added again',
    );
    await until(() => done.has('b'), 'the job after the return is done', 20_000);
    expect(done.has('lost')).toBe(false);
    await worker.close();
    await queue.close();
  });

  it('are closed by stop, which may be called twice', async () => {
    const port = await freePort();
    run([`port ${port}`]);
    const connections = connect(`redis://127.0.0.1:${port}`);
    const all = [
      connections.commands,
      connections.forBullMq(),
      connections.forBullMq('queue'),
      connections.subscriber(),
    ];
    await until(() => all.every(({ status }) => status === 'ready'), 'all are connected');
    await Promise.all([connections.stop(), connections.stop()]);
    for (const { status } of all) expect(status).toBe('end');
  });
});

describe('places of Redis', () => {
  it('are verified by a private authority over TLS, and refused without it', async () => {
    const authority = createCertificateAuthority();
    const { cert, key } = authority.issue(['localhost', '127.0.0.1']);
    for (const [name, text] of Object.entries({
      'ca.pem': authority.certificate,
      'cert.pem': cert,
      'key.pem': key,
    })) {
      writeFileSync(join(dir, name), text);
    }
    const port = await freePort();
    const files = ['ca-cert-file ca.pem', 'cert-file cert.pem', 'key-file key.pem'].map(
      (line) => `tls-${line}`,
    );
    run(['port 0', `tls-port ${port}`, 'tls-auth-clients no', ...files]);
    const trusted = connect(`rediss://localhost:${port}`, join(dir, 'ca.pem'));
    await answers(trusted);
    connect(`rediss://localhost:${port}`);
    await until(
      () =>
        log.logs.list({ level: 'warn' }).find(({ fields }) => /CERT|ISSUER|SIGN/.test(String(fields.code))),
      'the unknown authority is refused',
    );
  });

  it('are found through Sentinel, login included', async () => {
    const [port, sentinelPort] = [await freePort(), await freePort()];
    run([`port ${port}`, 'requirepass secret-of-redis']);
    const sentinelFile = join(dir, 'sentinel.conf');
    writeFileSync(
      sentinelFile,
      `port ${sentinelPort}\nsentinel monitor main 127.0.0.1 ${port} 1\nsentinel auth-pass main secret-of-redis\n`,
    );
    const sentinel = spawn(binary, [sentinelFile, '--sentinel'], { cwd: dir, stdio: 'ignore' });
    atEnd.push(() => end(sentinel));
    const connections = connect(`redis+sentinel://:secret-of-redis@127.0.0.1:${sentinelPort}/main/2`);
    await answers(connections);
    await connections.commands.set('k', 'v');
    const direct = connect(`redis://:secret-of-redis@127.0.0.1:${port}/2`);
    await answers(direct);
    expect(await direct.commands.get('k')).toBe('v');
  });

  it('are found by the next Sentinel where one takes the connection and says nothing', async () => {
    const [port, sentinelPort] = [await freePort(), await freePort()];
    run([`port ${port}`]);
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    atEnd.push(() => void silent.close());
    const silentPort = (silent.address() as AddressInfo).port;
    const sentinelFile = join(dir, 'sentinel.conf');
    writeFileSync(sentinelFile, `port ${sentinelPort}\nsentinel monitor main 127.0.0.1 ${port} 1\n`);
    const sentinel = spawn(binary, [sentinelFile, '--sentinel'], { cwd: dir, stdio: 'ignore' });
    atEnd.push(() => end(sentinel));
    await answers(connect(`redis+sentinel://127.0.0.1:${silentPort},127.0.0.1:${sentinelPort}/main`));
  });

  it('may be a Cluster, for own commands and for BullMQ', async () => {
    const port = await freePort();
    run([
      `port ${port}`,
      'cluster-enabled yes',
      `cluster-port ${await freePort()}`,
      'cluster-announce-ip 127.0.0.1',
    ]);
    const node = connect(`redis://127.0.0.1:${port}`);
    await answers(node);
    await node.commands.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    const connections = connect(`redis+cluster://127.0.0.1:${port}`);
    await answers(connections);
    expect(await connections.commands.set('{alertflow}:k', 'v')).toBe('OK');
    const queue = new Queue('q', { connection: connections.forBullMq('queue'), prefix: queuePrefix });
    const done: string[] = [];
    const worker = new Worker(
      'q',
      async ({ id }) => {
        done.push(id!);
      },
      {
        connection: connections.forBullMq(),
        prefix: queuePrefix,
      },
    );
    queue.on('error', () => {});
    worker.on('error', () => {});
    await queue.waitUntilReady();
    await queue.add('do', {}, { jobId: 'a' });
    await until(() => done.includes('a'), 'the job is done');
    await worker.close();
    await queue.close();
  });
});
