import { closeSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { until } from '../../support/until.ts';
import { addVerdicts, type FaultCase, judge, noVerdict } from '../support/case.ts';
import { mountSmall, unmount } from '../support/mounts.ts';
import type { Product } from '../support/product.ts';
import { onRedis } from '../support/redis-of.ts';
import { type Rig, withRig } from '../support/rig.ts';

/** A way for Redis to fail. It is called while mail flows, and comes back when Redis could work again. */
interface Mode {
  name: string;
  run(rig: Rig, redis: RedisServer | null, holdMs: number): Promise<void>;
}

const aofFile = (product: Product): string => {
  const dir = join(product.dataDir, 'redis', 'appendonlydir');
  const name = readdirSync(dir).find((one) => one.endsWith('.incr.aof'));
  if (name === undefined) throw new Error('there is no append-only file');
  return join(dir, name);
};

const endBoth = async ({ product }: Rig) => {
  await product.kill();
  const pid = product.redisPid();
  if (pid === null) return;
  process.kill(pid, 'SIGKILL');
  await until(() => product.redisPid() === null, 'Redis is gone');
};

const cutOff: Mode = {
  name: 'the last bytes of its file cut off',
  async run(rig) {
    await endBoth(rig);
    const file = aofFile(rig.product);
    truncateSync(file, Math.max(0, readFileSync(file).length - 5));
    await rig.product.start();
  },
};

/** Modes of the Redis that the program runs itself. */
const managed: readonly Mode[] = [
  cutOff,
  {
    name: 'its file damaged in the middle',
    async run(rig) {
      await endBoth(rig);
      const file = aofFile(rig.product);
      const middle = Math.floor(readFileSync(file).length / 2);
      writeSync(openSync(file, 'r+'), 'this is no command', middle);
      await rig.product.start();
    },
  },
  {
    name: 'its files deleted',
    async run(rig) {
      await endBoth(rig);
      rmSync(join(rig.product.dataDir, 'redis', 'appendonlydir'), { recursive: true });
      await rig.product.start();
    },
  },
  {
    name: 'killed while it rewrites its file',
    async run({ product }) {
      await onRedis(product, (redis) => redis.bgrewriteaof());
      const pid = product.redisPid();
      if (pid !== null) process.kill(pid, 'SIGKILL');
    },
  },
  {
    name: 'emptied',
    run: ({ product }) => onRedis(product, (redis) => redis.flushall()).then(() => {}),
  },
];

/** Repeats on Telegram in a round of modes that take all of Redis's memory: what was told in its last half second. */
const mostRepeats = 30;
/** Of them without saying so: the last entry of its file, cut off, may be that a message is being sent. */
const mostUnsaid = 1;

const hold = async (redis: RedisServer, command: string[], undo: string[], holdMs: number) => {
  await redis.run((connection) => connection.call(command[0] ?? '', command.slice(1)));
  await sleep(holdMs);
  await redis.run((connection) => connection.call(undo[0] ?? '', undo.slice(1)));
};

/** Modes of a Redis that somebody else runs. */
const external: readonly Mode[] = [
  {
    name: 'away',
    async run(_rig, redis, holdMs) {
      await redis?.kill();
      await sleep(holdMs);
      await redis?.restart();
    },
  },
  {
    name: 'full (OOM)',
    async run(_rig, redis, holdMs) {
      if (redis)
        await hold(redis, ['CONFIG', 'SET', 'maxmemory', '1mb'], ['CONFIG', 'SET', 'maxmemory', '0'], holdMs);
    },
  },
  {
    name: 'a replica (READONLY)',
    async run(_rig, redis, holdMs) {
      if (redis) await hold(redis, ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE'], holdMs);
    },
  },
  {
    name: 'wants another password (NOAUTH)',
    async run(_rig, redis, holdMs) {
      if (!redis) return;
      await redis.run(async (connection) => {
        await connection.call('CONFIG', ['SET', 'requirepass', 'another']);
        await connection.call('CLIENT', ['KILL', 'TYPE', 'normal']);
        await sleep(holdMs);
        await connection.call('CONFIG', ['SET', 'requirepass', '']);
      });
    },
  },
  {
    name: 'loading',
    async run(_rig, redis) {
      await redis?.run(async (connection) => {
        await connection.call('CONFIG', ['SET', 'key-load-delay', '200']);
        await connection.call('DEBUG', ['LOADAOF']);
        await connection.call('CONFIG', ['SET', 'key-load-delay', '0']);
      });
    },
  },
  {
    name: 'hangs',
    async run(_rig, redis, holdMs) {
      redis?.signal('SIGSTOP');
      await sleep(holdMs + 4000);
      redis?.signal('SIGCONT');
    },
  },
];

const diskFull = (dir: string): Mode => ({
  name: 'its disk full',
  async run({ product, outside }, _redis, holdMs) {
    const filler = join(dir, 'filler');
    const chunk = Buffer.alloc(1024 * 1024);
    const fd = openSync(filler, 'w');
    try {
      for (;;) writeSync(fd, chunk);
    } catch {
      // Full.
    }
    // What is open keeps its room.
    closeSync(fd);
    await sleep(holdMs);
    const told = outside.delivered().length;
    rmSync(filler);
    await until(() => outside.delivered().length > told, 'Redis runs again', 60_000);
    // Its pid could not be written down: whoever comes after finds it by its folder.
    await product.kill();
    await product.start();
    if (product.redisPid() === null)
      throw new Error('the Redis that started on a full disk was not taken over');
  },
});

export const redisModes: FaultCase = {
  id: 'T7',
  name: 'every way for Redis to fail',
  async run({ many, rounds, progress }) {
    const holdMs = many(2500, 10_000);
    const faults: string[] = [];
    const examples: string[] = [];
    let verdict = noVerdict();
    let passed = 0;
    let refused = 0;
    let repeated = 0;

    const through = async (
      rig: Rig,
      modes: readonly Mode[],
      redis: RedisServer | null,
      name: string,
      part: number,
    ) => {
      const client = rig.outside.client({ port: rig.product.smtpPort, rate: 20 });
      let done = 0;
      for (const _ of rounds(1, 20, part)) {
        done++;
        for (const mode of modes) {
          const before = client.confirmed();
          await until(() => client.confirmed() > before + 8, `mail flows before "${mode.name}"`, 60_000);
          const told = rig.outside.delivered().length;
          await mode.run(rig, redis, holdMs);
          await until(
            () => rig.outside.delivered().length > told + 8,
            `alerts are told again after "${mode.name}"`,
            60_000,
          );
          passed++;
          progress(`${mode.name}: ${client.confirmed()} accepted`);
        }
      }
      await client.stop();
      const { checked, restMs } = await rig.check(180_000);
      const isCut = modes.includes(cutOff);
      const unsaid = Math.min(checked.unmarkedDuplicates, isCut ? mostUnsaid * done : 0);
      repeated += checked.unmarkedDuplicates;
      const allowed = { duplicates: (modes.length + (redis === null ? mostRepeats : 0)) * done };
      const judged = judge({ ...checked, unmarkedDuplicates: checked.unmarkedDuplicates - unsaid }, allowed);
      faults.push(...judged.map((fault) => `${name}: ${fault}`));
      if (restMs === null) faults.push(`${name}: it did not come to rest`);
      examples.push(...checked.examples);
      verdict = addVerdicts(verdict, checked);
      refused += rig.outside.sent().filter(({ code }) => code !== null && code >= 400).length;
    };

    const channels = ['webhook', 'telegram'] as const;
    await withRig({ channels }, (rig) => through(rig, managed, null, 'own Redis', 0.4));

    const redis = await startRedisServer(['--enable-debug-command', 'yes']);
    await withRig({ channels, redisUrl: redis.url }, (rig) =>
      through(rig, external, redis, 'external Redis', 0.4),
    ).finally(redis.stop);

    let disk = 'not allowed here';
    await withRig({ channels }, async (rig) => {
      await endBoth(rig);
      const dir = join(rig.product.dataDir, 'redis');
      // Room for its file until that is rewritten, which begins at 64 MB.
      if (!mountSmall(dir, 128)) return;
      disk = 'tried';
      try {
        await rig.product.start();
        await through(rig, [diskFull(dir)], null, 'disk full', 0.2);
      } finally {
        await endBoth(rig);
        unmount(dir);
      }
    });
    if (refused > 0) faults.push(`${refused} mails were refused because of Redis`);
    return {
      verdict,
      faults,
      examples,
      figures: {
        'modes passed': passed,
        'refused because of Redis': refused,
        'repeats that do not say so': repeated,
        'disk of Redis full': disk,
      },
    };
  },
};
