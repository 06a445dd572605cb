import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DirectoryLock, lockDirectory } from '../../../src-main/platform/directory-lock.ts';
import { processStatus } from '../../../src-main/platform/process-status.ts';

let dir: string;
let held: DirectoryLock[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'alertflow lock '));
  held = [];
});
afterEach(() => {
  for (const lock of held) lock.release();
  rmSync(dir, { recursive: true, force: true });
});

const lock = async (): Promise<DirectoryLock> => {
  const taken = await lockDirectory(dir);
  held.push(taken);
  return taken;
};

/** The lock file as its holder wrote it, with some things changed. */
const leave = async (changes: Record<string, unknown>, ageMs = 0): Promise<void> => {
  const own = await lock();
  const holder = JSON.parse(own.text);
  own.release();
  writeFileSync(own.path, `${JSON.stringify({ ...holder, ...changes })}\n`);
  const at = new Date(Date.now() - ageMs);
  utimesSync(own.path, at, at);
};

const deadPid = async (): Promise<number> => {
  const child = spawn('/bin/true');
  await once(child, 'exit');
  return child.pid!;
};

describe('directory lock', () => {
  it('is held by one, refused to others with the pid, and free after release', async () => {
    const first = await lock();
    await expect(lockDirectory(dir)).rejects.toThrow(`process ${process.pid}`);
    expect(first.isHeld()).toBe(true);
    first.release();
    first.release();
    expect(first.isHeld()).toBe(false);
    expect((await lock()).isHeld()).toBe(true);
  });

  it('is taken from a holder that is dead', async () => {
    await leave({ pid: await deadPid() });
    expect((await lock()).isHeld()).toBe(true);
    expect(readdirSync(dir)).toEqual(['owner.lock']);
  });

  it('is taken from a holder whose pid now belongs to another process', async () => {
    await leave({ identity: 'another-boot:1' });
    expect((await lock()).isHeld()).toBe(true);
  });

  it('goes to exactly one of many who find a dead holder at the same time', async () => {
    for (let round = 0; round < 20; round++) {
      await leave({ pid: await deadPid() });
      const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockDirectory(dir)));
      const won = tries.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      held.push(...won);
      expect(won).toHaveLength(1);
      expect(won[0]!.isHeld()).toBe(true);
      won[0]!.release();
    }
  });

  it('is refused while a holder on another machine keeps its file fresh', async () => {
    await leave({ place: 'elsewhere', pid: 4242 });
    const path = join(dir, 'owner.lock');
    const refresh = setInterval(() => utimesSync(path, new Date(), new Date()), 300);
    try {
      await expect(lockDirectory(dir)).rejects.toThrow('process 4242');
    } finally {
      clearInterval(refresh);
    }
  });

  it('is taken from a holder on another machine whose file has gone stale, or that cannot be read', async () => {
    await leave({ place: 'elsewhere' }, 20_000);
    (await lock()).release();
    writeFileSync(join(dir, 'owner.lock'), '');
    utimesSync(join(dir, 'owner.lock'), new Date(0), new Date(0));
    expect((await lock()).isHeld()).toBe(true);
  });

  it('is no longer held when its file was taken away, and then releases nothing', async () => {
    const first = await lock();
    writeFileSync(first.path, 'another');
    expect(first.isHeld()).toBe(false);
    first.release();
    expect(readFileSync(first.path, 'utf8')).toBe('another');
  });

  it('names machine and process of its holder', async () => {
    const { text } = await lock();
    const status = processStatus(process.pid);
    expect(JSON.parse(text)).toMatchObject({ pid: process.pid, place: expect.stringContaining(hostname()) });
    expect(status.alive && status.identity).toBe(JSON.parse(text).identity);
  });
});
