import { ORPCError } from '@orpc/client';
import { describe, expect, it, vi } from 'vitest';
import { createLiveEvents } from '../../../src-renderer/transport/live-events.ts';
import type { LiveEvent } from '../../../src-shared/contract/operations.ts';

/** Against hanging only. */
const patiently = { timeout: 20_000 };

const event = (cursor: string): LiveEvent => ({
  cursor,
  type: 'ledger',
  alertId: null,
  item: null,
  detail: {},
});

/** A stream that gives these events and then ends, fails, or stays open until it is left. */
async function* stream(
  cursors: string[],
  then: 'end' | 'stay' | Error,
  signal?: AbortSignal,
): AsyncGenerator<LiveEvent> {
  for (const cursor of cursors) yield event(cursor);
  if (then instanceof Error) throw then;
  if (then === 'stay') await new Promise<void>((left) => signal?.addEventListener('abort', () => left()));
}

const follow = (
  open: (after: string | undefined, signal: AbortSignal) => Promise<AsyncIterable<LiveEvent>>,
) => {
  const seen: string[] = [];
  const connected: boolean[] = [];
  const onUnauthenticated = vi.fn();
  const events = createLiveEvents({
    open,
    onEvent: ({ cursor }) => seen.push(cursor),
    onConnected: (isAgain) => connected.push(isAgain),
    onUnauthenticated,
  });
  return { events, seen, connected, onUnauthenticated };
};

describe('live events', () => {
  it('go on from the last cursor after the connection was lost', async () => {
    const asked: (string | undefined)[] = [];
    const { events, seen, connected } = follow(async (after, signal) => {
      asked.push(after);
      return asked.length === 1 ? stream(['1', '2'], new TypeError('cut')) : stream(['3'], 'stay', signal);
    });
    events.start();
    await vi.waitFor(() => expect(seen).toEqual(['1', '2']), patiently);
    await vi.waitFor(() => expect(events.state().kind).toBe('reconnecting'), patiently);
    events.retryNow();
    await vi.waitFor(() => expect(seen).toEqual(['1', '2', '3']), patiently);
    expect(asked).toEqual([undefined, '2']);
    expect(connected).toEqual([false, true]);
    expect(events.state().kind).toBe('connected');
    events.stop();
  });

  it('keep the moment the connection was lost over several tries', async () => {
    let tries = 0;
    const { events } = follow(async () => {
      if (++tries === 1) return stream([], 'end');
      throw new TypeError('no route');
    });
    events.start();
    await vi.waitFor(() => expect(events.state().kind).toBe('reconnecting'), patiently);
    const { since } = events.state();
    events.retryNow();
    await vi.waitFor(() => expect(tries).toBe(2), patiently);
    events.retryNow();
    await vi.waitFor(() => expect(tries).toBe(3), patiently);
    expect(events.state()).toEqual({ kind: 'reconnecting', since });
    events.stop();
  });

  it('say when nobody is signed in any more', async () => {
    const { events, onUnauthenticated } = follow(async () => {
      throw new ORPCError('unauthenticated', { status: 401 });
    });
    events.start();
    await vi.waitFor(() => expect(onUnauthenticated).toHaveBeenCalled(), patiently);
    events.stop();
  });

  it('begin anew where the server does not know the cursor any more', async () => {
    const asked: (string | undefined)[] = [];
    const { events } = follow(async (after, signal) => {
      asked.push(after);
      if (asked.length === 1) return stream(['old'], 'end');
      if (asked.length === 2) throw new ORPCError('invalid_input', { status: 400 });
      return stream([], 'stay', signal);
    });
    events.start();
    await vi.waitFor(() => expect(asked).toHaveLength(1), patiently);
    for (const count of [2, 3]) {
      await vi.waitFor(() => expect(events.state().kind).toBe('reconnecting'), patiently);
      events.retryNow();
      await vi.waitFor(() => expect(asked).toHaveLength(count), patiently);
    }
    expect(asked).toEqual([undefined, 'old', undefined]);
    events.stop();
  });

  it('stop twice without harm and ask no more', async () => {
    const open = vi.fn(async (_after: string | undefined, signal: AbortSignal) => stream([], 'stay', signal));
    const { events } = follow(open);
    events.start();
    await vi.waitFor(() => expect(events.state().kind).toBe('connected'), patiently);
    events.stop();
    events.stop();
    expect(events.state().kind).toBe('off');
    expect(open).toHaveBeenCalledTimes(1);
  });
});
