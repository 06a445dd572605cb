import { describe, expect, it } from 'vitest';
import { type AlertPage, fitsFilter, placeAlert } from '../../../../src-renderer/data/alert-pages.ts';
import type { AlertItem } from '../../../../src-shared/contract/alerts.ts';

const item = (at: number, more: Partial<AlertItem> = {}): AlertItem => ({
  id: `id-${at}`,
  receivedAt: at,
  from: 'zabbix@mon.example',
  to: ['noc@example.net'],
  subject: `alert ${at}`,
  source: 'zabbix',
  kind: 'problem',
  state: 'firing',
  severity: 'high',
  category: 'system',
  host: 'db01',
  resource: '',
  summary: '',
  fingerprint: null,
  incidentId: null,
  status: 'waiting',
  suppressedBy: null,
  analysedBy: 'deterministic',
  acknowledged: null,
  resolved: null,
  copies: 1,
  ...more,
});
const pages = (nextCursor: string | null, ...times: number[][]): AlertPage[] =>
  times.map((page, index) => ({
    items: page.map((at) => item(at)),
    nextCursor: index === times.length - 1 ? nextCursor : 'more',
  }));
const times = (list: readonly AlertPage[]) =>
  list.map(({ items }) => items.map(({ receivedAt }) => receivedAt));
const add = { mayAdd: true };

describe('an alert that arrives', () => {
  it('comes first where it is the newest', () => {
    expect(times(placeAlert(pages('x', [5, 4], [3, 2]), item(6), {}, add))).toEqual([
      [6, 5, 4],
      [3, 2],
    ]);
  });

  it('stands in its place where it is older, and waits for its page where that was not fetched', () => {
    const list = pages('x', [9, 7], [5, 3]);
    expect(times(placeAlert(list, item(6), {}, add))).toEqual([
      [9, 7],
      [6, 5, 3],
    ]);
    expect(placeAlert(list, item(1), {}, add)).toBe(list);
    expect(times(placeAlert(pages(null, [9, 7]), item(1), {}, add))).toEqual([[9, 7, 1]]);
    expect(times(placeAlert(pages(null, []), item(1), {}, add))).toEqual([[1]]);
  });

  it('stays out where it does not fit or may not be added', () => {
    const list = pages('x', [5]);
    expect(placeAlert(list, item(6), { severity: 'low' }, add)).toBe(list);
    expect(placeAlert(list, item(6), { q: '-host:db01' }, add)).toBe(list);
    expect(placeAlert(list, item(6), {}, { mayAdd: false })).toBe(list);
    expect(placeAlert(list, item(6), { from: '*@mon.example' }, add)).toBe(list);
  });

  it('pushes the last one out of a list of fixed length', () => {
    expect(times(placeAlert(pages('x', [5, 4]), item(6), {}, { mayAdd: true, limit: 2 }))).toEqual([[6, 5]]);
  });
});

describe('an alert that changed', () => {
  const delivered = item(4, { status: 'delivered' });

  it('changes where it stands and nowhere else', () => {
    const list = pages('x', [5, 4], [3]);
    const [first, second] = placeAlert(list, { ...delivered, extra: 'of a detail' } as AlertItem, {}, add);
    expect(first?.items[1]).toEqual(delivered);
    expect(first?.items[0]).toBe(list[0]?.items[0]);
    expect(second).toBe(list[1]);
  });

  it('leaves a list whose filter it fits no more', () => {
    expect(times(placeAlert(pages('x', [5, 4]), delivered, { status: 'waiting' }, add))).toEqual([[5]]);
  });

  it('stays where only the server can tell', () => {
    expect(fitsFilter(delivered, { from: 'zabbix@*' })).toBeNull();
    expect(times(placeAlert(pages('x', [5, 4]), delivered, { from: 'zabbix@*' }, add))).toEqual([[5, 4]]);
  });
});
