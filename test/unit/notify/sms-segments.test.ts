import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cutSms,
  preferGsm7,
  smsCapacity,
  smsEncoding,
  smsSegments,
  smsUnits,
} from '../../../src-main/engine/notify/sms-segments.ts';

describe('segments of an SMS', () => {
  it.each([
    ['nothing', '', 1],
    ['160 plain characters', 'a'.repeat(160), 1],
    ['161 plain characters', 'a'.repeat(161), 2],
    ['306 plain characters', 'a'.repeat(306), 2],
    ['307 plain characters', 'a'.repeat(307), 3],
    ['459 plain characters', 'a'.repeat(459), 3],
    ['460 plain characters', 'a'.repeat(460), 4],
    ['80 characters of the extension table', '€'.repeat(80), 1],
    ['81 characters of the extension table', '€'.repeat(81), 2],
    ['153 places of which the last would part an escape', `${'a'.repeat(152)}${'€'.repeat(77)}`, 3],
    ['70 Persian characters', 'م'.repeat(70), 1],
    ['71 Persian characters', 'م'.repeat(71), 2],
    ['134 Persian characters', 'م'.repeat(134), 2],
    ['135 Persian characters', 'م'.repeat(135), 3],
    ['35 emoji', '🔴'.repeat(35), 1],
    ['67 emoji, which do not part at 67 units', '🔴'.repeat(67), 3],
  ])('counts %s', (_name, text, segments) => {
    expect(smsSegments(text)).toBe(segments);
  });

  it('takes one character beyond GSM 7-bit for UCS-2', () => {
    expect(smsEncoding('Ärger @ £5 [ok] €')).toBe('gsm7');
    expect(smsEncoding('ok ✓')).toBe('ucs2');
    expect(smsEncoding('`')).toBe('ucs2');
  });

  it('prefers plain twins only where they make the whole text GSM 7-bit', () => {
    expect(preferGsm7('“db01” – it’s full…')).toBe('"db01" - it\'s full...');
    expect(preferGsm7('“دیسک” …')).toBe('“دیسک” …');
  });

  it('cuts between characters, marks the cut and keeps the bound', () => {
    expect(cutSms('abcdefgh', 6, 'gsm7')).toBe('abc...');
    expect(cutSms('€€€€', 6, 'gsm7')).toBe('€...');
    expect(cutSms('🔴🔴🔴', 4, 'ucs2')).toBe('🔴…');
    expect(cutSms('abc', 3, 'gsm7')).toBe('abc');
    expect(cutSms('abcdef', 2, 'gsm7')).toBe('');
  });

  it('never cuts to more than asked, and what fits the capacity fits the segments', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.string({ unit: 'grapheme', maxLength: 600 }),
    );
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 0, max: 460 }),
        fc.integer({ min: 1, max: 4 }),
        (value, max, segments) => {
          const encoding = smsEncoding(value);
          expect(smsUnits(cutSms(value, max, encoding), encoding)).toBeLessThanOrEqual(max);
          const fitting = cutSms(value, smsCapacity(segments, encoding), encoding);
          expect(smsSegments(fitting, encoding)).toBeLessThanOrEqual(segments);
          expect(fitting.isWellFormed() || !value.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
