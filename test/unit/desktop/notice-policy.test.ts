import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isQuietTime,
  judgeNotice,
  type Moment,
  type NoticeRules,
} from '../../../src-main/desktop/notice-policy.ts';
import { severities } from '../../../src-shared/vocabulary.ts';

const rules: NoticeRules = {
  noticeSeverities: [...severities],
  soundSeverities: ['critical', 'high'],
  noticesPerMinute: 3,
  quietHours: false,
  quietFrom: '22:00',
  quietTo: '07:00',
  quietExceptCritical: true,
};
const noon: Moment = { now: 1_000_000, minuteOfDay: 12 * 60, pausedUntil: null, shownAt: [] };
const night = { ...noon, minuteOfDay: 23 * 60 };

describe('notices', () => {
  it('are shown, with sound for what was chosen', () => {
    expect(judgeNotice('critical', rules, noon)).toEqual({ kind: 'show', hasSound: true });
    expect(judgeNotice('low', rules, noon)).toEqual({ kind: 'show', hasSound: false });
    const critical = { ...rules, noticeSeverities: ['critical' as const] };
    expect(judgeNotice('low', critical, noon)).toEqual({ kind: 'keep-back', why: 'severity' });
  });

  it('keep quiet at night, but for critical ones, which make no sound', () => {
    const quiet = { ...rules, quietHours: true };
    expect(judgeNotice('high', quiet, night)).toEqual({ kind: 'keep-back', why: 'quiet' });
    expect(judgeNotice('critical', quiet, night)).toEqual({ kind: 'show', hasSound: false });
    const all = { ...quiet, quietExceptCritical: false };
    expect(judgeNotice('critical', all, night)).toEqual({ kind: 'keep-back', why: 'quiet' });
    expect(judgeNotice('high', quiet, noon)).toEqual({ kind: 'show', hasSound: true });
  });

  it('are kept back while paused, until the very moment', () => {
    const paused = { ...noon, pausedUntil: noon.now + 1 };
    expect(judgeNotice('critical', rules, paused)).toEqual({ kind: 'keep-back', why: 'paused' });
    expect(judgeNotice('critical', rules, { ...paused, pausedUntil: noon.now })).toMatchObject({
      kind: 'show',
    });
  });

  it('are folded when as many as allowed were shown within a minute', () => {
    const shownAt = [noon.now - 59_999, noon.now - 2, noon.now - 1];
    expect(judgeNotice('critical', rules, { ...noon, shownAt })).toEqual({ kind: 'fold' });
    const later = { ...noon, shownAt: [noon.now - 60_000, noon.now - 2, noon.now - 1] };
    expect(judgeNotice('critical', rules, later)).toMatchObject({ kind: 'show' });
  });

  it('are never shown more often than allowed, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...severities), fc.integer({ min: 0, max: 5_000 })), {
          maxLength: 200,
        }),
        (storm) => {
          let now = 0;
          const shownAt: number[] = [];
          for (const [severity, waitMs] of storm) {
            now += waitMs;
            if (judgeNotice(severity, rules, { ...noon, now, shownAt }).kind === 'show') shownAt.push(now);
          }
          return shownAt.every((at) => shownAt.filter((one) => one > at - 60_000 && one <= at).length <= 3);
        },
      ),
    );
  });

  it('know the hours over midnight and within a day', () => {
    const over = { quietHours: true, quietFrom: '22:00', quietTo: '07:00' };
    expect([1319, 1320, 0, 419, 420].map((minute) => isQuietTime(over, minute))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    const within = { quietHours: true, quietFrom: '12:30', quietTo: '13:00' };
    expect([749, 750, 779, 780].map((minute) => isQuietTime(within, minute))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isQuietTime({ quietHours: true, quietFrom: '08:00', quietTo: '08:00' }, 480)).toBe(false);
  });
});
