import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createRedisConnections,
  type RedisEndpoint,
} from '../../../src-main/engine/store/redis-connection.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { createLog } from '../../../src-main/platform/logger.ts';
import {
  createManagedRedis,
  type ManagedRedis,
  type ManagedRedisOptions,
  type ManagedRedisState,
} from '../../../src-main/platform/managed-redis.ts';
import { processesIn, processStatus } from '../../../src-main/platform/process-status.ts';
import { findRedisServer } from '../../../src-main/platform/redis-binary.ts';
import { until } from '../../support/until.ts';

const binary = await findRedisServer();
const program = new URL('../../support/managed-redis-program.ts', import.meta.url).pathname;

let dataDir: string;
let log: ReturnType<typeof createLog>;
let atEnd: (() => unknown)[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'alertflow data '));
  log = createLog({ clock: systemClock, level: 'debug' });
  atEnd = [];
});
afterEach(async () => {
  for (const undo of atEnd.reverse()) await undo();
  for (const pid of redisPids()) process.kill(pid, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

const redisDir = (): string => join(dataDir, 'redis');
const redisPids = (): number[] =>
  existsSync(redisDir()) ? processesIn(realpathSync(redisDir()), (name) => name.startsWith('redis')) : [];

const quick = { answerTimeoutMs: 300, pingIntervalMs: 50, firstRestartDelayMs: 100, hangKillMs: 60_000 };

const create = (options: Partial<ManagedRedisOptions> = {}) => {
  const states: ManagedRedisState[] = [];
  const redis = createManagedRedis({
    dataDir,
    binary,
    clock: systemClock,
    logger: log.logger,
    maxmemoryBytes: 100_000_000,
    onState: (state) => states.push(state),
    onSecret: log.registerSecret,
    times: quick,
    ...options,
  });
  atEnd.push(() => redis.stop());
  return { redis, states };
};

const connect = (endpoint: RedisEndpoint) => {
  const connections = createRedisConnections({ endpoint, clock: systemClock, logger: log.logger });
  atEnd.push(() => connections.stop());
  return connections;
};

/** Own commands fail fast while there is no connection: tried until they pass. */
const eventually = async <T>(command: () => Promise<T>): Promise<T> => {
  const { value } = await until(
    () =>
      command().then(
        (value) => ({ value }),
        () => null,
      ),
    'Redis takes the command',
  );
  return value;
};

const waitUntil = (what: string, isSo: () => boolean, withinMs?: number) => until(isSo, what, withinMs);

const isKind = (redis: ManagedRedis, kind: ManagedRedisState['kind'], withinMs?: number) =>
  waitUntil(`Redis is ${kind}`, () => redis.state().kind === kind, withinMs);

const startProgram = async (
  graceMs = 10_000,
): Promise<{ child: ChildProcess; pid: number; endpoint: RedisEndpoint }> => {
  const child = spawn(process.execPath, [program, dataDir, String(graceMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd.push(() => child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout! }), 'line');
  const { endpoint, state } = JSON.parse(line);
  return { child, pid: state.pid, endpoint };
};

const killHard = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

describe('managed Redis', () => {
  it('is durable, private and bounded as Redis itself tells', async () => {
    const { redis } = create();
    const endpoint = await redis.start();
    expect(redis.state()).toMatchObject({ kind: 'ready', reason: null, restarts: 0, pid: redisPids()[0] });
    const { commands } = connect(endpoint);
    const settings = {
      appendonly: 'yes',
      appendfsync: 'always',
      'maxmemory-policy': 'noeviction',
      maxmemory: '100000000',
      dir: realpathSync(redisDir()),
      save: '',
      port: '0',
    };
    for (const [name, value] of Object.entries(settings)) {
      expect(await eventually(() => commands.config('GET', name))).toEqual([name, value]);
    }
    expect(statSync(redisDir()).mode & 0o777).toBe(0o700);
    expect(statSync(join(redisDir(), 'managed.json')).mode & 0o777).toBe(0o600);
  });

  it('shows its password neither in the process list nor in its environment nor in the log', async () => {
    const { redis } = create();
    const { password } = await redis.start();
    const pid = redis.state().pid!;
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(password);
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toBe('');
    await redis.stop();
    expect(log.logs.list().length).toBeGreaterThan(5);
    expect(JSON.stringify(log.logs.list())).not.toContain(password);
  });

  it('is not reached without the password', async () => {
    const { redis } = create();
    const endpoint = await redis.start();
    const stranger = connect({ ...endpoint, password: 'x'.repeat(32) });
    await expect(stranger.commands.ping()).rejects.toThrow();
    expect(stranger.commands.status).not.toBe('ready');
  });

  it('ends in order: what was acknowledged is there at the next start, at the same place', async () => {
    const first = create().redis;
    const endpoint = await first.start();
    const { commands } = connect(endpoint);
    await eventually(() => commands.set('k', 'v'));
    await first.stop();
    await first.stop();
    expect(first.state()).toMatchObject({ kind: 'down', reason: 'stopped', pid: null });
    expect(redisPids()).toEqual([]);
    expect(readdirSync(redisDir()).sort()).toEqual(['appendonlydir', 'managed.json']);
    const second = create().redis;
    expect(await second.start()).toEqual(endpoint);
    const { commands: after } = connect(endpoint);
    expect(await eventually(() => after.get('k'))).toBe('v');
  });

  it('uses loopback with a kept port and password where the path is too long for a socket', async () => {
    dataDir = join(dataDir, 'very long folder name '.repeat(4), 'and another one '.repeat(4));
    mkdirSync(dataDir, { recursive: true });
    const first = create().redis;
    const endpoint = await first.start();
    expect(endpoint).toMatchObject({ kind: 'tcp', host: '127.0.0.1', port: expect.any(Number) });
    const { commands } = connect(endpoint);
    await eventually(() => commands.set('k', 'v'));
    await first.stop();
    const second = create().redis;
    expect(await second.start()).toEqual(endpoint);
    const { commands: after } = connect(endpoint);
    expect(await eventually(() => after.get('k'))).toBe('v');
  });

  it('refuses a second program on the same directory and names the first', async () => {
    const { redis } = create();
    await redis.start();
    const second = create().redis;
    await expect(second.start()).rejects.toMatchObject({ code: 'conflict' });
    await expect(second.start()).rejects.toThrow(`process ${process.pid}`);
    expect(redisPids()).toEqual([redis.state().pid]);
    await second.stop();
    expect(redis.state().kind).toBe('ready');
  });
});

describe('a Redis that fails', () => {
  it('comes back after kill -9 at the same place with all it had acknowledged', async () => {
    const { redis } = create();
    const { commands } = connect(await redis.start());
    await eventually(() => commands.ping());
    for (let kills = 1; kills <= 3; kills++) {
      await commands.set(`k${kills}`, 'v');
      process.kill(redis.state().pid!, 'SIGKILL');
      await waitUntil('restarted', () => redis.state().restarts === kills && redis.state().kind === 'ready');
      expect(await eventually(() => commands.dbsize())).toBe(kills);
    }
    expect(redisPids()).toEqual([redis.state().pid]);
  });

  it('is restarted after waits that double', async () => {
    const { redis, states } = create({
      times: { ...quick, firstRestartDelayMs: 100, maxRestartDelayMs: 200 },
    });
    await redis.start();
    const waits: number[] = [];
    for (let kills = 1; kills <= 5; kills++) {
      process.kill(redis.state().pid!, 'SIGKILL');
      await waitUntil('restarted', () => redis.state().restarts === kills && redis.state().kind === 'ready');
      const again = states.findIndex(({ restarts }) => restarts === kills);
      expect(states[again - 1]).toMatchObject({ kind: 'down', reason: expect.stringContaining('SIGKILL') });
      waits.push(states[again]!.since - states[again - 1]!.since);
    }
    for (const [i, floor] of [100, 200, 200, 200, 200].entries()) {
      expect(waits[i]).toBeGreaterThanOrEqual(floor - 5);
    }
    // Doubled each time it would have been at least so long: the longest wait is kept to.
    expect(waits[4]).toBeLessThan(1_600);
  });

  it('is seen when it hangs, and when it goes on', async () => {
    const { redis } = create();
    await redis.start();
    const pid = redis.state().pid!;
    process.kill(pid, 'SIGSTOP');
    atEnd.push(() => processStatus(pid).alive && process.kill(pid, 'SIGCONT'));
    await isKind(redis, 'down');
    expect(redis.state()).toMatchObject({ reason: expect.stringContaining('hangs'), pid, restarts: 0 });
    process.kill(pid, 'SIGCONT');
    await isKind(redis, 'ready');
    expect(redis.state()).toMatchObject({ pid, restarts: 0 });
  });

  it('is ended by force and started anew when it hangs for too long', async () => {
    const { redis } = create({ times: { ...quick, hangKillMs: 1_000 } });
    await redis.start();
    const pid = redis.state().pid!;
    process.kill(pid, 'SIGSTOP');
    await waitUntil('restarted', () => redis.state().restarts === 1 && redis.state().kind === 'ready');
    expect(processStatus(pid).alive).toBe(false);
  });

  it('stops within seconds even when it hangs', async () => {
    const { redis } = create();
    await redis.start();
    process.kill(redis.state().pid!, 'SIGSTOP');
    const startedAt = performance.now();
    await redis.stop();
    expect(performance.now() - startedAt).toBeLessThan(7_000);
    expect(redisPids()).toEqual([]);
  });

  it('loses one entry at most when the end of its file is cut', async () => {
    const first = create().redis;
    const { commands } = connect(await first.start());
    for (let i = 0; i < 10; i++) await eventually(() => commands.set(`k${i}`, 'v'));
    await first.stop();
    const file = appendFile();
    truncateSync(file, statSync(file).size - 5);
    const second = create().redis;
    const endpoint = await second.start();
    expect(second.state()).toMatchObject({ kind: 'ready', reason: null });
    const { commands: after } = connect(endpoint);
    expect(await eventually(() => after.dbsize())).toBe(9);
  });

  it('starts empty with damaged data, says so, and keeps the damaged set', async () => {
    const first = create().redis;
    const { commands } = connect(await first.start());
    for (let i = 0; i < 50; i++) await eventually(() => commands.set(`k${i}`, 'v'));
    await first.stop();
    const damaged = damage(appendFile());
    const second = create().redis;
    const endpoint = await second.start();
    expect(second.state()).toMatchObject({ kind: 'ready', restarts: 1 });
    expect(second.state().reason).toMatch(/damaged and moved to .*Bad file format/s);
    const { commands: after } = connect(endpoint);
    expect(await eventually(() => after.dbsize())).toBe(0);
    const [set] = damagedSets();
    const kept = join(redisDir(), set!, 'appendonlydir', 'appendonly.aof.1.incr.aof');
    expect(readFileSync(kept)).toEqual(damaged);
  });

  it('keeps no more than three damaged sets', async () => {
    mkdirSync(redisDir());
    for (const day of ['01', '02', '03', '04']) mkdirSync(join(redisDir(), `damaged-2026-01-${day}`));
    mkdirSync(join(redisDir(), 'appendonlydir'));
    writeFileSync(join(redisDir(), 'appendonlydir', 'appendonly.aof.manifest'), 'no manifest\n');
    const { redis } = create();
    await redis.start();
    expect(redis.state().kind).toBe('ready');
    expect(damagedSets()).toHaveLength(3);
    expect(damagedSets().slice(0, 2)).toEqual(['damaged-2026-01-03', 'damaged-2026-01-04']);
  });

  it('says what Redis said when it cannot run, and goes on trying', async () => {
    const broken = join(dataDir, 'redis-server');
    writeFileSync(
      broken,
      '#!/bin/sh\necho "Could not create server TCP listening socket: no such luck" >&2\nexit 1\n',
    );
    chmodSync(broken, 0o755);
    const { redis } = create({ binary: { path: broken, version: '7.0.15' } });
    await redis.start();
    expect(redis.state()).toMatchObject({
      kind: 'down',
      reason: expect.stringContaining('no such luck (exit code 1)'),
    });
    await waitUntil('tried again', () => redis.state().restarts >= 2);
  });

  it('says so when the program cannot be started at all', async () => {
    const { redis } = create({ binary: { path: join(dataDir, 'nothing'), version: '7.0.15' } });
    await redis.start();
    expect(redis.state()).toMatchObject({
      kind: 'down',
      reason: expect.stringContaining('ENOENT'),
      pid: null,
    });
  });

  it('never takes data aside for a cause outside the data', async () => {
    const first = create().redis;
    await first.start();
    await first.stop();
    const said =
      "Can't handle RDB format version 99\\n# Error reading the RDB base file x, AOF loading aborted";
    const broken = join(dataDir, 'redis-server');
    writeFileSync(broken, `#!/bin/sh\nprintf "${said}\\n"\nexit 1\n`);
    chmodSync(broken, 0o755);
    const second = create({ binary: { path: broken, version: '6.2.0' } }).redis;
    await second.start();
    expect(second.state()).toMatchObject({
      kind: 'down',
      reason: expect.stringContaining('format version 99'),
    });
    await waitUntil('tried again', () => second.state().restarts >= 1);
    expect(damagedSets()).toEqual([]);
    expect(existsSync(appendFile())).toBe(true);
  });
});

describe('after kill -9 of the program', () => {
  it('takes over the Redis that is still there, and nothing runs twice', async () => {
    const killed = await startProgram();
    const { commands: before } = connect(killed.endpoint);
    await eventually(() => before.set('k', 'v'));
    await killHard(killed.child);
    expect(redisPids()).toEqual([killed.pid]);
    const { redis } = create();
    expect(await redis.start()).toEqual(killed.endpoint);
    expect(redis.state()).toMatchObject({ kind: 'ready', pid: killed.pid, restarts: 0 });
    expect(redisPids()).toEqual([killed.pid]);
    const { commands } = connect(killed.endpoint);
    expect(await eventually(() => commands.get('k'))).toBe('v');
    // The bound of the new program holds now.
    expect(await commands.config('GET', 'maxmemory')).toEqual(['maxmemory', '100000000']);
    await redis.stop();
    expect(redisPids()).toEqual([]);
  });

  it('restarts one that was taken over when it dies', async () => {
    const killed = await startProgram();
    await killHard(killed.child);
    const { redis } = create();
    await redis.start();
    process.kill(killed.pid, 'SIGKILL');
    await waitUntil('restarted', () => redis.state().restarts === 1 && redis.state().kind === 'ready');
    expect(redisPids()).toEqual([redis.state().pid]);
    expect(redis.endpoint).toEqual(killed.endpoint);
  });

  it('does not call durable what was made less so meanwhile', async () => {
    const killed = await startProgram();
    await killHard(killed.child);
    const { commands: before } = connect(killed.endpoint);
    await eventually(() => before.config('SET', 'appendfsync', 'no'));
    const { redis } = create();
    await redis.start();
    expect(redis.state()).toMatchObject({
      kind: 'degraded',
      reason: expect.stringContaining('appendfsync is no'),
    });
  });

  it('ends by itself when no program comes back', async () => {
    const killed = await startProgram(300);
    const { commands: before } = connect(killed.endpoint);
    await eventually(() => before.set('k', 'v'));
    await killHard(killed.child);
    await waitUntil('Redis has ended', () => redisPids().length === 0, 5_000);
    const { redis } = create();
    const { commands } = connect(await redis.start());
    expect(await eventually(() => commands.get('k'))).toBe('v');
  });

  it('is left alone by the guard of the killed program once it was taken over', async () => {
    const killed = await startProgram(700);
    await killHard(killed.child);
    const killedAt = performance.now();
    const { redis, states } = create();
    await redis.start();
    await waitUntil('the guard has had its say', () => performance.now() - killedAt > 1_500);
    expect(states.map(({ kind }) => kind)).not.toContain('down');
    expect(redis.state()).toMatchObject({ kind: 'ready', pid: killed.pid, restarts: 0 });
  });

  it.each(['lost', 'damaged'])(
    'ends the Redis that is still there when the record of it is %s',
    async (how) => {
      const killed = await startProgram();
      const { commands: before } = connect(killed.endpoint);
      await eventually(() => before.set('k', 'v'));
      await killHard(killed.child);
      if (how === 'lost') rmSync(join(redisDir(), 'managed.json'));
      else writeFileSync(join(redisDir(), 'managed.json'), '{');
      const { redis } = create();
      const endpoint = await redis.start();
      expect(endpoint.password).not.toBe(killed.endpoint.password);
      expect(processStatus(killed.pid).alive).toBe(false);
      expect(redisPids()).toEqual([redis.state().pid]);
      const { commands: after } = connect(endpoint);
      expect(await eventually(() => after.get('k'))).toBe('v');
    },
  );

  it('ends the Redis that is still there but hangs', async () => {
    const killed = await startProgram();
    process.kill(killed.pid, 'SIGSTOP');
    await killHard(killed.child);
    const { redis } = create();
    await redis.start();
    expect(redis.state().kind).toBe('ready');
    expect(redisPids()).toEqual([redis.state().pid]);
    expect(redis.state().pid).not.toBe(killed.pid);
  });

  it('leaves no orphan and opens nothing twice over ten kills', async () => {
    for (let kills = 0; kills < 10; kills++) {
      const { child, pid, endpoint } = await startProgram();
      expect(redisPids()).toEqual([pid]);
      const { commands: after } = connect(endpoint);
      expect(await eventually(() => after.incr('kills'))).toBe(kills + 1);
      if (kills % 3 === 0) process.kill(pid, 'SIGKILL');
      await killHard(child);
    }
    const { redis } = create();
    await redis.start();
    await redis.stop();
    expect(redisPids()).toEqual([]);
  });
});

const appendFile = (): string => join(redisDir(), 'appendonlydir', 'appendonly.aof.1.incr.aof');

const damagedSets = (): string[] =>
  readdirSync(redisDir())
    .filter((name) => name.startsWith('damaged-'))
    .sort();

/** Zeroes in the middle, as a disk gives after a bad power cut. */
const damage = (file: string): Buffer => {
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  bytes.fill(0, middle, middle + 100);
  writeFileSync(file, bytes);
  return bytes;
};
