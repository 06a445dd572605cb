import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giveUpAfterMs, type RetryInput, retryAt } from '../../../src-main/engine/notify/backoff.ts';

const input = (more: Partial<RetryInput> = {}): RetryInput => ({
  now: 1000,
  createdAt: 1000,
  failures: 1,
  retryDelaysMs: [30_000, 300_000],
  retryAfterMs: null,
  random: 0,
  ...more,
});

describe('when to try again', () => {
  it('waits as the table says, one step a failure, then gives up', () => {
    expect(retryAt(input())).toEqual({ kind: 'retry', at: 31_000 });
    expect(retryAt(input({ failures: 2 }))).toEqual({ kind: 'retry', at: 301_000 });
    expect(retryAt(input({ failures: 3 }))).toEqual({ kind: 'give-up', reason: 'given up after 3 attempts' });
  });

  it('waits as long as the remote asks, and does not count that as a failure of ours', () => {
    expect(retryAt(input({ failures: 99, retryAfterMs: 7000 }))).toEqual({ kind: 'retry', at: 8000 });
  });

  it('gives up after a day, even where the remote keeps asking to wait', () => {
    const late = { now: 1001 + giveUpAfterMs, retryAfterMs: 1000 };
    expect(retryAt(input(late)).kind).toBe('give-up');
  });

  it('never tries before the planned time, and at most a fifth of the wait later', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 86_400_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.option(fc.integer({ min: 0, max: 3_600_000 })),
        (delay, random, retryAfterMs) => {
          const retry = retryAt(input({ retryDelaysMs: [delay], random, retryAfterMs }));
          if (retry.kind !== 'retry') throw new Error('it gave up');
          const least = retryAfterMs ?? delay;
          expect(retry.at).toBeGreaterThanOrEqual(1000 + least);
          expect(retry.at).toBeLessThanOrEqual(1000 + Math.ceil(least * 1.2) + 1);
        },
      ),
    );
  });
});
