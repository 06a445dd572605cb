import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  digestTimes,
  digestView,
  pageUnits,
  planDigest,
} from '../../../src-main/engine/notify/digest-plan.ts';
import type { DigestView } from '../../../src-main/engine/notify/notification.ts';
import { renderDesktop } from '../../../src-main/engine/notify/render-desktop.ts';
import { digestLineUnits } from '../../../src-main/engine/notify/render-digest.ts';
import { matrixEventMaxBytes, renderMatrix } from '../../../src-main/engine/notify/render-matrix.ts';
import { renderSms } from '../../../src-main/engine/notify/render-sms.ts';
import { renderTelegramHtml } from '../../../src-main/engine/notify/render-telegram-html.ts';
import { smsSegments } from '../../../src-main/engine/notify/sms-segments.ts';
import type { Digest, DigestPage, StoredItem } from '../../../src-main/engine/store/digests.ts';
import { languages, severities, states } from '../../../src-shared/vocabulary.ts';
import { readMatrixHtml } from '../../support/matrix-html-reader.ts';
import { aNotification } from '../../support/notification-fixture.ts';
import { readTelegramHtml } from '../../support/telegram-html-reader.ts';

const anItem = (n: number, changes: Partial<StoredItem> = {}): StoredItem => ({
  possibleRepeat: false,
  topic: `t${n}`,
  alertId: `a${n}`,
  incidentRevision: 1,
  severity: 'medium',
  state: 'firing',
  acknowledged: false,
  host: `web${String(n).padStart(3, '0')}.example.net`,
  title: 'Problem: Service is down',
  from: 'zabbix@zbx.example.net',
  count: 1,
  seq: n + 1,
  page: null,
  ...changes,
});

const openedAt = 1_000_000;
const aDigest = (changes: Partial<Digest> & { sentAt?: number } = {}): Digest => ({
  id: 'd1',
  state: {
    destination: 'dest',
    channel: 'channel',
    openedAt,
    lastAt: openedAt,
    closedAt: null,
    sentAt: changes.sentAt ?? 0,
    failures: 0,
    possibleRepeat: 0,
    retryAt: 0,
    seq: 100,
    urgentSeq: 0,
  },
  pages: [],
  items: [],
  waiting: [],
  dueAt: 0,
  ...changes,
});
const times = digestTimes(300_000, true);
const sent = (sentSeq: number): DigestPage => ({
  ...{ remoteId: '1', sentSeq, sends: 1, tried: null, sentAt: 0 },
  ...{ failures: 0, retryAt: 0 },
});
const begun: DigestPage = { ...sent(-1), remoteId: null, sends: 0, tried: 1 };

describe('the next message of a digest', () => {
  it('is the first one after a moment in which others may come', () => {
    const digest = aDigest({ items: [anItem(1), anItem(2)] });
    expect(planDigest(digest, times, true)).toEqual({
      page: 0,
      added: ['t1', 't2'],
      at: openedAt + times.gatherMs,
      isUrgent: false,
      names: true,
    });
  });

  it('does not wait with what is critical, and opens a message for it', () => {
    const items = [anItem(1, { page: 0 }), anItem(2), anItem(3, { severity: 'critical' })];
    const plan = planDigest(aDigest({ items, pages: [sent(50)], sentAt: openedAt }), times, true);
    expect(plan).toMatchObject({ page: 1, at: 0, isUrgent: true });
    expect(plan?.added[0]).toBe('t3');
  });

  it('adds to the message that is there while it has room', () => {
    const items = [anItem(1, { page: 0 }), anItem(2)];
    expect(planDigest(aDigest({ items, pages: [sent(50)], sentAt: 5_000_000 }), times, true)).toEqual({
      page: 0,
      added: ['t2'],
      at: 5_000_000 + times.growMs,
      isUrgent: false,
      names: true,
    });
  });

  it('goes on in another one when that is full, without waiting', () => {
    const items = Array.from({ length: 80 }, (_, n) => anItem(n));
    const first = planDigest(aDigest({ items }), times, true);
    const named = first?.added.length ?? 0;
    expect(named).toBeGreaterThan(15);
    expect(named).toBeLessThan(80);
    const rest = items.map((item, n) => (n < named ? { ...item, page: 0 } : item));
    expect(planDigest(aDigest({ items: rest, pages: [sent(100)], sentAt: 1 }), times, true)).toMatchObject({
      page: 1,
      at: 0,
    });
  });

  it('renews one whose lines changed, and none where nothing did', () => {
    const items = [anItem(1, { page: 0, seq: 60, state: 'resolved' }), anItem(2, { page: 0 })];
    const plan = planDigest(aDigest({ items, pages: [sent(50)], sentAt: 1_000 }), times, true);
    expect(plan).toMatchObject({ page: 0, added: [], names: false });
    expect(planDigest(aDigest({ items, pages: [sent(60)], sentAt: 1_000 }), times, true)).toBeNull();
  });

  it('renews the one that waits longest, each at its own pace', () => {
    const items = [0, 1, 2].map((page) => anItem(page, { page, seq: 60 }));
    const pages = [sent(50), { ...sent(20), sentAt: 7_000 }, sent(60)];
    expect(planDigest(aDigest({ items, pages, sentAt: 9_000 }), times, true)).toMatchObject({
      page: 1,
      at: 7_000 + times.growMs,
    });
  });

  it('finishes what was begun and may have arrived before anything else', () => {
    const items = [anItem(1, { page: 0 }), anItem(2)];
    const pages = [begun];
    expect(planDigest(aDigest({ items, pages }), times, true)).toMatchObject({ page: 0, added: [] });
    // But what is critical does not wait for it.
    const urgent = [...items, anItem(3, { severity: 'critical' })];
    expect(planDigest(aDigest({ items: urgent, pages }), times, true)).toMatchObject({ page: 1, at: 0 });
  });

  it('names criticals past a message that failed, the failed one again once nothing urgent is left', () => {
    const isBlocked = (page: number) => page === 0;
    const failed = anItem(1, { page: 0, severity: 'critical' });
    const items = [failed, anItem(2), anItem(3, { severity: 'critical' })];
    const plan = planDigest(aDigest({ items, pages: [begun] }), times, true, isBlocked);
    expect(plan).toMatchObject({ page: 1, added: ['t3', 't2'], at: 0, isUrgent: true });
    expect(planDigest(aDigest({ items, pages: [begun] }), times, true)).toMatchObject({ page: 0, added: [] });
    const rest = [failed, anItem(2)];
    expect(planDigest(aDigest({ items: rest, pages: [begun] }), times, true, isBlocked)).toMatchObject({
      page: 0,
    });
  });

  it('sees what is critical behind criticals that are over', () => {
    const items = [
      anItem(1, { severity: 'critical', state: 'resolved', host: 'aa' }),
      anItem(2, { severity: 'critical', host: 'zz' }),
    ];
    const plan = planDigest(aDigest({ items, pages: [sent(1)], sentAt: 1 }), times, true);
    expect(plan).toMatchObject({ page: 1, added: ['t2', 't1'], at: 0, isUrgent: true });
  });

  it('renews a message whose last renewal failed, although its lines came before the one that did not', () => {
    const items = [anItem(1, { page: 0, seq: 10 })];
    const pages = [{ ...sent(50), tried: 60 }];
    expect(planDigest(aDigest({ items, pages, sentAt: 1 }), times, true)).toMatchObject({
      page: 0,
      added: [],
    });
  });

  it('comes once a window where nothing can be edited, with what is new', () => {
    const alone = digestTimes(300_000, false);
    const items = [anItem(1, { page: 0 }), anItem(2)];
    expect(planDigest(aDigest({ items, pages: [sent(2)], sentAt: 1_000_000 }), alone, false)).toMatchObject({
      page: 1,
      added: ['t2'],
      at: 1_000_000 + 240_000,
    });
  });

  it('names everybody in the end, each in one message with room for all its lines', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            severity: fc.constantFrom(...severities),
            host: fc.string({ maxLength: 100 }),
            title: fc.string({ maxLength: 200 }),
          }),
          { minLength: 1, maxLength: 120 },
        ),
        (lines) => {
          let items = lines.map((line, n) => anItem(n, line));
          const pages: Digest['pages'] = [];
          for (let i = 0; i < 200; i++) {
            const plan = planDigest(aDigest({ items, pages, sentAt: 1 }), times, true);
            if (plan === null) break;
            items = items.map((item) =>
              plan.added.includes(item.topic) ? { ...item, page: plan.page } : item,
            );
            pages[plan.page] = sent(1_000);
          }
          expect(items.every(({ page }) => page !== null)).toBe(true);
          for (const index of pages.keys()) {
            const onPage = items.filter(({ page }) => page === index);
            const units = onPage.reduce((sum, item) => sum + digestLineUnits(item), 0);
            expect(units).toBeLessThanOrEqual(pageUnits);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

const viewOf = (items: StoredItem[], kind: DigestView['kind'] = 'digest') =>
  digestView(aDigest({ items }), kind, 0, items);

describe('the text of a digest', () => {
  const items = [
    anItem(1, { severity: 'low', host: 'zz01' }),
    anItem(2, { severity: 'critical', host: 'db01', title: 'Problem: replication stopped', count: 3 }),
    anItem(3, { severity: 'critical', host: 'db01', title: 'Problem: disk /var full', state: 'resolved' }),
  ];

  it('is grouped by severity, then by host, with counts, original subjects and senders', () => {
    const { text, html } = renderTelegramHtml(aNotification({ digest: viewOf(items) }));
    expect(text.split('\n')).toMatchObject({
      0: '🔴 CRITICAL 1 · 🌩 STORM',
      2: '3 conditions · 5 alerts · Resolved 1',
    });
    expect(text.indexOf('db01')).toBeLessThan(text.indexOf('zz01'));
    expect(text.match(/CRITICAL · db01/g)).toHaveLength(1);
    expect(text).toContain('• Problem: replication stopped (3 alerts)');
    expect(text).toContain('• ✅ Problem: disk /var full');
    expect(text).toContain('Senders: zabbix@zbx.example.net');
    expect(html).toContain('<code>db01</code>');
  });

  it('reports what is left when it is over', () => {
    const { text } = renderTelegramHtml(aNotification({ digest: viewOf(items, 'report') }));
    expect(text).toContain('STORM IS OVER');
    expect(text).toContain('Resolved 1 · Still open 2');
    expect(text).not.toContain('disk /var full');
  });

  it.each(languages)('is whole and in bounds for hostile lines on every channel, in %s', (language) => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '<b>&',
        '@room http://evil.example/x',
        '</code><a href="x">',
        '\u202e/start +98 912 000 0000',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            severity: fc.constantFrom(...severities),
            state: fc.constantFrom(...states),
            host: hostile,
            title: hostile,
            from: hostile,
            acknowledged: fc.boolean(),
            count: fc.integer({ min: 1, max: 10_000 }),
          }),
          { maxLength: 60 },
        ),
        (lines) => {
          const digest = viewOf(lines.map((line, n) => anItem(n, line)));
          const notification = aNotification({ language, digest });
          const telegram = renderTelegramHtml(notification);
          const read = readTelegramHtml(telegram.html);
          expect(read.ok).toBe(true);
          expect(telegram.length).toBeLessThanOrEqual(4096);
          if (read.ok) expect(read.entities.length).toBeLessThanOrEqual(100);
          const matrix = renderMatrix(notification);
          expect(Buffer.byteLength(JSON.stringify(matrix))).toBeLessThan(matrixEventMaxBytes);
          readMatrixHtml(matrix.formatted_body);
          expect(smsSegments(renderSms(notification))).toBeLessThanOrEqual(3);
          expect(renderDesktop(notification).body.length).toBeLessThanOrEqual(900);
        },
      ),
      { numRuns: 150 },
    );
  });
});
