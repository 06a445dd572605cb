import type { ResponseMode } from '../../../src-shared/contract/providers.ts';

/** A provider as the chain uses it: the stored record with its key opened. Never logged, never serialised. */
export interface ProviderRecord {
  id: string;
  name: string;
  baseUrl: string;
  model: string;
  apiKey: string | null;
  enabled: boolean;
  /** Bound of everything done at this provider for one alert: format ladder and repair included. */
  timeoutMs: number;
  concurrency: number;
  /** Mail may be sent to it unredacted. */
  local: boolean;
  /** Budgets over all nodes; 0 is none. */
  maxCallsPerMinute: number;
  maxCallsPerDay: number;
  maxTokensPerDay: number;
  /** 0 is asked first. */
  position: number;
  /** How it takes the answer's shape, as found earlier. */
  responseMode: ResponseMode | null;
}
