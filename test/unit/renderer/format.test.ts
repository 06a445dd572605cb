import { describe, expect, it } from 'vitest';
import { createFormat } from '../../../src-renderer/i18n/format.ts';
import type { Preferences } from '../../../src-renderer/i18n/preferences.ts';

const english: Preferences = {
  language: 'en',
  calendar: 'auto',
  digits: 'auto',
  timeZone: 'Asia/Tehran',
  isSidebarNarrow: false,
};
const persian: Preferences = { ...english, language: 'fa' };
const nowruz = Date.UTC(2026, 2, 21, 8, 30);

describe('times and numbers', () => {
  it("are in the reader's calendar and digits", () => {
    expect(createFormat(persian).date(nowruz)).toBe('۱ فروردین ۱۴۰۵');
    expect(createFormat({ ...persian, digits: 'latn' }).date(nowruz)).toBe('1 فروردین 1405');
    expect(createFormat({ ...persian, calendar: 'gregory' }).date(nowruz)).toContain('۲۰۲۶');
    expect(createFormat(english).date(nowruz)).toBe('21 Mar 2026');
    expect(createFormat(persian).number(1234567)).toBe('۱٬۲۳۴٬۵۶۷');
  });

  it('are written in full as people write them', () => {
    expect(createFormat(persian).dateTime(nowruz)).toMatch(/^شنبه ۱ فروردین ۱۴۰۵ ساعت ۱۲:۰۰:۰۰/);
    expect(createFormat({ ...persian, calendar: 'gregory' }).dateTime(nowruz)).toMatch(/^شنبه ۲۱ مارس ۲۰۲۶/);
    expect(createFormat(english).dateTime(nowruz)).toMatch(/^Saturday,? 21 March 2026 at 12:00:00/);
  });

  it('are in the zone that was chosen', () => {
    expect(createFormat(english).time(nowruz)).toBe('12:00:00');
    expect(createFormat({ ...english, timeZone: 'UTC' }).time(nowruz)).toBe('08:30:00');
  });

  it.each([
    [5_000, '5 seconds ago'],
    [185_000, '3 minutes ago'],
    [3 * 3_600_000, '3 hours ago'],
    [-2 * 86_400_000, 'in 2 days'],
    [200, 'now'],
  ])('of %i ms ago read "%s"', (span, words) => {
    expect(createFormat(english).relative(nowruz - span, nowruz)).toBe(words);
  });

  it.each([
    [240, '240 ms'],
    [0, '0 ms'],
    [65_000, '1 min, 5 secs'],
    [3_600_000, '1 hr'],
    [90_061_000, '1 day, 1 hr'],
  ])('lasting %i ms read "%s"', (ms, words) => {
    expect(createFormat(english).duration(ms)).toBe(words);
  });

  it('of sizes have a fitting unit', () => {
    expect(createFormat(english).bytes(0)).toBe('0 byte');
    expect(createFormat(english).bytes(1536)).toBe('1.5 kB');
    expect(createFormat(english).bytes(26_214_400)).toBe('25 MB');
  });
});
