import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Notification } from '../../../src-main/engine/notify/notification.ts';
import { words } from '../../../src-main/engine/notify/notification-words.ts';
import {
  renderTelegramHtml,
  telegramTextLimit,
} from '../../../src-main/engine/notify/render-telegram-html.ts';
import { cutUtf16, oneLine, pieceLimits } from '../../../src-main/engine/notify/render-text.ts';
import { categories, kinds, severities, states } from '../../../src-shared/vocabulary.ts';
import { aNotification } from '../../support/notification-fixture.ts';
import { readTelegramHtml, tappableIn } from '../../support/telegram-html-reader.ts';

/** Text that has broken renderers: markup, half markup, entities, surrogates, marks, long runs, both directions. */
const hostilePieces = [
  '<b>',
  '</b>',
  '</pre>',
  '</code>',
  '<5% free>',
  '<!--',
  '<a href="https://evil.com">',
  '&',
  '&amp;',
  '&lt;script&gt;',
  '&nbsp;',
  '&#0;',
  '"',
  "'",
  '`',
  '*_[]()~>#+-=|{}.!',
  '\ud800',
  '\udc00',
  '👨‍👩‍👧‍👦',
  '🇮🇷',
  'e\u0301\u0301\u0301',
  '\u202e',
  '\u2066',
  '\u0000',
  '\u001b[31m',
  '\r\n',
  '\n\n\n',
  '\t',
  'https://evil.com/x?a=1&b=2',
  'evil.com',
  '@everyone',
  '@admin',
  '#hash',
  '/start',
  'user@evil.com',
  '10.0.0.1:443',
  'C:\\Windows\\x.exe',
  'دیسک پر است',
  'می\u200cشود',
  'x'.repeat(500),
  'W '.repeat(300),
];
const hostileText = (maxPieces: number) =>
  fc
    .array(fc.oneof(fc.constantFrom(...hostilePieces), fc.string({ unit: 'binary', maxLength: 40 })), {
      maxLength: maxPieces,
    })
    .map((pieces) => pieces.join(''));

const hostileNotification: fc.Arbitrary<Notification> = fc.record({
  alertId: fc.uuid(),
  revision: fc.nat(5),
  severity: fc.constantFrom(...severities),
  state: fc.constantFrom(...states),
  kind: fc.constantFrom(...kinds),
  category: fc.constantFrom(...categories),
  system: hostileText(4),
  host: hostileText(4),
  resource: hostileText(4),
  summary: hostileText(8),
  details: fc.array(hostileText(6), { maxLength: 14 }),
  actions: fc.array(hostileText(6), { maxLength: 14 }),
  subject: hostileText(8),
  from: hostileText(4),
  to: fc.array(hostileText(2), { maxLength: 3 }),
  receivedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  excerpt: hostileText(20),
  analysedBy: fc.record({ label: hostileText(3), isModel: fc.boolean() }),
  link: fc.constantFrom(
    null,
    'http://localhost:8080/#/alerts/1',
    'https://console.example.com/#/alerts/1?a="<b>&c',
    `https://console.example.com/${'x'.repeat(2000)}`,
  ),
  language: fc.constantFrom('en', 'fa'),
  timeZone: fc.constantFrom('Asia/Tehran', 'UTC', 'Nowhere/Land'),
  isTest: fc.boolean(),
});

const withoutMarks = (text: string) => text.replace(/[\u2066-\u2069]/g, '');

describe('renderTelegramHtml', () => {
  it('is read without a fault and in bounds for 10,000 hostile notifications, with subject, sender and analyst', () => {
    let runs = 0;
    fc.assert(
      fc.property(hostileNotification, fc.boolean(), (notification, possibleRepeat) => {
        runs += 1;
        const message = renderTelegramHtml(notification, { possibleRepeat });
        const read = readTelegramHtml(message.html);
        if (!read.ok) throw new Error(read.description);
        expect(read.text.length).toBe(message.length);
        expect(message.length).toBeLessThanOrEqual(telegramTextLimit);
        expect(message.text.length).toBeLessThanOrEqual(telegramTextLimit);
        expect(message.html.isWellFormed() && message.text.isWellFormed()).toBe(true);
        expect(read.entities.length).toBeLessThanOrEqual(100);
        const word = words(notification.language);
        const shown = withoutMarks(read.text);
        const subject = cutUtf16(oneLine(notification.subject), pieceLimits.subject);
        const from = cutUtf16(oneLine(notification.from), pieceLimits.address);
        expect(shown).toContain(`${word.subject}: ${subject || word.noSubject}`);
        expect(shown).toContain(`${word.from}: ${from || word.unknownSender}`);
        expect(shown).toContain(notification.analysedBy.isModel ? word.byModel : word.byRules);
        if (notification.isTest) expect(shown).toContain(word.test);
        if (possibleRepeat) expect(shown).toContain(word.possibleRepeat);
        expect(tappableIn(read.text, read.entities)).toEqual([]);
        const links = read.entities.filter(({ type }) => type === 'text_link');
        expect(links.length).toBeLessThanOrEqual(1);
        for (const { url } of links) expect(new URL(url ?? '').hostname).toBe('console.example.com');
      }),
      { numRuns: 10_000 },
    );
    expect(runs).toBe(10_000);
  }, 120_000);

  it('shows a raw excerpt whatever else there is to say', () => {
    const long = 'x'.repeat(2000);
    const message = renderTelegramHtml(
      aNotification({
        summary: long,
        subject: long,
        from: long,
        host: long,
        system: long,
        resource: long,
        details: Array.from({ length: 20 }, () => long),
        actions: Array.from({ length: 20 }, () => long),
        excerpt: `THE MAIL ${'y'.repeat(3000)}`,
      }),
      { possibleRepeat: true },
    );
    const read = readTelegramHtml(message.html);
    expect(read.ok && read.text).toContain('THE MAIL yyy');
    expect(read.ok && read.text).toContain(words('en').cut);
    expect(message.length).toBeGreaterThan(3500);
  });

  it('makes nothing tappable that came from a mail or a model', () => {
    const bait =
      'https://evil.com/x evil.com evil.com/x @admin #tag /start 10.0.0.1 a@evil.com (www.evil.com)';
    for (const language of ['en', 'fa'] as const) {
      const { html } = renderTelegramHtml(
        aNotification({
          language,
          host: 'evil.com',
          system: 'x.evil.com',
          resource: 'https://evil.com',
          summary: bait,
          details: Array.from({ length: 10 }, () => bait),
          actions: Array.from({ length: 10 }, () => bait),
          subject: bait,
          from: 'x@evil.com',
          excerpt: bait,
          analysedBy: { label: 'evil.com', isModel: true },
          link: 'https://console.example.com/#/alerts/1',
        }),
      );
      const read = readTelegramHtml(html);
      if (!read.ok) throw new Error(read.description);
      expect(tappableIn(read.text, read.entities)).toEqual([]);
    }
  });

  it('reads like this in English', () => {
    const { text } = renderTelegramHtml(
      aNotification({
        analysedBy: { label: 'llama3', isModel: true },
        link: 'https://console.example.com/a',
      }),
    );
    expect(text.split('\n')).toEqual([
      '🔴 CRITICAL · db01 · Zabbix',
      'Disk almost full',
      '',
      'Resource: /var',
      'Category: storage',
      expect.stringMatching(/^Received: 22 Nov 2026, 12:00:00/),
      '',
      'Details:',
      '• Used: 97 %',
      '• Trend: 2 GB an hour',
      '',
      'What to do:',
      '• Remove old WAL files',
      '',
      '🤖 Analysed by AI: llama3',
      'Subject: PROBLEM: disk space on db01',
      'From: Zabbix <zabbix@mon.local>',
      'Open the alert',
      'Free disk space is less than 3% on volume /var',
      'https://console.example.com/a',
    ]);
  });

  it('reads from right to left in Persian, with hosts in one piece', () => {
    const { text, html } = renderTelegramHtml(
      aNotification({ language: 'fa', state: 'resolved', summary: 'دیسک دوباره جا دارد' }),
    );
    expect(text.split('\n')[0]).toBe('✅ برطرف شد · \u2066db01\u2069 · \u2066Zabbix\u2069');
    expect(html).toContain('<b>دیسک دوباره جا دارد</b>');
    expect(text).toContain('۱۴۰۵');
  });

  it('writes a link out that Telegram would not take as one', () => {
    const { html } = renderTelegramHtml(aNotification({ link: 'http://localhost:8080/#/alerts/1' }));
    expect(html).toContain('<code>http://localhost:8080/#/alerts/1</code>');
    expect(html).not.toContain('<a ');
  });
});
