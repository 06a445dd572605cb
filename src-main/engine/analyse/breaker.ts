import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  DelegateBackoff,
  handleWhenResult,
  type IBreaker,
} from 'cockatiel';
import type { FailureCode, ProviderFailure, ProviderOutcome } from './provider-outcome.ts';

export interface BreakerOptions {
  /** Failures in a row that open it. */
  failures: number;
  /** How long it stays open before one call is let through to see. */
  openMs: number;
  /** The same after a refusal that only a person can lift (key, quota). */
  openAfterRefusalMs: number;
}

export const breakerDefaults: BreakerOptions = { failures: 5, openMs: 30_000, openAfterRefusalMs: 300_000 };

/** These speak of one mail, not of the provider's health. */
const innocent: readonly FailureCode[] = ['context', 'refused', 'budget'];
const opensAtOnce = (failure: ProviderFailure): boolean =>
  failure.code === 'auth' || failure.code === 'quota' || failure.retryAfterMs !== undefined;

export interface ProviderBreaker {
  /** Runs the call, or answers null where the breaker is open or already trying whether the provider is back. */
  run(call: () => Promise<ProviderOutcome>): Promise<ProviderOutcome | null>;
  readonly state: 'closed' | 'open' | 'half-open';
}

/** Keeps callers from waiting for a provider that is known to be away; Retry-After is honoured. */
export const createBreaker = (options: BreakerOptions): ProviderBreaker => {
  let last: ProviderFailure | null = null;
  const openFor = (): number => {
    if (last?.retryAfterMs !== undefined) return Math.max(last.retryAfterMs, options.openMs);
    return last?.code === 'auth' || last?.code === 'quota' ? options.openAfterRefusalMs : options.openMs;
  };
  const isFailure = (result: unknown): boolean => {
    const outcome = result as ProviderOutcome;
    if (outcome.kind !== 'failed' || innocent.includes(outcome.code)) return false;
    last = outcome;
    return true;
  };
  const policy = circuitBreaker(handleWhenResult(isFailure), {
    breaker: countingBreaker(options.failures, () => last),
    halfOpenAfter: new DelegateBackoff(openFor),
  });
  return {
    run: async (call) => {
      // While one call probes, cockatiel lets the others wait for it; they go to the next provider instead.
      if (policy.state === CircuitState.HalfOpen) return null;
      try {
        return await policy.execute(call);
      } catch (error) {
        if (error instanceof BrokenCircuitError) return null;
        throw error;
      }
    },
    get state() {
      if (policy.state === CircuitState.Closed) return 'closed';
      return policy.state === CircuitState.HalfOpen ? 'half-open' : 'open';
    },
  };
};

/** Opens after `limit` failures in a row, or at once after one that says to stay away. */
const countingBreaker = (limit: number, lastFailure: () => ProviderFailure | null): IBreaker => {
  let inARow = 0;
  return {
    state: undefined,
    success: () => {
      inARow = 0;
    },
    failure: () => {
      inARow += 1;
      const failure = lastFailure();
      return inARow >= limit || (failure !== null && opensAtOnce(failure));
    },
  };
};
