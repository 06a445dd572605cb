import { describe, expect, it } from 'vitest';
import type { Spool } from '../../../src-main/engine/ingest/spool.ts';
import { createPowerCutFs, type PowerCutFs } from '../../support/power-cut-fs.ts';
import {
  advancingClock,
  put,
  scanned,
  silentLogger,
  spoolIn,
  type TestClock,
} from '../../support/spool-setup.ts';

/** Each with three cuts. */
const RUNS = Number(process.env.SPOOL_CUT_RUNS ?? 100);
/** Far enough apart that the spool has written its seal in between: a seal refused as well cannot be promised. */
const FAULT_EVERY_TURNS = 80;
const options = { segmentBytes: 6_000, heldBytes: 2_000, retentionMs: 60_000, segmentAgeMs: 3_600_000 };

/** Mulberry32: the same seed, the same run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Told {
  /** What clients were told, by the sender address each message has to itself. */
  accepted: Map<string, { id: string; location: string }>;
  refused: Set<string>;
  /** Marked delivered, so that retention may have removed them. */
  settled: Set<string>;
}

const open = async (files: PowerCutFs, clock: TestClock): Promise<Spool> => {
  const spool = spoolIn('/data/spool', { files, clock, logger: silentLogger }, options);
  await spool.open();
  return spool;
};

/** Writers, marks and retention at once, until `stop` says so. */
function load(spool: Spool, told: Told, random: () => number, round: number, isOver: () => boolean): void {
  const writer = async (name: string): Promise<void> => {
    for (let index = 0; !isOver(); index++) {
      const mailFrom = `${round}-${name}-${index}@mon.example`;
      const body = Buffer.alloc(Math.floor(random() * (random() < 0.15 ? 9_000 : 1_500)) + 1, mailFrom);
      const answer = await put(spool, body, { mailFrom });
      if (answer.kind === 'accepted') {
        told.accepted.set(mailFrom, answer);
        if (random() < 0.5) {
          told.settled.add(mailFrom);
          spool.mark(answer.id, answer.location, 'delivered');
        } else if (random() < 0.3) spool.mark(answer.id, answer.location, 'dead');
      } else told.refused.add(mailFrom);
    }
  };
  for (const name of ['a', 'b', 'c', 'd']) void writer(name);
  const removal = async (): Promise<void> => {
    while (!isOver()) {
      await spool.removeOld().catch(() => undefined); // an injected fault; the next turn goes on
      for (let turns = 0; turns < 20; turns++) await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  void removal();
}

/** Three times: runs a load, cuts the power at a random turn, and starts again on what is left. */
async function runAndCut(seed: number, fault: boolean, lying = false) {
  const random = seeded(seed);
  const clock = advancingClock();
  const told: Told = { accepted: new Map(), refused: new Set(), settled: new Set() };
  let files = createPowerCutFs();
  for (let round = 0; round < 3; round++) {
    if (lying) files.lieAboutSync();
    const spool = await open(files, clock);
    let over = false;
    load(spool, told, random, round, () => over);
    const turns = 20 + Math.floor(random() * 400);
    for (let turn = 0; turn < turns; turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (random() < 0.02) clock.advance(20_000);
      if (fault && turn % FAULT_EVERY_TURNS === 0) {
        files.failNext(random() < 0.5 ? 'fdatasync' : 'writev', 'EIO');
        if (random() < 0.5) files.failNext('ftruncate', 'EIO');
      }
    }
    over = true;
    files = files.cutPower(random);
  }
  return { spool: await open(files, clock), told };
}

/** Accepted messages that are neither there nor removed after they were settled; and any that are there twice. */
async function inspect({ spool, told }: Awaited<ReturnType<typeof runAndCut>>) {
  const found = await scanned(spool);
  const senders = found.map(({ from }) => from);
  const present = new Set(senders);
  const summary = spool.summary();
  const removed = summary.accepted - found.length;
  const missing = [...told.accepted.keys()].filter((from) => !present.has(from));
  return {
    lost: missing.filter((from) => !told.settled.has(from)),
    unaccounted: Math.max(0, missing.length - removed),
    twice: senders.length - present.size,
    ghosts: senders.filter((from) => told.refused.has(from)),
    unreadable: (
      await Promise.all(found.map(async ({ location }) => (await spool.read(location)) === null))
    ).filter(Boolean).length,
    sumsUp: summary.accepted === Object.values(summary.byStatus).reduce((sum, count) => sum + count, 0),
    listed:
      found.filter(({ status }) => status === 'waiting' || status === 'dead').length === summary.unsettled,
  };
}

const nothingWrong = {
  lost: [],
  unaccounted: 0,
  twice: 0,
  ghosts: [],
  unreadable: 0,
  sumsUp: true,
  listed: true,
};

describe('the spool after a power cut', () => {
  it('has every message that was accepted, once, whatever of the rest survived', async () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      expect(await inspect(await runAndCut(seed, false)), `seed ${seed}`).toEqual(nothingWrong);
    }
  }, 120_000);

  it('has none that was refused, even when the disk refused writes before the cut', async () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      expect(await inspect(await runAndCut(seed, true)), `seed ${seed}`).toEqual(nothingWrong);
    }
  }, 120_000);

  it('has what it found and listed after a kill, synced before the kill or not', async () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const random = seeded(seed);
      const clock = advancingClock();
      const first = createPowerCutFs();
      const spool = await open(first, clock);
      load(spool, { accepted: new Map(), refused: new Set(), settled: new Set() }, random, 0, () => false);
      const turns = 20 + Math.floor(random() * 40);
      for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
      const second = first.kill();
      const listed = [...(await open(second, clock)).unsettled()].map(({ id }) => id);
      const third = await open(second.cutPower(random), clock);
      const kept = new Set((await scanned(third)).map(({ id }) => id));
      expect(
        listed.filter((id) => !kept.has(id)),
        `seed ${seed}`,
      ).toEqual([]);
    }
  }, 60_000);

  it('would be caught losing messages if its syncs did nothing', async () => {
    let lost = 0;
    for (let seed = 1; seed <= 20; seed++)
      lost += (await inspect(await runAndCut(seed, false, true))).lost.length;
    expect(lost).toBeGreaterThan(20);
  }, 60_000);
});

describe('the order of writes', () => {
  it('never accepts before the record, and the name of its segment, are synced', async () => {
    const files = createPowerCutFs();
    const spool = await open(files, advancingClock());
    for (let index = 0; index < 200; index++) {
      const before = files.calls.length;
      await put(spool, Buffer.alloc(index % 10 === 0 ? 5_000 : 800, 'x'));
      const calls = files.calls.slice(before);
      const last = (name: string) => calls.findLastIndex((call) => call.startsWith(name));
      expect(last('fdatasync')).toBeGreaterThan(last('writev'));
      const made = calls.findIndex((call) => call.startsWith('open') && call.endsWith('.seg'));
      if (made >= 0) {
        const named = calls.findIndex((call, at) => at > made && call === 'fsync spool');
        expect(named).toBeGreaterThan(made);
        expect(named).toBeLessThan(last('writev'));
      }
      const kept = calls.findIndex((call) => call.startsWith('rename'));
      if (kept >= 0) {
        expect(calls.slice(0, kept)).toContainEqual(expect.stringMatching(/^fdatasync .*\.tmp$/));
        expect(calls.indexOf('fsync large')).toBeGreaterThan(kept);
        expect(calls.indexOf('fsync large')).toBeLessThan(last('writev'));
      }
    }
    await spool.close();
  });
});
