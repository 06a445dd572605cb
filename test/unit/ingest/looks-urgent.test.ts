import { describe, expect, it } from 'vitest';
import { looksUrgent } from '../../../src-main/engine/ingest/looks-urgent.ts';

const mail = (subject: string, body = 'x', more = '') =>
  Buffer.from(`From: a@b.example\r\n${more}Subject: ${subject}\r\n\r\n${body}\r\n`);
const word = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;

describe('a glance at a message', () => {
  it.each([
    ['a word of the subject', mail('** PROBLEM Host Alert: db01 is DOWN **')],
    ['a word of the body', mail('Problem: no ping', 'Host: db01\r\nSeverity: Disaster')],
    ['an encoded subject', mail(word('هشدار بحرانی در db01'))],
    ['an encoded subject over two lines', mail(`${word('it is ')}\r\n ${word('CRITICAL')}`)],
    ['a priority', mail('hello', 'x', 'X-Priority: 1 (Highest)\r\n')],
  ])('sees %s', (_, raw) => {
    expect(looksUrgent(raw)).toBe(true);
  });

  it.each([
    ['words that hold such a word', mail('download of the shutdowns', 'uncritically')],
    ['an ordinary priority', mail('hello', 'x', 'X-Priority: 3\r\n')],
    ['what stands far below', mail('report', `${'a line\r\n'.repeat(2_000)}critical`)],
    ['nothing', Buffer.alloc(0)],
    ['no text', Buffer.from(Array.from({ length: 5_000 }, (_, i) => i % 256))],
  ])('is not taken in by %s', (_, raw) => {
    expect(looksUrgent(raw)).toBe(false);
  });
});
