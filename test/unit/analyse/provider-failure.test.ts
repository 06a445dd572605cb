import { APIError } from 'openai';
import { describe, expect, it } from 'vitest';
import {
  cleaner,
  failureOf,
  remedyFor,
  remoteError,
} from '../../../src-main/engine/analyse/provider-failure.ts';

const now = Date.UTC(2026, 10, 22);
const apiError = (status: number, error: Record<string, unknown>, headers: Record<string, string> = {}) =>
  APIError.generate(status, { error }, undefined, new Headers(headers));
const plain = (text: string): string => text;

describe('remedyFor', () => {
  it.each([
    [400, 'This response_format type is unavailable now', 'format'],
    [422, 'response_format.type `json_schema` is unavailable now', 'format'],
    [400, "'response_format.type' : value is not one of the allowed values ['text','json_object']", 'format'],
    [400, 'failed to parse grammar', 'format'],
    [500, 'The model produced output that does not match the expected peg-native format', 'format-once'],
    [400, 'the request exceeds the available context size (4096 tokens), try increasing it', 'context'],
    [
      400,
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 (max_tokens 4096)",
      'context',
    ],
    [
      400,
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
    ],
    [400, "Unsupported value: 'temperature' does not support 0 with this model.", 'temperature'],
    [500, 'invalid think value: "none" (must be "high", "medium", "low")', 'reasoning_effort'],
    [401, 'Incorrect API key provided', null],
    [429, 'Rate limit reached', null],
    [500, 'upstream connect error', null],
  ])('of %i %s is %s', (status, message, remedy) => {
    const remote = remoteError(apiError(status, { message }), now);
    expect(remote === null ? 'no remote' : remedyFor(remote)).toBe(remedy);
  });
});

describe('failureOf', () => {
  it.each([
    [401, {}, {}, 'auth', false, undefined],
    [403, {}, {}, 'auth', false, undefined],
    [402, {}, {}, 'quota', false, undefined],
    [404, {}, {}, 'endpoint', false, undefined],
    [429, { code: 'insufficient_quota' }, { 'retry-after': '5' }, 'quota', false, undefined],
    [429, {}, {}, 'rate', true, undefined],
    [429, {}, { 'retry-after': '7' }, 'rate', true, 7_000],
    [429, {}, { 'retry-after-ms': '1500' }, 'rate', true, 1_500],
    [429, {}, { 'retry-after': new Date(now + 9_000).toUTCString() }, 'rate', true, 9_000],
    [429, {}, { 'retry-after': '999999999' }, 'rate', true, 3_600_000],
    [503, {}, {}, 'server', true, undefined],
    [504, {}, {}, 'timeout', true, undefined],
  ] as const)('of status %i %j %j is %s', (status, body, headers, code, retryable, retryAfterMs) => {
    const failure = failureOf(apiError(status, { message: 'words', ...body }, headers), now, plain);
    expect(failure).toEqual({
      kind: 'failed',
      code,
      retryable,
      reason: `${status} words`,
      ...(retryAfterMs && { retryAfterMs }),
    });
  });

  it('tells only the name of an error of our own', () => {
    expect(failureOf(new RangeError('mail text'), now, plain)).toMatchObject({
      code: 'internal',
      reason: 'RangeError',
    });
  });
});

describe('cleaner', () => {
  it('takes out keys and every stretch of the mail that an endpoint quotes back', () => {
    const clean = cleaner(
      's3cret-key',
      'Subject: The reactor on db01 is overheating\nbadly, call the operator',
    );
    const words = clean(
      'Bad key s3cret-key or sk-abcdef123456 in prompt "The reactor on db01 is overheating\\nbadly, call" at https://u:p@host/',
    );
    expect(words).not.toMatch(/s3cret|abcdef|reactor|overheating|u:p/);
    expect(words).toContain('Bad key [key]');
  });

  it('leaves ordinary words alone', () => {
    expect(cleaner(null, 'some mail')('model not found, try pulling it first')).toBe(
      'model not found, try pulling it first',
    );
  });
});
