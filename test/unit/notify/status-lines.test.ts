import { describe, expect, it } from 'vitest';
import type { IncidentView } from '../../../src-main/engine/notify/notification.ts';
import { renderMatrix } from '../../../src-main/engine/notify/render-matrix.ts';
import { renderTelegramHtml } from '../../../src-main/engine/notify/render-telegram-html.ts';
import { formatSpan, statusLines } from '../../../src-main/engine/notify/status-lines.ts';
import { aNotification } from '../../support/notification-fixture.ts';

const openedAt = Date.UTC(2026, 10, 22, 8, 0);
const anIncident = (changes: Partial<IncidentView> = {}): IncidentView => ({
  id: 'i1',
  status: 'open',
  revision: 1,
  count: 1,
  repeats: 0,
  flapping: false,
  reopened: 0,
  openedAt,
  lastAt: openedAt + 12 * 60_000,
  resolvedAt: null,
  acknowledged: null,
  resolved: null,
  problem: 'Disk /var is nearly full',
  asOf: openedAt + 7_500_000,
  ...changes,
});

describe('formatSpan', () => {
  it.each([
    [0, '0 secs'],
    [12_000, '12 secs'],
    [90_000, '1 min 30 secs'],
    [7_500_000, '2 hrs 5 mins'],
    [2 * 86_400_000, '2 days'],
  ])('writes %d ms in its two largest units', (ms, text) => {
    expect(formatSpan(ms, 'en')).toBe(text);
  });

  it('writes Persian with Persian digits', () => {
    expect(formatSpan(7_500_000, 'fa')).toBe('۲ ساعت و ۵ دقیقه');
  });
});

describe('how an incident stands', () => {
  it('needs no words at its first alert', () => {
    expect(statusLines(aNotification({ incident: anIncident() }))).toEqual({
      event: null,
      lines: [],
      over: null,
    });
  });

  it('names who is on it, what they said, and how long it took', () => {
    const incident = anIncident({
      status: 'resolved',
      resolvedAt: openedAt + 12 * 60_000,
      count: 14,
      repeats: 3,
      flapping: true,
      acknowledged: { by: 'sara', at: openedAt + 60_000, note: 'new disk\nis on its way' },
      resolved: { by: 'ali', at: openedAt + 12 * 60_000, note: '' },
    });
    const { lines, over } = statusLines(aNotification({ state: 'resolved', incident }));
    expect(lines[0]).toMatch(/^👁 Acknowledged by sara: new disk is on its way \(.+\)$/);
    expect(lines[1]).toBe('✅ Resolved after 12 mins');
    expect(lines[2]).toBe('Resolved by ali');
    expect(lines[3]).toMatch(/^14 alerts · 3 exact repeats not told · Flapping · Last change /);
    expect(over).toBe('Disk /var is nearly full');
  });

  it.each(['en', 'fa'] as const)(
    'is struck through once it is over, in %s on every channel that can',
    (language) => {
      const notification = aNotification({
        language,
        state: 'resolved',
        event: 'resolved',
        incident: anIncident({ status: 'resolved', resolvedAt: openedAt + 60_000, count: 2 }),
      });
      expect(renderTelegramHtml(notification).html).toMatch(
        /<s>Disk <\/s><code>\/var<\/code><s> is nearly full<\/s>/,
      );
      expect(renderMatrix(notification).formatted_body).toContain('<del>Disk');
      // The mail's own words and sender stay beside it.
      expect(renderTelegramHtml(notification).text).toContain('PROBLEM: disk space on db01');
      expect(renderTelegramHtml(notification).text).toContain('zabbix@mon.local');
    },
  );

  it('keeps the name of a person in one piece inside Persian text', () => {
    const incident = anIncident({ acknowledged: { by: 'ops-1', at: openedAt, note: '' }, count: 2 });
    expect(statusLines(aNotification({ language: 'fa', incident })).lines[0]).toContain('\u2068ops-1\u2069');
  });

  it.each([
    ['escalated', 'It has become worse'],
    ['reopened', 'It is back'],
    ['flapping', 'Flapping'],
    ['reminder', 'nobody has taken it on'],
  ] as const)('says why a message of its own comes: %s', (event, words) => {
    const { event: line, lines } = statusLines(aNotification({ event, incident: anIncident({ count: 2 }) }));
    expect(line).toContain(words);
    if (event === 'reminder') expect(lines[0]).toMatch(/^Open for 2 hrs 5 mins/);
  });
});
