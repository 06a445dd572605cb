/**
 * One HTTP request to a remote end and what became of it, for all channels that speak HTTP. Network errors come back
 * as outcomes; the one thing that matters about them is whether the request may have been processed.
 */
import type { Egress, EgressOptions } from '../egress.ts';
import { EgressError } from '../egress-error.ts';
import { AppError } from '../errors.ts';
import type { SendOutcome } from './channel.ts';
import { remoteWords } from './remote-words.ts';

type Failed = Extract<SendOutcome, { kind: 'failed' }>;

export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** At most 64 KiB of it. */
  body: string;
  /** False: the connection broke, or the time ran out, while the body came in. The status still holds. */
  isComplete: boolean;
}

export type Exchange = { kind: 'answered'; answer: HttpAnswer } | { kind: 'failed'; outcome: Failed };

export interface ExchangeRequest {
  url: string;
  init: RequestInit;
  signal: AbortSignal;
  /** Removed from whatever is reported. */
  secrets: readonly string[];
  options?: EgressOptions;
}

export const maxAnswerBytes = 65_536;
const defaults: EgressOptions = {
  timeoutMs: 15_000,
  connectTimeoutMs: 5_000,
  maxResponseBytes: maxAnswerBytes,
};

/** `EgressError` knows whether the request left, and names no more than host and port. */
const networkFailure = (error: unknown, secrets: readonly string[]): Failed => {
  if (error instanceof AppError) {
    return { kind: 'failed', retry: error.retry, reason: remoteWords(error.message, secrets) };
  }
  if (error instanceof EgressError) {
    const failure: Failed = { kind: 'failed', retry: true, reason: remoteWords(error.message, secrets) };
    return error.requestLeft ? { ...failure, unclear: true } : failure;
  }
  throw error;
};

/** Null when a configured value holds what no header may hold. */
const toHeaders = (init: RequestInit): Headers | null => {
  try {
    return new Headers(init.headers);
  } catch {
    // The error would quote the value.
    return null;
  }
};

/** Reads at most `maxAnswerBytes`; the rest is not waited for. */
const readBody = async (response: Response): Promise<{ body: string; isComplete: boolean }> => {
  if (response.body === null) return { body: '', isComplete: true };
  const chunks: Uint8Array[] = [];
  let size = 0;
  const text = () => Buffer.concat(chunks).subarray(0, maxAnswerBytes).toString('utf8');
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size >= maxAnswerBytes) break;
    }
    return { body: text(), isComplete: true };
  } catch {
    // The answer's head is known, and it decides; a caller that needs the body looks at isComplete.
    return { body: text(), isComplete: false };
  }
};

/** Never throws for what the network or the remote does. Redirects come back as their 3xx. */
export const exchange = async (egress: Egress, request: ExchangeRequest): Promise<Exchange> => {
  const failed = (outcome: Failed): Exchange => ({ kind: 'failed', outcome });
  if (request.signal.aborted) {
    return failed({ kind: 'failed', retry: true, reason: 'stopped before it was sent' });
  }
  const headers = toHeaders(request.init);
  if (headers === null) {
    return failed({
      kind: 'failed',
      retry: false,
      reason: 'a configured header holds characters HTTP does not allow',
    });
  }
  try {
    const init = { ...request.init, headers, signal: request.signal };
    const response = await egress.fetch(request.url, init, { ...defaults, ...request.options });
    const read = await readBody(response);
    return { kind: 'answered', answer: { status: response.status, headers: response.headers, ...read } };
  } catch (error) {
    return failed(networkFailure(error, request.secrets));
  }
};

/** The body as a JSON object, or null. */
export const jsonObject = (body: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : null;
  } catch {
    return null;
  }
};
