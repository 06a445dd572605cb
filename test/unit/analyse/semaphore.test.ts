import { describe, expect, it } from 'vitest';
import { createSemaphore, QueueFullError } from '../../../src-main/engine/analyse/semaphore.ts';

describe('createSemaphore', () => {
  it('lets as many run as it has places, then one for each that ends', async () => {
    const semaphore = createSemaphore(2, 10);
    const first = await semaphore.acquire({ urgent: false });
    await semaphore.acquire({ urgent: false });
    const third = semaphore.acquire({ urgent: false });
    expect([semaphore.active, semaphore.waiting]).toEqual([2, 1]);
    first();
    first();
    await third;
    expect([semaphore.active, semaphore.waiting]).toEqual([2, 0]);
  });

  it('lets urgent ones go before those that came earlier', async () => {
    const semaphore = createSemaphore(1, 10);
    const release = await semaphore.acquire({ urgent: false });
    const order: string[] = [];
    const run = async (name: string, urgent: boolean): Promise<void> => {
      const done = await semaphore.acquire({ urgent });
      order.push(name);
      done();
    };
    const normal = run('normal', false);
    const urgent = run('urgent', true);
    release();
    await Promise.all([normal, urgent]);
    expect(order).toEqual(['urgent', 'normal']);
    expect(semaphore.active).toBe(0);
  });

  it('keeps a place for urgent ones that others never take, and lets urgent ones take the others too', async () => {
    const semaphore = createSemaphore(3, 10, 1);
    const normal = [await semaphore.acquire({ urgent: false }), await semaphore.acquire({ urgent: false })];
    let third = false;
    const waiting = semaphore.acquire({ urgent: false }).then((release) => {
      third = true;
      return release;
    });
    const urgent = await semaphore.acquire({ urgent: true });
    expect([semaphore.active, semaphore.waiting, third]).toEqual([3, 1, false]);
    // The place of the urgent one stays free although somebody waits.
    urgent();
    await Promise.resolve();
    expect([semaphore.active, semaphore.waiting, third]).toEqual([2, 1, false]);
    const again = [await semaphore.acquire({ urgent: true })];
    normal[0]?.();
    const release = await waiting;
    expect([semaphore.active, semaphore.waiting]).toEqual([3, 0]);
    release();
    again.push(await semaphore.acquire({ urgent: true }));
    normal[1]?.();
    again.push(await semaphore.acquire({ urgent: true }));
    expect(semaphore.active).toBe(3);
    for (const done of again) done();
    expect(semaphore.active).toBe(0);
  });

  it('refuses more waiting than it may hold', async () => {
    const semaphore = createSemaphore(1, 0);
    await semaphore.acquire({ urgent: false });
    await expect(semaphore.acquire({ urgent: true })).rejects.toThrow(QueueFullError);
  });

  it('forgets whoever gave up waiting', async () => {
    const semaphore = createSemaphore(1, 10);
    const release = await semaphore.acquire({ urgent: false });
    const abort = new AbortController();
    const waiting = semaphore.acquire({ urgent: false, signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    release();
    expect([semaphore.active, semaphore.waiting]).toEqual([0, 0]);
  });
});
