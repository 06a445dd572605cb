/** Starts the receivers that intake.bench.ts compares, each in a process of its own, and stops them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

export interface Receiver {
  name: string;
  port: number;
  /** Stops it and answers what it printed last. */
  stop(): Promise<string>;
}

const START_TIMEOUT_MS = 15_000;
const POLL_MS = 20;
/** Debian's own Python, which is the one that finds python3-aiosmtpd and python3-redis. */
const PYTHON = '/usr/bin/python3';
const here = import.meta.dirname;

/** Why the comparison cannot be run here, or null. */
export function missingTools(): string | null {
  const missing = ['smtp-source', 'smtp-sink', 'redis-server'].filter((tool) => find(tool) === null);
  const python = spawnSync(PYTHON, ['-c', 'import aiosmtpd, redis.asyncio']);
  if (python.status !== 0) missing.push('python3-aiosmtpd and python3-redis');
  return missing.length === 0
    ? null
    : `missing: ${missing.join(', ')} (Debian: postfix redis-server python3-aiosmtpd python3-redis)`;
}

/** Postfix's tools live in sbin, which is not on every PATH. */
export function find(tool: string): string | null {
  const found = spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin:/sbin"; command -v ${tool}`], {
    encoding: 'utf8',
  });
  return found.status === 0 ? found.stdout.trim() : null;
}

export async function startIntake(dir: string): Promise<Receiver> {
  const child = launch(process.execPath, [join(here, 'intake-server.ts'), join(dir, 'spool')]);
  return { name: 'alertflow', port: await child.port(), stop: child.stop };
}

/** smtp-sink answers 250 and stores nothing: the floor of what the protocol costs. */
export async function startSink(): Promise<Receiver> {
  const port = await freePort();
  const asUser = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = launch(find('smtp-sink') ?? 'smtp-sink', [...asUser, `127.0.0.1:${port}`, '1024']);
  await untilListening(port);
  return { name: 'smtp-sink', port, stop: child.stop };
}

/** `mode` async: by redis.asyncio, which lets connections share a sync of Redis; plain: by redis-py as most write it. */
export async function startAiosmtpd(
  dir: string,
  mode: 'plain' | 'async',
): Promise<Receiver & { redisSocket: string }> {
  const redisDir = join(dir, `redis-${mode}`);
  mkdirSync(redisDir);
  const socket = join(redisDir, 'redis.sock');
  const persistence = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const redis = launch('redis-server', [
    '--port',
    '0',
    '--unixsocket',
    socket,
    '--dir',
    redisDir,
    ...persistence,
  ]);
  await untilListening(socket);
  const child = launch(PYTHON, [join(here, 'aiosmtpd_receiver.py'), socket, mode]);
  return {
    name: mode === 'plain' ? 'aiosmtpd' : 'aiosmtpd-async',
    port: await child.port(),
    redisSocket: socket,
    async stop() {
      const last = await child.stop();
      await redis.stop();
      return last;
    },
  };
}

/** `startAiosmtpd` with a worker that posts each mail to `url`: the whole way from SMTP to a webhook. */
export async function startAiosmtpdChain(dir: string, url: string): Promise<Receiver> {
  const receiver = await startAiosmtpd(dir, 'plain');
  const worker = launch(PYTHON, [join(here, 'aiosmtpd_worker.py'), receiver.redisSocket, url]);
  await worker.port();
  return {
    ...receiver,
    async stop() {
      await worker.stop();
      return receiver.stop();
    },
  };
}

function launch(command: string, args: string[]) {
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  // Nothing stays behind when the measurement is broken off.
  process.once('exit', () => child.kill('SIGKILL'));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output = (output + chunk).slice(-4_096);
  });
  return {
    async port(): Promise<number> {
      const limit = Date.now() + START_TIMEOUT_MS;
      for (;;) {
        const match = /listening (\d+)/.exec(output);
        if (match) return Number(match[1]);
        if (Date.now() > limit || child.exitCode !== null)
          throw new Error(`${command} ${args[0]} did not start`);
        await delay(POLL_MS);
      }
    },
    async stop(): Promise<string> {
      child.kill('SIGTERM');
      await exited;
      return output.trim().split('\n').at(-1) ?? '';
    },
  };
}

async function untilListening(target: number | string): Promise<void> {
  const limit = Date.now() + START_TIMEOUT_MS;
  while (!(await canConnect(target))) {
    if (Date.now() > limit) throw new Error(`nothing listens on ${target}`);
    await delay(POLL_MS);
  }
}

function canConnect(target: number | string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = typeof target === 'number' ? connect(target, '127.0.0.1') : connect(target);
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<unknown>((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
