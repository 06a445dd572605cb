import { describe, expect, it } from 'vitest';
import { createFeedPace } from '../../../src-main/engine/ingest/feed-pace.ts';

const setUp = () => {
  let now = 0;
  let busyShare = 1;
  let active = 0;
  const pace = createFeedPace({
    monotonic: () => now,
    utilization: () => busyShare,
    activeSessions: () => active,
  });
  return {
    pace,
    /** One window of 200 ms in which this many were accepted, and everything allowed was fed. */
    window: (accepted: number, busy: number, sessions = 0) => {
      busyShare = busy;
      active = sessions;
      for (let i = 0; i < accepted; i++) pace.accepted();
      now += 200;
      const allowed = pace.allowance();
      if (Number.isFinite(allowed)) pace.fed(allowed);
      return allowed;
    },
  };
};

describe('pace of the feed', () => {
  it('is free while little mail comes, however busy the loop is', () => {
    const { window } = setUp();
    expect([window(0, 1), window(19, 1)]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  it('slows down to its least while mail pours in and the loop is busy, and never stops', () => {
    const { window } = setUp();
    const allowed = Array.from({ length: 12 }, () => window(400, 1));
    expect(allowed[0]).toBeLessThanOrEqual(30);
    expect(allowed.at(-1)).toBe(8);
  });

  it('slows down too where many clients wait for a busy loop, and so few messages come', () => {
    const { window } = setUp();
    const allowed = Array.from({ length: 12 }, () => window(10, 1, 20));
    expect(allowed.at(-1)).toBe(8);
    expect(window(10, 1, 15)).toBe(Number.POSITIVE_INFINITY);
  });

  it('leaves more of the loop to a burst whose clients wait than to one that is kept up with', () => {
    const slowed = Array.from({ length: 12 }, () => 0.6);
    const { window: waiting } = setUp();
    const { window: keepingUp } = setUp();
    expect(slowed.map((busy) => waiting(50, busy, 20)).at(-1)).toBe(8);
    expect(slowed.map((busy) => keepingUp(50, busy, 2)).at(-1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('sees a burst within its first window', () => {
    const { pace } = setUp();
    for (let i = 0; i < 20; i++) pace.accepted();
    expect(pace.allowance()).toBe(30);
  });

  it('speeds up again while the loop has room, and is free after the burst', () => {
    const { window } = setUp();
    for (let i = 0; i < 12; i++) window(400, 1);
    expect(window(400, 0.2)).toBeGreaterThan(8);
    expect(window(0, 0.2)).toBe(Number.POSITIVE_INFINITY);
  });

  it('allows no more in a window than what is left of it', () => {
    const { pace } = setUp();
    for (let i = 0; i < 20; i++) pace.accepted();
    pace.fed(28);
    expect(pace.allowance()).toBe(2);
  });
});
