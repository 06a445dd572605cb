import type { SendOutcome } from './channel.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { remoteWords } from './remote-words.ts';
import { retryAfterMs } from './retry-after.ts';

/** One provider's way of sending one SMS. */
export interface SmsRequest {
  url: string;
  method: 'GET' | 'POST' | 'PUT';
  headers: [string, string][];
  body: string | null;
  /** Values that must not be reported. */
  secrets: string[];
  /** What the provider's answer means. */
  judge(answer: HttpAnswer, nowMs: number): SendOutcome;
}

/** The answer came only in part: the status says that it was taken, the rest that would confirm it is missing. */
export const halfAnswer: SendOutcome = {
  kind: 'failed',
  retry: true,
  unclear: true,
  reason: 'the answer broke off',
};

/**
 * A refusal by status alone. 408, 425, 429 and 5xx ask for another try; after 504 the message may have gone out behind
 * the gateway.
 */
export const refusedByStatus = (
  answer: HttpAnswer,
  said: string,
  secrets: readonly string[],
  nowMs: number,
): SendOutcome => {
  const { status } = answer;
  const wait = retryAfterMs(answer.headers.get('retry-after'), nowMs);
  return {
    kind: 'failed',
    retry: status >= 500 || status === 408 || status === 425 || status === 429,
    reason: remoteWords(said, secrets),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(status === 504 ? { unclear: true } : {}),
  };
};
