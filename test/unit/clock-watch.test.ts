import { describe, expect, it } from 'vitest';
import { createClockWatch } from '../../src-main/engine/clock-watch.ts';
import { createQuietLogger } from '../support/quiet-logger.ts';

const start = () => {
  const time = { wall: 1_000_000, steady: 0 };
  const calls: { byMs: number; before: number }[] = [];
  let isAway = false;
  const watch = createClockWatch({
    clock: { now: () => time.wall, monotonic: () => time.steady },
    onSetBack: async (byMs, before) => {
      if (isAway) throw new Error('Redis is away');
      calls.push({ byMs, before });
    },
    logger: createQuietLogger(),
  });
  const pass = (steadyMs: number, wallMs = steadyMs) => {
    time.steady += steadyMs;
    time.wall += wallMs;
    return watch.look();
  };
  return {
    calls,
    pass,
    isSettled: watch.isSettled,
    set: (byMs: number) => {
      time.wall += byMs;
    },
    away: (value: boolean) => {
      isAway = value;
    },
  };
};

describe('the watch over the wall clock', () => {
  it('says by how much it was set back, once', async () => {
    const { calls, pass } = start();
    await pass(1000);
    await pass(1000, 1000 - 7_200_000);
    await pass(1000);
    expect(calls).toEqual([{ byMs: 7_200_000, before: 1_002_000 }]);
  });

  it('is silent while the clock drifts, and when it is set ahead', async () => {
    const { calls, pass } = start();
    await pass(60_000, 58_000);
    await pass(1000, 3_600_000);
    expect(calls).toEqual([]);
  });

  it('makes it good later where it could not at once', async () => {
    const { calls, pass, away } = start();
    away(true);
    await expect(pass(1000, -60_000)).rejects.toThrow('away');
    away(false);
    await pass(1000);
    await pass(1000);
    expect(calls.map(({ byMs }) => byMs)).toEqual([61_000]);
  });

  it('says that the clock is settled once nobody has set it for ten minutes', async () => {
    const { pass, isSettled } = start();
    await pass(590_000);
    expect(isSettled()).toBe(false);
    await pass(10_000);
    expect(isSettled()).toBe(true);
    await pass(1000, 13 * 365 * 86_400_000);
    expect(isSettled()).toBe(false);
    await pass(600_000);
    expect(isSettled()).toBe(true);
  });

  it('sees a step before it looks', async () => {
    const { isSettled, pass, set } = start();
    await pass(600_000);
    set(86_400_000);
    expect(isSettled()).toBe(false);
  });
});
