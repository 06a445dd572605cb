/** Where the engine's Redis comes from: a child of this program, or a server somebody else runs. */
import type { RedisEndpoint } from './store/redis-connection.ts';

export type RedisSourceState = {
  kind: 'starting' | 'ready' | 'degraded' | 'down';
  /** Why, in words, where it is not ready. */
  reason: string;
  since: number;
};

export interface RedisSource {
  isManaged: boolean;
  /** Resolves as soon as it is known where Redis answers, or will answer; rejects where it never can. */
  start(): Promise<{ url: string } | { endpoint: RedisEndpoint }>;
  state(): RedisSourceState;
  /** Twice is harmless. */
  stop(): Promise<void>;
}

/** A Redis that is there already. */
export const externalRedis = (url: string, now: () => number): RedisSource => {
  const since = now();
  return {
    isManaged: false,
    start: async () => ({ url }),
    state: () => ({ kind: 'ready', reason: '', since }),
    stop: async () => {},
  };
};
