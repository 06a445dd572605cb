import { describe, expect, it, vi } from 'vitest';
import { createPaceTurns } from '../../../src-main/engine/notify/pace-turns.ts';

const answering = (...waits: number[]) => vi.fn(async () => waits.shift() ?? 0);
const never = new AbortController().signal;

describe('the turn of a call', () => {
  it('is waited for in place where it is near and the call is urgent', async () => {
    const take = answering(5, 5, 0);
    expect(await createPaceTurns({ take }, never).take([], 'a', 'urgent')).toBe(0);
    expect(take).toHaveBeenCalledTimes(3);
    expect(await createPaceTurns({ take: answering(5) }, never).take([], 'a', 'together')).toBe(0);
  });

  it('is left to the queue where it is far, or the call is not urgent, or others keep taking it', async () => {
    expect(await createPaceTurns({ take: answering(60_000) }, never).take([], 'a', 'urgent')).toBe(60_000);
    expect(await createPaceTurns({ take: answering(5) }, never).take([], 'a', 'news')).toBe(5);
    const take = vi.fn(async () => 1);
    expect(await createPaceTurns({ take }, never).take([], 'a', 'urgent')).toBe(1);
    expect(take.mock.calls.length).toBeLessThan(6);
  });

  it('is not waited for when the program stops', async () => {
    const stop = new AbortController();
    const taken = createPaceTurns({ take: async () => 1_000 }, stop.signal).take([], 'a', 'urgent');
    stop.abort();
    expect(await taken).toBe(1_000);
  });
});
