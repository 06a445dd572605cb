import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AcceptedMessage, Spool } from '../../../src-main/engine/ingest/spool.ts';
import {
  accept,
  advancingClock,
  facts,
  makeTempDir,
  put,
  scanned,
  spoolIn,
  until,
} from '../../support/spool-setup.ts';

const run = promisify(execFile);
const largeLoad = fileURLToPath(new URL('../../support/spool-large-load.ts', import.meta.url));

let temp: ReturnType<typeof makeTempDir>;
let spool: Spool;

beforeEach(async () => {
  temp = makeTempDir();
  spool = spoolIn(temp.dir);
  await spool.open();
});
afterEach(async () => {
  await spool.close();
  temp.remove();
});

async function reopen(...more: Parameters<typeof spoolIn> extends [string, ...infer R] ? R : never) {
  await spool.close();
  spool = spoolIn(temp.dir, ...more);
  await spool.open();
}

const segmentFiles = () =>
  readdirSync(temp.dir)
    .filter((name) => name.endsWith('.seg'))
    .sort()
    .map((name) => join(temp.dir, name));
const largeFiles = () => readdirSync(join(temp.dir, 'large'));

describe('accepting', () => {
  it('keeps the bytes and the envelope, also over a restart', async () => {
    const raw = randomBytes(5_000);
    const { id, location } = await accept(spool, raw, {
      rcptTo: ['a@x.example', 'b@x.example'],
      user: 'zabbix',
    });
    await reopen();
    const message = await spool.read(location);
    expect(message?.raw.equals(raw)).toBe(true);
    expect(message?.envelope).toMatchObject({
      ...facts,
      id,
      nodeId: 'n1',
      rcptTo: ['a@x.example', 'b@x.example'],
      user: 'zabbix',
      sizeBytes: 5_000,
      digest: createHash('sha256').update(raw).digest('hex'),
    });
    expect([...spool.unsettled()]).toMatchObject([
      { id, location, status: 'waiting', copies: 1, sizeBytes: 5_000 },
    ]);
  });

  it('takes an empty message', async () => {
    const answer = await spool.begin().commit(facts, { messageId: null });
    expect(answer.kind).toBe('accepted');
  });

  it('gives out ids in the order of arrival and lists the oldest first', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 20; index++) ids.push((await accept(spool, `mail ${index}`)).id);
    await reopen();
    expect([...spool.unsettled()].map(({ id }) => id)).toEqual(ids);
    expect([...ids].sort()).toEqual(ids);
  });

  it('tells listeners of each message once, with the bytes of small ones', async () => {
    const seen: AcceptedMessage[] = [];
    const stop = spool.onAccepted((message) => seen.push(message));
    spool.onAccepted(() => {
      throw new Error('a bug in a listener');
    });
    await accept(spool, 'small');
    await accept(spool, randomBytes(300_000));
    stop();
    await accept(spool, 'unheard');
    expect(seen.map(({ raw }) => raw?.toString() ?? null)).toEqual(['small', null]);
  });

  it('refuses before it is open and after it is closed, and never twice for one message', async () => {
    const incoming = spool.begin();
    await incoming.commit(facts, { messageId: null });
    await expect(incoming.commit(facts, { messageId: null })).rejects.toThrow('ended before');
    await spool.close();
    await spool.close();
    expect(await put(spool, 'late')).toMatchObject({ kind: 'refused', code: 'io' });
  });
});

describe('large messages', () => {
  it('stand in a file of their own and read back', async () => {
    const raw = randomBytes(1_000_000);
    const { id, location } = await accept(spool, raw);
    expect(largeFiles()).toEqual([`${id}.eml`]);
    await reopen();
    expect((await spool.read(location))?.raw.equals(raw)).toBe(true);
    expect(spool.summary().bytes).toBeGreaterThan(1_000_000);
  });

  it('leave no file when they are aborted', async () => {
    const incoming = spool.begin();
    for (let chunk = 0; chunk < 20; chunk++) await incoming.write(randomBytes(65_536));
    expect(largeFiles()).toHaveLength(1);
    incoming.abort();
    incoming.abort();
    await until(() => largeFiles().length === 0);
    expect(spool.summary().accepted).toBe(0);
  });

  it('leave nothing behind when the process ended in the middle', async () => {
    const kept = await accept(spool, randomBytes(400_000));
    writeFileSync(join(temp.dir, 'large', 'unfinished.tmp'), 'half');
    writeFileSync(join(temp.dir, 'large', 'no-record.eml'), 'whole, but its record was not written');
    await reopen();
    expect(largeFiles()).toEqual([`${kept.id}.eml`]);
  });

  it('are noticed when their file was changed', async () => {
    const { id, location } = await accept(spool, randomBytes(400_000));
    truncateSync(join(temp.dir, 'large', `${id}.eml`), 399_999);
    expect(await spool.read(location)).toBeNull();
    expect(spool.summary().damaged).toBe(1);
  });

  it('are not held in memory, twenty of 24 MB at once', async () => {
    const { stdout } = await run(process.execPath, ['--expose-gc', largeLoad, join(temp.dir, 'of-its-own')]);
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThan(60_000_000);
  });
});

describe('a resend', () => {
  const resend = (more = {}) => put(spool, 'same bytes', { messageId: '<1@mon.example>', ...more });

  it('is joined to the first and counted, also while the first is being written and over a restart', async () => {
    const [first, second] = await Promise.all([resend(), resend()]);
    if (first.kind !== 'accepted') throw new Error('not accepted');
    expect(second).toEqual({ kind: 'joined', id: first.id, copies: 2 });
    await reopen();
    expect(await resend()).toEqual({ kind: 'joined', id: first.id, copies: 3 });
    await reopen();
    expect([...spool.unsettled()]).toMatchObject([{ id: first.id, copies: 3 }]);
    expect(spool.summary()).toMatchObject({ accepted: 1, joined: 2 });
    spool.mark(first.id, first.location, 'delivered');
    expect(await scanned(spool)).toMatchObject([{ copies: 3, status: 'delivered' }]);
  });

  it.each([
    ['has no Message-ID', { messageId: null }],
    ['comes from another peer', { remoteAddress: '192.0.2.8' }],
    ['is for another recipient', { rcptTo: ['dba@alerts.example'] }],
    ['has another sender', { mailFrom: 'other@mon.example' }],
  ])('is a message of its own when it %s', async (_, change) => {
    await resend();
    expect((await resend(change)).kind).toBe('accepted');
  });

  it('is a message of its own after ten minutes, also over a restart', async () => {
    const clock = advancingClock();
    await reopen({ clock });
    await resend();
    clock.advance(9 * 60_000);
    expect((await resend()).kind).toBe('joined');
    await reopen({ clock });
    expect((await resend()).kind).toBe('joined');
    clock.advance(61_000);
    expect((await resend()).kind).toBe('accepted');
    await reopen({ clock });
    expect((await resend()).kind).toBe('joined');
  });
});

describe('the account', () => {
  it('counts each message under its last mark, and keeps only open ones in the list', async () => {
    const sent = [];
    for (const text of ['a', 'b', 'c', 'd', 'e']) sent.push(await accept(spool, text));
    const [a, b, c, d] = sent as [(typeof sent)[0], (typeof sent)[0], (typeof sent)[0], (typeof sent)[0]];
    spool.mark(a!.id, a!.location, 'delivered');
    spool.mark(b!.id, b!.location, 'dead');
    spool.mark(c!.id, c!.location, 'unrouted');
    spool.mark(d!.id, d!.location, 'delivered');
    spool.mark(d!.id, d!.location, 'waiting');
    for (const _ of ['now', 'after a restart']) {
      expect(spool.summary()).toMatchObject({
        accepted: 5,
        byStatus: { waiting: 2, delivered: 1, suppressed: 0, dead: 1, unrouted: 1 },
        unsettled: 3,
      });
      expect([...spool.unsettled()].map(({ id, status }) => [id, status])).toEqual([
        [b!.id, 'dead'],
        [d!.id, 'waiting'],
        [sent[4]!.id, 'waiting'],
      ]);
      await reopen();
    }
  });

  it('passes over a mark whose location is of another message or of none', async () => {
    const [a, b] = [await accept(spool, 'a'), await accept(spool, 'b')];
    spool.mark(a.id, b.location, 'delivered');
    spool.mark(a.id, 'nonsense', 'delivered');
    expect(spool.summary().byStatus.waiting).toBe(2);
  });

  it('remembers who was told of an open message, also over a restart', async () => {
    const { id, location } = await accept(spool, 'told once');
    for (const key of ['dest-1', 'dest-2', 'dest-1']) spool.noteDelivery(id, location, key);
    await reopen();
    expect(spool.deliveredKeys(id)).toEqual(['dest-1', 'dest-2']);
    spool.mark(id, location, 'delivered');
    expect(spool.deliveredKeys(id)).toEqual([]);
  });

  it('writes marks by itself within a second or so', async () => {
    const { id, location } = await accept(spool, 'x');
    const before = statSync(segmentFiles()[0] as string).size;
    spool.mark(id, location, 'delivered');
    await until(() => statSync(segmentFiles()[0] as string).size > before);
  });
});

describe('damage', () => {
  it('at the end is cut off at any byte, and the messages before it stay', async () => {
    await accept(spool, 'first');
    await spool.flush();
    const goodBytes = statSync(segmentFiles()[0] as string).size;
    await accept(spool, 'torn');
    await spool.close();
    const [file] = segmentFiles() as [string];
    const whole = readFileSync(file);
    for (let size = whole.length - 1; size >= goodBytes; size -= 1) {
      writeFileSync(file, whole.subarray(0, size));
      const repaired = spoolIn(temp.dir);
      await repaired.open();
      expect(repaired.summary(), `cut at ${size}`).toMatchObject({ accepted: 1, damaged: 0 });
      expect(statSync(file).size).toBe(goodBytes);
      await repaired.close();
    }
    await reopen();
    await accept(spool, 'after the repair');
    await reopen();
    expect(spool.summary().accepted).toBe(2);
  });

  it('in the middle costs that message only, and is counted', async () => {
    const sent = [];
    for (const text of ['one', 'two', 'three']) sent.push(await accept(spool, text.repeat(100)));
    await spool.close();
    const [file] = segmentFiles() as [string];
    const bytes = readFileSync(file);
    bytes[bytes.indexOf('twotwo')] = 0;
    writeFileSync(file, bytes);
    await reopen();
    expect((await scanned(spool)).map(({ id }) => id)).toEqual([sent[0]!.id, sent[2]!.id]);
    expect(await spool.read(sent[1]!.location)).toBeNull();
    spool.mark(sent[2]!.id, sent[2]!.location, 'delivered');
    expect(spool.summary()).toMatchObject({
      accepted: 2,
      damaged: 1,
      byStatus: { waiting: 1, delivered: 1 },
    });
  });

  it('of foreign or unreadable files never keeps it from opening', async () => {
    await accept(spool, 'kept');
    await spool.close();
    writeFileSync(join(temp.dir, '0000000009-0011223344556677.seg'), randomBytes(10_000));
    writeFileSync(join(temp.dir, 'checkpoint.json'), '{"checkpoint":');
    writeFileSync(join(temp.dir, 'notes.txt'), 'not ours');
    await reopen();
    expect(spool.summary().accepted).toBe(1);
    await accept(spool, 'more');
    await reopen();
    expect(spool.summary().accepted).toBe(2);
  });
});
