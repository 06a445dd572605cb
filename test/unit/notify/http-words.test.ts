import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remoteWords, withoutSecrets } from '../../../src-main/engine/notify/remote-words.ts';
import {
  boundedWaitMs,
  longestRetryAfterMs,
  retryAfterMs,
} from '../../../src-main/engine/notify/retry-after.ts';

describe('the words of a remote', () => {
  it('lose a secret however it is spelled', () => {
    const secret = 'p@ss "word"/+1';
    for (const spelled of [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ k: secret }).toString(),
      JSON.stringify({ secret }),
      Buffer.from(secret).toString('base64'),
    ]) {
      const left = withoutSecrets(`before ${spelled} after`, [secret]);
      expect(left).toContain('[secret]');
      expect(left).not.toContain(spelled);
      expect(left).toMatch(/^before .* after$/);
    }
  });

  it('lose the longer of two secrets first', () => {
    expect(withoutSecrets('Bearer token-12', ['token', 'Bearer token-12'])).toBe('[secret]');
  });

  it('are one bounded line, and no secret survives the cut', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), fc.integer({ min: 0, max: 310 }), (tail, before) => {
        const words = remoteWords(`${'x'.repeat(before)}canary-secret\r\n${tail}`, ['canary-secret']);
        expect(words.length).toBeLessThanOrEqual(300);
        expect(words).not.toMatch(/[\r\n]/);
        expect(words).not.toContain('canary');
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 22, 12, 0, 0);
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['0.297', 297],
    [' 7 ', 7_000],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['99999999', longestRetryAfterMs],
    ['-5', undefined],
    ['soon', undefined],
    ['2026', 2_026_000],
    ['', undefined],
    [null, undefined],
  ])('reads %j', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });

  it.each([
    [297, 297],
    [1e12, longestRetryAfterMs],
    [-1, undefined],
    ['297', undefined],
    [Number.NaN, undefined],
    [undefined, undefined],
  ])('bounds %j from a JSON answer', (value, ms) => {
    expect(boundedWaitMs(value)).toBe(ms);
  });
});
