/**
 * Kavenegar's sms/send (https://kavenegar.com/rest.html). The API key is a part of the URL, so the URL is never reported.
 */
import type { SmsConfig } from '../../../src-shared/contract/channels.ts';
import type { SendOutcome } from './channel.ts';
import { type HttpAnswer, jsonObject } from './http-exchange.ts';
import { remoteWords } from './remote-words.ts';
import { halfAnswer, refusedByStatus, type SmsRequest } from './sms-request.ts';

type KavenegarConfig = Extract<SmsConfig, { provider: 'kavenegar' }>;

const defaultBaseUrl = 'https://api.kavenegar.com';

/** Codes in `return.status` after which another try can help; the reply itself means that nothing was sent. */
const retriedCodes = new Map([
  [402, 'operation failed'],
  [409, 'server busy'],
  [429, 'too many requests'],
  [451, 'too many requests from this address'],
]);

const refusals = new Map([
  [400, 'parameters incomplete'],
  [401, 'account is off'],
  [403, 'API key refused'],
  [406, 'a required parameter is empty'],
  [407, 'this IP address is not allowed'],
  [411, 'receptor is not a valid number'],
  [412, 'sender line is not valid'],
  [413, 'message is empty or too long'],
  [414, 'too many recipients'],
  [416, 'IP address does not match'],
  [418, 'NO CREDIT LEFT: charge the account'],
  [422, 'message holds characters that are not allowed'],
  [426, 'not in the plan of this account'],
  [430, 'identity of the account is not confirmed'],
]);

/** Delivery states of an entry that say at once that it will not arrive; the first two may do next time. */
const failedEntries = new Map([
  [6, { retry: true, words: 'could not be sent' }],
  [11, { retry: true, words: 'did not reach the recipient' }],
  [13, { retry: false, words: 'cancelled' }],
  [14, { retry: false, words: 'the recipient blocks messages from this line' }],
]);

/** Iranian numbers as they are dialled inside, others with 00; what has no country code stays. */
export const kavenegarPhone = (phone: string): string => {
  if (/^(\+|00)98/.test(phone)) return phone.replace(/^(\+|00)98/, '0');
  return phone.replace(/^\+/, '00');
};

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

const judgeEntry = (entry: Record<string, unknown>, said: string, secrets: string[]): SendOutcome => {
  const failure = failedEntries.get(Number(entry.status));
  if (failure !== undefined) {
    return {
      kind: 'failed',
      retry: failure.retry,
      reason: remoteWords(`${failure.words}: ${said}`, secrets),
    };
  }
  const id = entry.messageid;
  const remoteId = typeof id === 'number' || typeof id === 'string' ? String(id) : null;
  return { kind: 'sent', remoteId, answer: remoteWords(said, secrets) };
};

const judge = (answer: HttpAnswer, secrets: string[], nowMs: number): SendOutcome => {
  const reply = jsonObject(answer.body);
  const result = object(reply?.return);
  const code = Number(result.status);
  if (!Number.isInteger(code)) {
    if (answer.status >= 200 && answer.status < 300 && !answer.isComplete) return halfAnswer;
    const outcome = refusedByStatus(
      answer,
      `HTTP ${answer.status} without a Kavenegar reply`,
      secrets,
      nowMs,
    );
    // A 200 that is not Kavenegar's (a proxy's page) says nothing about the account: try again.
    return outcome.kind === 'failed' && answer.status < 300 ? { ...outcome, retry: true } : outcome;
  }
  const said = `${code} ${String(result.message ?? '')}`;
  if (code === 200) {
    const entries = Array.isArray(reply?.entries) ? reply.entries : [];
    const entry = object(entries[0]);
    return judgeEntry(entry, `${said} ${String(entry.statustext ?? '')}`, secrets);
  }
  const meaning = retriedCodes.get(code) ?? refusals.get(code);
  const reason = meaning === undefined ? said : `${said} (${meaning})`;
  const refused = refusedByStatus({ ...answer, status: code }, reason, secrets, nowMs);
  return retriedCodes.has(code) && refused.kind === 'failed' ? { ...refused, retry: true } : refused;
};

export const kavenegarRequest = (config: KavenegarConfig, phone: string, text: string): SmsRequest => {
  const base = (config.apiBaseUrl ?? defaultBaseUrl).replace(/\/+$/, '');
  const form = new URLSearchParams({ receptor: kavenegarPhone(phone), message: text });
  if (config.sender !== undefined && config.sender !== '') form.set('sender', config.sender);
  const secrets = [config.apiKey];
  return {
    url: `${base}/v1/${encodeURIComponent(config.apiKey)}/sms/send.json`,
    method: 'POST',
    headers: [
      ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
      ['accept', 'application/json'],
    ],
    body: form.toString(),
    secrets,
    judge: (answer, nowMs) => judge(answer, secrets, nowMs),
  };
};
