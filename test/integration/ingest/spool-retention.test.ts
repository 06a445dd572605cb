import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Spool } from '../../../src-main/engine/ingest/spool.ts';
import { accept, advancingClock, makeTempDir, put, scanned, spoolIn } from '../../support/spool-setup.ts';

const DAY_MS = 24 * 3_600_000;
const options = { retentionMs: 7 * DAY_MS, segmentBytes: 20_000, heldBytes: 4_000 };

let temp: ReturnType<typeof makeTempDir>;
let clock: ReturnType<typeof advancingClock>;
let spool: Spool;

beforeEach(async () => {
  temp = makeTempDir();
  clock = advancingClock();
  spool = spoolIn(join(temp.dir, 'spool'), { clock }, options);
  await spool.open();
});
afterEach(async () => {
  await spool.close();
  temp.remove();
});

async function reopen(dir = join(temp.dir, 'spool'), onStep?: (name: string) => void) {
  await spool.close();
  spool = spoolIn(dir, { clock, ...(onStep && { onStep }) }, options);
  await spool.open();
}

/** Twenty messages, large ones among them: settled but for one waiting, one dead and one that came twice. */
async function fill(target: Spool) {
  const sent = [];
  for (let index = 0; index < 20; index++) {
    const raw = Buffer.alloc(index % 5 === 0 ? 9_000 : 1_500, `mail ${index};`);
    sent.push(await accept(target, raw, { mailFrom: `m${index}@mon.example`, messageId: `<${index}@mon>` }));
    if (index === 2) await put(target, raw, { mailFrom: 'm2@mon.example', messageId: '<2@mon>' });
  }
  const [dead, waiting, twice] = [sent[0]!, sent[1]!, sent[2]!];
  for (const { id, location } of sent) {
    if (id !== waiting.id && id !== twice.id)
      target.mark(id, location, id === dead.id ? 'dead' : 'delivered');
  }
  target.noteDelivery(waiting.id, waiting.location, 'dest-1');
  await target.flush();
  return { dead, waiting, twice };
}

const account = (target: Spool) => {
  const { accepted, joined, byStatus, unsettled, damaged } = target.summary();
  return { accepted, joined, byStatus, unsettled, damaged };
};
const expected = {
  accepted: 20,
  joined: 1,
  byStatus: { waiting: 2, delivered: 17, suppressed: 0, dead: 1, unrouted: 0 },
  unsettled: 3,
  damaged: 0,
};

/** Everything that must hold of the three open messages, wherever they are now. */
async function expectOpenOnes(target: Spool, open: Awaited<ReturnType<typeof fill>>) {
  const listed = [...target.unsettled()];
  expect(listed.map(({ id, status, copies }) => ({ id, status, copies }))).toEqual([
    { id: open.dead.id, status: 'dead', copies: 1 },
    { id: open.waiting.id, status: 'waiting', copies: 1 },
    { id: open.twice.id, status: 'waiting', copies: 2 },
  ]);
  expect(target.deliveredKeys(open.waiting.id)).toEqual(['dest-1']);
  for (const [index, { location }] of listed.entries()) {
    expect((await target.read(location))?.raw.toString()).toMatch(new RegExp(`^mail ${index};`));
  }
}

const segmentCount = (dir: string) => readdirSync(dir).filter((name) => name.endsWith('.seg')).length;

describe('retention', () => {
  it('removes settled messages after their time, keeps open ones, and the totals stand', async () => {
    const open = await fill(spool);
    clock.advance(6 * DAY_MS);
    await spool.removeOld();
    expect(await scanned(spool)).toHaveLength(20);
    clock.advance(2 * DAY_MS);
    await spool.removeOld();
    for (const _ of ['now', 'after a restart']) {
      expect(account(spool)).toEqual(expected);
      expect((await scanned(spool)).map(({ id }) => id)).toEqual([
        open.dead.id,
        open.waiting.id,
        open.twice.id,
      ]);
      await expectOpenOnes(spool, open);
      await reopen();
    }
    expect(readdirSync(join(temp.dir, 'spool', 'large'))).toEqual([`${open.dead.id}.eml`]);
    expect(segmentCount(join(temp.dir, 'spool'))).toBeLessThanOrEqual(2);
  });

  it('moves an open message again and again, and takes marks at its first location', async () => {
    const open = await fill(spool);
    for (let week = 0; week < 5; week++) {
      clock.advance(8 * DAY_MS);
      await accept(spool, `week ${week}`).then(({ id, location }) => spool.mark(id, location, 'suppressed'));
      await spool.removeOld();
      await reopen();
    }
    await expectOpenOnes(spool, open);
    expect((await spool.read(open.waiting.location))?.envelope.id).toBe(open.waiting.id);
    spool.mark(open.waiting.id, open.waiting.location, 'delivered');
    await reopen();
    expect(spool.summary()).toMatchObject({
      accepted: 25,
      unsettled: 2,
      byStatus: { delivered: 18, suppressed: 5 },
    });
  });

  it('leaves totals as they are when a removed message is marked', async () => {
    const settled = await accept(spool, 'settled');
    spool.mark(settled.id, settled.location, 'delivered');
    clock.advance(8 * DAY_MS);
    await spool.removeOld();
    spool.mark(settled.id, settled.location, 'dead');
    expect(await spool.read(settled.location)).toBeNull();
    expect(spool.summary()).toMatchObject({ accepted: 1, byStatus: { delivered: 1, dead: 0 }, unsettled: 0 });
  });

  it('can be cut short at any step, and again while that is put right', async () => {
    const open = await fill(spool);
    clock.advance(8 * DAY_MS);
    const first = await cutEverywhere(join(temp.dir, 'spool'), 'cut');
    const steps = new Set(first.map(({ step }) => step));
    for (const step of ['copied', 'flushed', 'checkpointed', 'removed']) {
      expect(steps).toContain(`retire:${step}`);
    }
    expect(steps).toContain('checkpoint:written');
    expect(steps).toContain('checkpoint:renamed');
    const second = [];
    for (const [index, cut] of first.entries()) {
      if (index % 6 === 0) second.push(...(await cutEverywhere(cut.dir, `again-${index}`)));
    }
    for (const { step, dir } of [...first, ...second]) {
      await reopen(dir);
      expect(account(spool), `${dir} at ${step}`).toEqual(expected);
      await expectOpenOnes(spool, open);
      await spool.removeOld();
      await reopen(dir);
      expect(account(spool), `${dir} at ${step}, finished`).toEqual(expected);
      await expectOpenOnes(spool, open);
      expect(await scanned(spool)).toHaveLength(3);
    }
    expect(second.length).toBeGreaterThan(first.length);
  });

  /** Runs the retention, copying the folder at each of its steps as a crash would leave it. */
  async function cutEverywhere(from: string, label: string) {
    const cuts: { step: string; dir: string }[] = [];
    await reopen(from, (step) => {
      const dir = join(temp.dir, `${label}-${cuts.length}`);
      cpSync(from, dir, { recursive: true });
      cuts.push({ step, dir });
    });
    await spool.removeOld();
    return cuts;
  }
});
