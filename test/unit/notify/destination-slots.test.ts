import { describe, expect, it, vi } from 'vitest';
import { createDestinationSlots, type PlaceRank } from '../../../src-main/engine/notify/destination-slots.ts';

/** Against hanging only. */
const patiently = { timeout: 20_000 };

let now = 0;

describe('places at a destination', () => {
  it('are given up to the limit, each destination for itself', async () => {
    const slots = createDestinationSlots(() => now);
    expect(await slots.take('a', 1, 0)).not.toBe(null);
    expect(await slots.take('b', 1, 0)).not.toBe(null);
  });

  it('go to the one that waits longest when one is given back', async () => {
    const slots = createDestinationSlots(() => now);
    const release = await slots.take('a', 1, 0);
    const order: string[] = [];
    const wait = async (name: string) => {
      const place = await slots.take('a', 1, 60_000);
      order.push(name);
      place?.();
    };
    const waiting = [wait('second'), wait('third')];
    release?.();
    release?.();
    await Promise.all(waiting);
    expect(order).toEqual(['second', 'third']);
  });

  it('are one more for an urgent one, who also goes before those that wait', async () => {
    const slots = createDestinationSlots(() => now);
    const release = await slots.take('a', 1, 0);
    const urgent = await slots.take('a', 1, 0, 'urgent');
    expect(urgent).not.toBe(null);
    const order: string[] = [];
    const wait = async (name: string, rank: PlaceRank) => {
      const place = await slots.take('a', 1, 60_000, rank);
      order.push(name);
      place?.();
    };
    const waiting = [wait('other', 'other'), wait('urgent', 'urgent'), wait('urgent too', 'urgent')];
    release?.();
    await vi.waitFor(() => expect(order).toEqual(['urgent', 'urgent too']), patiently);
    // The place more is not for others.
    urgent?.();
    await Promise.all(waiting);
    expect(order).toEqual(['urgent', 'urgent too', 'other']);
  });

  it('are refused after the wait, and the waiting one takes none later', async () => {
    vi.useFakeTimers();
    try {
      const slots = createDestinationSlots(() => now);
      const release = await slots.take('a', 1, 0);
      const waiting = slots.take('a', 1, 1000);
      await vi.advanceTimersByTimeAsync(1000);
      expect(await waiting).toBe(null);
      release?.();
      expect(await slots.take('a', 1, 0)).not.toBe(null);
    } finally {
      vi.useRealTimers();
    }
  });

  it('are refused at once while a destination stands still', async () => {
    const slots = createDestinationSlots(() => now);
    await slots.take('hangs', 1, 1000);
    now += 1001;
    expect(await slots.take('hangs', 1, 1000)).toBe(null);
  });
});
