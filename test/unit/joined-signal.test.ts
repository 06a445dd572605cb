import { queryObjects } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { joinSignals } from '../../src-main/engine/joined-signal.ts';
import { until } from '../support/until.ts';

describe('joined signals', () => {
  it('are aborted with the first of the others, for its reason', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const { signal } = joinSignals([one.signal, undefined, null, other.signal]);
    expect(signal.aborted).toBe(false);
    other.abort('enough');
    expect(signal.reason).toBe('enough');
  });

  it('are aborted from the start where one of the others is', () => {
    expect(joinSignals([AbortSignal.abort('before')]).signal.reason).toBe('before');
  });

  it('are aborted when the time is up', async () => {
    const { signal } = joinSignals([], 10);
    await until(() => signal.aborted, 'the signal is aborted', 10_000);
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('stay as they are once they were released', () => {
    const parent = new AbortController();
    const { signal, release } = joinSignals([parent.signal], 1);
    release();
    parent.abort();
    expect(signal.aborted).toBe(false);
  });

  it('are let go of beside one that lives on, also where somebody still listens', () => {
    const parent = new AbortController();
    const before = queryObjects(AbortSignal, { format: 'count' });
    for (let i = 0; i < 500; i++) {
      const { signal, release } = joinSignals([parent.signal], 60_000);
      signal.addEventListener('abort', () => {});
      release();
    }
    expect(queryObjects(AbortSignal, { format: 'count' }) - before).toBeLessThan(50);
  });
});
