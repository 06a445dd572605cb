import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxBlockMs, nextTry, noTries, type Tries } from '../../../src-main/engine/api/login-limit.ts';

const minute = 60_000;
const start = 1_800_000_000_000;

/** Makes tries at the given times and answers the times of those that were let through. */
const allowedAt = (times: number[], limit: number): number[] => {
  let state: Tries = noTries;
  return times.filter((at) => {
    const { after, waitMs } = nextTry(state, limit, at);
    state = after;
    return waitMs === 0;
  });
};

describe('the login limit', () => {
  it('lets five of a hundred quick tries through', () => {
    const times = Array.from({ length: 100 }, (_, i) => start + i * 100);
    expect(allowedAt(times, 5)).toHaveLength(5);
  });

  it('lets somebody go on who keeps to the limit', () => {
    const times = Array.from({ length: 60 }, (_, i) => start + i * 13_000);
    expect(allowedAt(times, 5)).toHaveLength(60);
  });

  it('doubles the wait with every overrun, up to a quarter of an hour', () => {
    let state: Tries = noTries;
    let now = start;
    const waits: number[] = [];
    for (let round = 0; round < 7; round++) {
      for (let i = 0; i < 6; i++) {
        const { after, waitMs } = nextTry(state, 5, now);
        state = after;
        if (waitMs > 0) waits.push(waitMs / minute);
      }
      now = Math.max(now, state.blockedUntil);
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15, 15]);
  });

  it('does not grow a block by tries that are refused', () => {
    const blocked: Tries = { since: start, tries: 0, overruns: 1, blockedUntil: start + minute };
    const { after, waitMs } = nextTry(blocked, 5, start + 1000);
    expect(after).toBe(blocked);
    expect(waitMs).toBe(minute - 1000);
  });

  it('never blocks for more than a quarter of an hour, whatever is tried and wherever the clock jumps', () => {
    const steps = fc.array(fc.integer({ min: -3_600_000, max: 3_600_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (deltas) => {
        let state: Tries = noTries;
        let now = start;
        for (const delta of deltas) {
          now += delta;
          const { after, waitMs } = nextTry(state, 5, now);
          expect(waitMs).toBeLessThanOrEqual(maxBlockMs);
          state = after;
        }
      }),
    );
  });
});
