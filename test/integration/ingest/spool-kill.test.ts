import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTempDir, scanned, spoolIn } from '../../support/spool-setup.ts';

const KILLS = 30;
const writer = fileURLToPath(new URL('../../support/spool-writer.ts', import.meta.url));

let temp: ReturnType<typeof makeTempDir>;
beforeEach(() => {
  temp = makeTempDir();
});
afterEach(() => temp.remove());

/** Lets a writer run until it has confirmed `count` messages, then kills it; what it confirmed. */
async function writeUntilKilled(prefix: string, count: number): Promise<Map<string, string>> {
  const child = spawn(process.execPath, [writer, temp.dir, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let text = '';
  let lines = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    lines += chunk.split('\n').length - 1;
    if (lines >= count) child.kill('SIGKILL');
  });
  await ended;
  const whole = text.slice(0, text.lastIndexOf('\n')).split('\n');
  return new Map(whole.map((line) => line.split(' ') as [string, string]));
}

describe('the spool after kill -9', () => {
  it('has each confirmed message exactly once, through many kills under load', async () => {
    const confirmed = new Map<string, string>();
    for (let kill = 0; kill < KILLS; kill++) {
      const told = await writeUntilKilled(`k${kill}`, 1 + Math.floor(Math.random() * 300));
      for (const [id, from] of told) confirmed.set(id, from);
    }
    const spool = spoolIn(temp.dir);
    await spool.open();
    const found = await scanned(spool);
    const ids = new Set(found.map(({ id }) => id));
    expect([...confirmed.keys()].filter((id) => !ids.has(id))).toEqual([]);
    expect(new Set(found.map(({ from }) => from)).size).toBe(found.length);
    for (const { location, from } of found) {
      const message = await spool.read(location);
      expect(message?.raw.subarray(0, from.length).toString()).toBe(from);
    }
    expect(spool.summary()).toMatchObject({ accepted: found.length, unsettled: found.length, damaged: 0 });
    expect(confirmed.size).toBeGreaterThan(KILLS);
    await spool.close();
  });
});
