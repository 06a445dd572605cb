import { useEffect, useRef, useState } from 'react';
import type { ProviderEvaluation } from '../../src-shared/contract/providers.ts';
import { client } from '../transport/client.ts';

export interface Scoring {
  state: 'idle' | 'running' | 'done' | 'failed';
  /** The newest word of it. */
  evaluation: ProviderEvaluation | null;
  error: unknown;
  run: () => void;
  /** Calls it off; the provider is asked no further. */
  stop: () => void;
}

/** Scores a provider on the sample mails; leaving the page calls it off. */
export const useProviderScore = (id: string): Scoring => {
  const [state, setState] = useState<Scoring['state']>('idle');
  const [evaluation, setEvaluation] = useState<ProviderEvaluation | null>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const run = async (): Promise<void> => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setState('running');
    setEvaluation(null);
    try {
      for await (const word of await client.providers.evaluate({ id }, { signal: own.signal })) {
        setEvaluation(word);
      }
      if (!own.signal.aborted) setState('done');
    } catch (cause) {
      if (own.signal.aborted) return;
      setError(cause);
      setState('failed');
    }
  };
  const stop = (): void => {
    running.current?.abort();
    setEvaluation(null);
    setState('idle');
  };
  return { state, evaluation, error, run: () => void run(), stop };
};
