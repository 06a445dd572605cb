import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { LogEntry } from '../../src-shared/contract/logs.ts';
import { client } from '../transport/client.ts';
import { forgetUserWhenSignedOut } from './query-client.ts';

const kept = 5_000;
const firstWaitMs = 500;
const longestWaitMs = 10_000;

export interface LogTail {
  entries: readonly LogEntry[];
  /** Came while paused; shown when it goes on. */
  held: number;
  state: 'loading' | 'live' | 'reconnecting';
  error: unknown;
  clear: () => void;
}

/** The newest records and those to come, across lost connections; the newest 5,000 stay. */
export const useLogTail = (isPaused: boolean): LogTail => {
  const queries = useQueryClient();
  const all = useRef<LogEntry[]>([]);
  /** From before everything at first, so that nothing falls between asking for the list and following it. */
  const cursor = useRef('start.0');
  const isHolding = useRef(isPaused);
  const [shown, setShown] = useState<readonly LogEntry[]>([]);
  const [held, setHeld] = useState(0);
  const [state, setState] = useState<LogTail['state']>('loading');
  const [error, setError] = useState<unknown>(null);

  useEffect(() => {
    const leave = new AbortController();
    let isDrawDue = false;
    let newSince = 0;
    const draw = (): void => {
      if (isDrawDue) return;
      isDrawDue = true;
      // Many records at once are drawn at once.
      requestAnimationFrame(() => {
        isDrawDue = false;
        if (isHolding.current) setHeld(newSince);
        else {
          newSince = 0;
          setShown([...all.current]);
        }
      });
    };
    const take = (entries: readonly LogEntry[]): void => {
      all.current = [...all.current, ...entries].slice(-kept);
      cursor.current = entries.at(-1)?.cursor ?? cursor.current;
      newSince += entries.length;
      draw();
    };
    const follow = async (): Promise<void> => {
      const { items } = await client.logs.list({ after: cursor.current }, { signal: leave.signal });
      take(items);
      const entries = await client.logs.tail({ after: cursor.current }, { signal: leave.signal });
      setState('live');
      setError(null);
      for await (const entry of entries) take([entry]);
    };
    const run = async (): Promise<void> => {
      let waitMs = firstWaitMs;
      while (!leave.signal.aborted) {
        const startedAt = performance.now();
        await follow().catch((thrown: unknown) => {
          if (leave.signal.aborted) return;
          forgetUserWhenSignedOut(queries, thrown);
          setError(thrown);
        });
        if (leave.signal.aborted) return;
        setState('reconnecting');
        waitMs =
          performance.now() - startedAt > longestWaitMs ? firstWaitMs : Math.min(waitMs * 2, longestWaitMs);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    };
    void run();
    return () => leave.abort();
  }, [queries]);

  useEffect(() => {
    isHolding.current = isPaused;
    if (isPaused) return;
    setHeld(0);
    setShown([...all.current]);
  }, [isPaused]);

  return {
    entries: shown,
    held,
    state,
    error,
    clear() {
      all.current = [];
      setShown([]);
    },
  };
};
