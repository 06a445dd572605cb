/**
 * What went wrong at a provider, from what its client threw: one table of meanings, and the remote's words made fit
 * for logs. Also says where another form of the request can help.
 */
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { EgressError, type EgressFailure } from '../egress-error.ts';
import { AppError } from '../errors.ts';
import { AnswerTooLargeError } from './bounded-fetch.ts';
import type { FailureCode, ProviderFailure } from './provider-outcome.ts';

const maxReasonChars = 300;
const maxRetryAfterMs = 3_600_000;

/** What may be told of an error: status and the words and names that the remote gave. */
export interface RemoteError {
  status: number;
  message: string;
  type: string;
  code: string;
  /** Tokens the model takes and tokens that were sent, where the remote says so. */
  contextTokens: number | null;
  promptTokens: number | null;
  retryAfterMs: number | undefined;
}

/** The remote's answer behind an error, or null where there was none (connection, time-out, own doing). */
export const remoteError = (error: unknown, now: number): RemoteError | null => {
  if (!(error instanceof APIError) || typeof error.status !== 'number') return null;
  const body: Record<string, unknown> = isRecord(error.error) ? error.error : {};
  return {
    status: error.status,
    message: error.message.slice(0, 4000),
    type: String(error.type ?? body.type ?? ''),
    code: String(error.code ?? body.code ?? ''),
    contextTokens: positive(body.n_ctx),
    promptTokens: positive(body.n_prompt_tokens),
    retryAfterMs: error.headers instanceof Headers ? retryAfter(error.headers, now) : undefined,
  };
};

/** Another form of the request that may be taken: a lower response mode, a shorter mail, or without a parameter. */
export type Remedy = 'context' | 'format' | 'format-once' | 'max_tokens' | 'temperature' | 'reasoning_effort';

const formatRefusal = [400, 404, 415, 422, 500, 501];
const parameterRefusal = [400, 422, 500];

/** In this order; the first that fits is it. */
const remedies: readonly { remedy: Remedy; statuses: readonly number[]; words: RegExp }[] = [
  {
    remedy: 'context',
    statuses: [400, 413, 422, 500],
    words:
      /exceed_context_size|context_length_exceeded|(?:maximum|exceeds?|available|model'?s?) (?:the )?(?:available )?context|context (?:length|size|window)|too many tokens|prompt is too long/i,
  },
  { remedy: 'reasoning_effort', statuses: parameterRefusal, words: /reasoning_?effort|think(?:ing)?\b/i },
  { remedy: 'max_tokens', statuses: parameterRefusal, words: /max_(?:completion_)?tokens/i },
  { remedy: 'temperature', statuses: parameterRefusal, words: /temperature/i },
  // llama-server: an answer cut by max_tokens under a grammar is a 500 of these words; the format itself is taken.
  { remedy: 'format-once', statuses: [500], words: /peg-native|does not match the expected/i },
  {
    remedy: 'format',
    statuses: formatRefusal,
    words:
      /response_?format|json_?schema|json_?object|json mode|structured[ _]outputs?|grammar|guided|\bschema\b/i,
  },
];

/** What may be changed about the request after this refusal, or null. */
export const remedyFor = (error: RemoteError): Remedy | null => {
  const words = `${error.message} ${error.type} ${error.code}`;
  return (
    remedies.find((entry) => entry.statuses.includes(error.status) && entry.words.test(words))?.remedy ?? null
  );
};

const byStatus: readonly { statuses: (status: number) => boolean; code: FailureCode; retryable: boolean }[] =
  [
    { statuses: (status) => status === 401 || status === 403, code: 'auth', retryable: false },
    { statuses: (status) => status === 402, code: 'quota', retryable: false },
    { statuses: (status) => status === 408 || status === 504, code: 'timeout', retryable: true },
    { statuses: (status) => status === 429, code: 'rate', retryable: true },
    { statuses: (status) => status >= 500, code: 'server', retryable: true },
    { statuses: () => true, code: 'endpoint', retryable: false },
  ];

/** The failure to report for an error. `clean` takes secrets and mail text out of the remote's words. */
export const failureOf = (error: unknown, now: number, clean: (text: string) => string): ProviderFailure => {
  const remote = remoteError(error, now);
  if (remote === null) return localFailure(error, clean);
  const reason = reasonOf(remote.message, clean);
  if (
    remote.status === 429 &&
    /insufficient_quota|billing/i.test(`${remote.code} ${remote.type} ${remote.message}`)
  ) {
    return { kind: 'failed', retryable: false, code: 'quota', reason };
  }
  if (remedyFor(remote) === 'context') return { kind: 'failed', retryable: false, code: 'context', reason };
  const row = byStatus.find((entry) => entry.statuses(remote.status));
  return {
    kind: 'failed',
    retryable: row?.retryable ?? false,
    code: row?.code ?? 'endpoint',
    reason,
    ...(remote.retryAfterMs === undefined ? {} : { retryAfterMs: remote.retryAfterMs }),
  };
};

const localFailure = (error: unknown, clean: (text: string) => string): ProviderFailure => {
  if (error instanceof APIUserAbortError) return failed('aborted', true, 'the analysis was called off');
  const causes = causesOf(error);
  const own = causes.find((cause) => cause instanceof AppError || cause instanceof AnswerTooLargeError);
  if (own instanceof AppError) return failed('endpoint', false, reasonOf(own.message, clean));
  if (own !== undefined) return failed('bad-answer', true, own.message);
  const exchange = causes.find((cause) => cause instanceof EgressError);
  if (exchange !== undefined) {
    const code = codeOfExchange[exchange.failure] ?? 'network';
    if (code === 'timeout') return failed('timeout', true, noAnswerInTime);
    return failed(code, true, reasonOf(`${exchange.message} (${exchange.code})`, clean));
  }
  const cause = causes.at(-1);
  if (error instanceof APIConnectionTimeoutError) return failed('timeout', true, noAnswerInTime);
  if (error instanceof APIConnectionError) {
    const code = isRecord(cause) && typeof cause.code === 'string' ? cause.code : '';
    return failed('network', true, reasonOf(`${code} ${cause instanceof Error ? cause.message : ''}`, clean));
  }
  if (error instanceof SyntaxError)
    return failed('bad-answer', true, 'the endpoint answered with broken JSON');
  return failed('internal', true, error instanceof Error ? error.name : 'unknown error');
};

const failed = (code: FailureCode, retryable: boolean, reason: string): ProviderFailure => ({
  kind: 'failed',
  retryable,
  code,
  reason,
});

const noAnswerInTime = 'no answer within the time-out';

const codeOfExchange: Partial<Record<EgressFailure, FailureCode>> = {
  timeout: 'timeout',
  // The caller's own abort is told apart before: this is the client's time-out.
  aborted: 'timeout',
  answer_too_large: 'bad-answer',
};

/** The error and what lies behind it, outermost first. */
const causesOf = (error: unknown): Error[] => {
  const causes: Error[] = [];
  for (let at = error; at instanceof Error && causes.length < 8; at = at.cause) causes.push(at);
  return causes;
};

const reasonOf = (text: string, clean: (text: string) => string): string => {
  const line = clean(text)
    .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
    .trim();
  return line.slice(0, maxReasonChars) || 'no words given';
};

/** Retry-After of RFC 9110 section 10.2.3 (seconds or a date), or OpenAI's retry-after-ms; bounded. */
const retryAfter = (headers: Headers, now: number): number | undefined => {
  const inMs = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(inMs)) return bounded(inMs);
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now;
  return Number.isFinite(waitMs) ? bounded(waitMs) : undefined;
};

const bounded = (waitMs: number): number => Math.round(Math.min(maxRetryAfterMs, Math.max(0, waitMs)));

const positive = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const echoChars = 20;

/**
 * Takes out of a remote's words the key, anything that looks like one, and every stretch of 20 characters or more
 * that stands in what was sent: endpoints quote requests in their errors.
 */
export const cleaner =
  (apiKey: string | null, sent: string) =>
  (text: string): string => {
    let words = text.slice(0, 4000);
    if (apiKey !== null && apiKey.length >= 4) words = words.replaceAll(apiKey, '[key]');
    words = words
      .replace(/\b(?:sk|pk|key|gsk|xai|AIza)[-_][\w*.-]{6,}/gi, '[key]')
      .replace(/\bBearer\s+\S+/gi, 'Bearer [key]')
      .replace(/\/\/[^/\s@]*@/g, '//[key]@');
    return withoutEchoes(words, sent.replace(/\s+/g, ' '));
  };

const withoutEchoes = (words: string, sent: string): string => {
  const text = words.replace(/\\[nrt]/g, ' ').replace(/\s+/g, ' ');
  let kept = '';
  let at = 0;
  while (at < text.length) {
    if (at + echoChars > text.length || !sent.includes(text.slice(at, at + echoChars))) {
      kept += text[at];
      at += 1;
      continue;
    }
    let end = at + echoChars;
    while (end < text.length && sent.includes(text.slice(end - echoChars + 1, end + 1))) end += 1;
    kept += '[mail]';
    at = end;
  }
  return kept;
};
