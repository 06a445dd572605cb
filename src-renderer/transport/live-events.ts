import type { LiveEvent } from '../../src-shared/contract/operations.ts';
import { toApiError } from './api-error.ts';

/** `since`: epoch ms. `reconnecting` keeps the moment the connection was lost over all tries. */
export type ConnectionState =
  | { kind: 'connecting'; since: number }
  | { kind: 'connected'; since: number }
  | { kind: 'reconnecting'; since: number }
  | { kind: 'off'; since: number };

interface LiveEventsDeps {
  /** Opens the stream; resolves once the server answered. */
  open(after: string | undefined, signal: AbortSignal): Promise<AsyncIterable<LiveEvent>>;
  onEvent(event: LiveEvent): void;
  /** `isAgain`: after a gap. Events since the last cursor follow by themselves; older ones may be gone. */
  onConnected(isAgain: boolean): void;
  onUnauthenticated(): void;
  now?(): number;
}

export interface LiveEvents {
  state(): ConnectionState;
  subscribe(listener: () => void): () => void;
  /** Harmless when running. */
  start(): void;
  /** Harmless when stopped. */
  stop(): void;
  /** Does not wait for the next try. */
  retryNow(): void;
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;

/** Follows the engine's events for as long as it is started, across lost connections, from the last cursor on. */
export const createLiveEvents = (deps: LiveEventsDeps): LiveEvents => {
  const now = deps.now ?? Date.now;
  const listeners = new Set<() => void>();
  let state: ConnectionState = { kind: 'off', since: now() };
  let running: AbortController | null = null;
  let wake = (): void => {};
  let cursor: string | undefined;

  const become = (kind: ConnectionState['kind']): void => {
    if (state.kind === kind) return;
    state = { kind, since: now() };
    for (const listener of listeners) listener();
  };

  const follow = async (signal: AbortSignal): Promise<void> => {
    const isAgain = state.kind === 'reconnecting';
    const events = await deps.open(cursor, signal);
    become('connected');
    deps.onConnected(isAgain);
    for await (const event of events) {
      if (signal.aborted) return;
      cursor = event.cursor;
      deps.onEvent(event);
    }
  };

  const rest = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => wake(), ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', () => wake(), { once: true });
    });

  const run = async (signal: AbortSignal): Promise<void> => {
    let tries = 0;
    become('connecting');
    while (!signal.aborted) {
      try {
        await follow(signal);
        tries = 0;
      } catch (error) {
        if (signal.aborted) return;
        const { code } = toApiError(error);
        if (code === 'unauthenticated') deps.onUnauthenticated();
        // A cursor the server does not know any more: from now on.
        if (code === 'invalid_input') cursor = undefined;
      }
      if (signal.aborted) return;
      if (state.kind === 'connected') tries = 0;
      become('reconnecting');
      const waitMs = Math.min(firstWaitMs * 2 ** tries++, longestWaitMs);
      await rest(waitMs * (0.75 + Math.random() / 2), signal);
    }
  };

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      if (running !== null) return;
      running = new AbortController();
      void run(running.signal);
    },
    stop() {
      running?.abort();
      running = null;
      cursor = undefined;
      become('off');
    },
    retryNow: () => wake(),
  };
};
