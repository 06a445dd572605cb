import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Notification } from '../../../src-main/engine/notify/notification.ts';
import { words } from '../../../src-main/engine/notify/notification-words.ts';
import {
  breakMentions,
  cleanText,
  cutUtf16,
  formatTime,
  oneLine,
  plainLines,
  severityEmoji,
} from '../../../src-main/engine/notify/render-text.ts';

const notification: Notification = {
  alertId: '01890000-0000-7000-8000-000000000001',
  revision: 0,
  severity: 'critical',
  state: 'firing',
  kind: 'problem',
  category: 'storage',
  system: 'PostgreSQL',
  host: 'db-01.local',
  resource: '/var',
  summary: 'Disk is 95 % full',
  details: ['used 95 %'],
  actions: ['Delete old logs'],
  subject: 'PROBLEM: disk',
  from: 'zabbix@db-servers.local',
  to: ['ops@example.com'],
  receivedAt: Date.UTC(2026, 10, 22, 17, 13, 5),
  excerpt: 'first line\nsecond line',
  analysedBy: { label: 'llama3', isModel: true },
  link: 'https://console.example.com/#/alerts/1',
  language: 'en',
  timeZone: 'Asia/Tehran',
  isTest: false,
};

describe('severityEmoji', () => {
  it('shows a check mark for whatever is resolved', () => {
    expect(severityEmoji('critical', 'resolved')).toBe('✅');
    expect(severityEmoji('critical', 'firing')).toBe('🔴');
    expect(severityEmoji('info', 'info')).toBe('⚪');
  });
});

describe('formatTime', () => {
  it('writes English times in the zone asked for', () => {
    expect(formatTime(notification.receivedAt, 'Asia/Tehran', 'en')).toMatch(/^22 Nov 2026, 20:43:05/);
  });

  it('writes Persian times in the Persian calendar and digits', () => {
    const text = formatTime(notification.receivedAt, 'Asia/Tehran', 'fa');
    expect(text).toContain('۱۴۰۵');
    expect(text).toContain('۲۰:۴۳:۰۵');
  });

  it('falls back to UTC for a zone that does not exist', () => {
    expect(formatTime(notification.receivedAt, 'Mars/Olympus', 'en')).toContain('17:13:05');
  });

  it('writes nothing for a time that is none', () => {
    expect(formatTime(Number.NaN, 'UTC', 'en')).toBe('');
  });
});

describe('cutUtf16', () => {
  it('leaves a text alone that fits', () => {
    expect(cutUtf16('abc', 3)).toBe('abc');
  });

  it('keeps the bound and never parts a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(300), (text, max) => {
        const cut = cutUtf16(text, max);
        return cut.length <= max && cut.isWellFormed();
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves a family emoji whole or out', () => {
    expect(cutUtf16('ab👨‍👩‍👧‍👦cd', 8)).toBe('ab…');
  });

  it('cuts a grapheme of absurd length at a code point', () => {
    const text = `a${'\u0301'.repeat(500)}`;
    expect(cutUtf16(text, 100)).toHaveLength(100);
  });
});

describe('cleanText', () => {
  it('drops control and reordering characters and keeps the zero-width non-joiner', () => {
    expect(cleanText('a\u0000b\u202ec\u2066d\u001b[31m می\u200cشود')).toBe('abcd[31m می\u200cشود');
  });

  it('mends lone surrogates', () => {
    expect(cleanText('a\ud800b').isWellFormed()).toBe(true);
  });

  it('makes one line of many', () => {
    expect(oneLine(' a\r\n\tb\u2028c ')).toBe('a b c');
  });
});

describe('breakMentions', () => {
  it.each(['@room', '@everyone', '@HERE', '@channel', '@all'])('parts %s', (mention) => {
    expect(breakMentions(`x ${mention} y`)).not.toContain(mention);
    expect(breakMentions(mention).replace('\u2060', '')).toBe(mention);
  });

  it('leaves addresses alone', () => {
    expect(breakMentions('ops@roomy.example')).toBe('ops@roomy.example');
  });
});

describe('plainLines', () => {
  it('tells severity, host, summary, subject, sender, facts, actions, analyst, link and excerpt', () => {
    const text = plainLines(notification, 'en').join('\n');
    for (const piece of [
      '🔴 CRITICAL · db-01.local · PostgreSQL',
      'Disk is 95 % full',
      'Subject: PROBLEM: disk',
      'From: zabbix@db-servers.local',
      'Resource: /var',
      '• Delete old logs',
      'Analysed by AI: llama3',
      'https://console.example.com/#/alerts/1',
      'second line',
    ]) {
      expect(text).toContain(piece);
    }
  });

  it('isolates hosts in Persian and uses no marks in English', () => {
    expect(plainLines(notification, 'fa').join('\n')).toContain('\u2066db-01.local\u2069');
    expect(plainLines(notification, 'en').join('\n')).not.toMatch(/[\u2066-\u2069]/);
  });

  it('says what is missing rather than showing nothing', () => {
    const text = plainLines({ ...notification, subject: '', from: '', summary: '' }, 'en').join('\n');
    expect(text).toContain(words('en').noSubject);
    expect(text).toContain(words('en').unknownSender);
    expect(text).toContain(words('en').noSummary);
  });

  it('says that it is a test and that it may be a repeat', () => {
    const text = plainLines({ ...notification, isTest: true }, 'en', { possibleRepeat: true }).join('\n');
    expect(text).toContain(words('en').test);
    expect(text).toContain(words('en').possibleRepeat);
  });

  it('shows no link that is not http', () => {
    expect(plainLines({ ...notification, link: 'javascript:alert(1)' }, 'en').join('\n')).not.toContain(
      'javascript',
    );
  });
});
