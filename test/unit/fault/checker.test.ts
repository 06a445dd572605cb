import { describe, expect, it } from 'vitest';
import type { ChannelName, ClientEntry, SinkEntry } from '../../fault/support/books.ts';
import { judge } from '../../fault/support/case.ts';
import { join } from '../../fault/support/checker.ts';
import type { LedgerView, ListedAlert } from '../../fault/support/console.ts';
import { chatOf, markerOf, markersIn } from '../../fault/support/marker.ts';

const [a = '', b = ''] = [markerOf(0, 1), markerOf(0, 2)];

const sent = (marker: string, code: number | null): ClientEntry => ({
  marker,
  at: 1,
  code,
  stage: 'end of data',
  id: `id-${marker}`,
  tookMs: 1,
});
const took = (channel: ChannelName, marker: string, more: Partial<SinkEntry> = {}): SinkEntry => ({
  channel,
  at: 2,
  kind: 'message',
  markers: [marker],
  alertId: null,
  markedRepeat: false,
  ...more,
});
const listed = (marker: string, status = 'delivered', suppressedBy: string | null = null): ListedAlert => ({
  id: `id-${marker}`,
  subject: `about ${marker}`,
  status,
  suppressedBy,
  copies: 1,
});
const ledgerOf = (counts: Partial<LedgerView>): LedgerView => ({
  accepted: 0,
  delivered: 0,
  suppressed: 0,
  waiting: 0,
  dead: 0,
  unrouted: 0,
  balanced: true,
  joined: 0,
  ...counts,
});
const check = (input: Partial<Parameters<typeof join>[0]>) =>
  join({
    sent: [sent(a, 250)],
    delivered: [took('webhook', a)],
    alerts: [listed(a)],
    ledger: ledgerOf({ accepted: 1, delivered: 1 }),
    channels: ['webhook'],
    isExcused: async () => null,
    ...input,
  });
const clean = { lost: 0, ghost: 0, stuck: 0, duplicates: 0, mismatch: 0 };

describe('the books joined', () => {
  it('are in order where all that was accepted was told', async () => {
    expect(await check({})).toMatchObject({ ...clean, accepted: 1 });
  });

  it('show what was accepted and told to one of two', async () => {
    expect(await check({ channels: ['webhook', 'matrix'] })).toMatchObject({ ...clean, lost: 1 });
  });

  it('take an edit that names it for a telling, and a suppression with its reason', async () => {
    expect(await check({ delivered: [took('webhook', a, { kind: 'edit' })] })).toMatchObject(clean);
    const hidden = { delivered: [], alerts: [listed(a, 'suppressed', 'duplicate')] };
    const checked = await check({ ...hidden, ledger: ledgerOf({ accepted: 1, suppressed: 1 }) });
    expect(checked).toMatchObject({ ...clean, suppressed: 1 });
    expect(judge(checked)).toEqual(['1 accepted alerts suppressed']);
  });

  it('show what was given up or taken as sent instead', async () => {
    const dead = await check({ delivered: [], isExcused: async () => 'dead' });
    expect(dead).toMatchObject({ ...clean, dead: 1 });
    expect(judge(dead)).toEqual(['1 tellings of accepted alerts given up']);
    const assumed = await check({ delivered: [], isExcused: async () => 'assumed' });
    expect(judge(assumed)).toEqual(['1 SMS taken as sent, at most 0 can be']);
    expect(judge(assumed, { assumedSent: 1 })).toEqual([]);
  });

  it('show what was told although it was refused or never sent, but not what was cut off', async () => {
    expect(await check({ sent: [sent(a, 452)] })).toMatchObject({ ghost: 1 });
    expect(await check({ delivered: [took('webhook', a), took('webhook', b)] })).toMatchObject({ ghost: 1 });
    expect(await check({ sent: [sent(a, null)] })).toMatchObject({ ghost: 0, lost: 0 });
    expect(await check({ sent: [sent(a, 452), sent(a, 250)] })).toMatchObject({ ghost: 0, lost: 0 });
  });

  it('show repeats, and which of them do not say so', async () => {
    const twice = await check({ delivered: [took('webhook', a), took('webhook', a)] });
    expect(twice).toMatchObject({
      duplicates: 1,
      unmarkedDuplicates: 1,
      duplicatesByChannel: { webhook: 1 },
    });
    const marked = await check({
      delivered: [took('webhook', a), took('webhook', a, { markedRepeat: true })],
    });
    expect(marked).toMatchObject({ duplicates: 1, unmarkedDuplicates: 0 });
  });

  it('show what still waits', async () => {
    const waiting = { alerts: [listed(a, 'waiting')], ledger: ledgerOf({ accepted: 1, waiting: 1 }) };
    expect(await check(waiting)).toMatchObject({ stuck: 1 });
  });

  it('are in order where an alert was told and has left the list', async () => {
    expect(await check({ alerts: [], trimmed: 1 })).toMatchObject(clean);
  });

  it.each([
    ['a ledger whose places do not sum up', { ledger: ledgerOf({ accepted: 1 }) }],
    ['one that says it is off', { ledger: ledgerOf({ accepted: 1, delivered: 1, balanced: false }) }],
    [
      'more accepted than sent',
      { ledger: ledgerOf({ accepted: 2, delivered: 2 }), alerts: [listed(a), listed(b)] },
    ],
    ['an accepted mail that is not listed', { alerts: [listed(b)] }],
    ['a 250 to others that is nowhere', { others: { taken: 1, most: 1 } }],
    ['more out of the list than was taken out', { alerts: [], trimmed: 2 }],
    ['more than others sent', { others: { taken: 2, most: 2 } }],
  ])('show %s', async (_, input) => {
    expect((await check(input)).mismatch).toBeGreaterThan(0);
  });
});

describe('a marker', () => {
  it('is found again in any text, and belongs to one chat', () => {
    const markers = Array.from({ length: 500 }, (_, n) => markerOf(3, n));
    expect(new Set(markers).size).toBe(500);
    expect(markersIn(`x ${markers.join(' host-')} y ${markers[0]}`)).toEqual(markers);
    expect(new Set(markers.map(chatOf)).size).toBeGreaterThan(20);
  });
});
