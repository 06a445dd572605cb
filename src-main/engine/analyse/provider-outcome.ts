import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import type { ResponseMode } from '../../../src-shared/contract/providers.ts';

/** Why a provider gave no analysis. */
export type FailureCode =
  | 'timeout'
  | 'network'
  | 'auth'
  | 'quota'
  | 'rate'
  | 'server'
  | 'endpoint'
  | 'context'
  | 'refused'
  | 'bad-answer'
  | 'busy'
  | 'budget'
  | 'circuit-open'
  | 'aborted'
  | 'internal';

export interface TokenCount {
  prompt: number;
  completion: number;
}

export type ProviderOutcome =
  | {
      kind: 'analysis';
      analysis: Analysis;
      mode: ResponseMode;
      latencyMs: number;
      tokens: TokenCount | null;
      /** The model's own words, bounded. Holds what the mail holds: for the provider's test, never for a log. */
      answer: string;
    }
  | ProviderFailure;

export interface ProviderFailure {
  kind: 'failed';
  /** True: the same provider may do better later. */
  retryable: boolean;
  code: FailureCode;
  /** The remote's words, bounded, without secrets and without the mail's text. */
  reason: string;
  /** The remote asked to wait this long. */
  retryAfterMs?: number;
}
