/**
 * Any SMS gateway with an HTTP interface, by templates.
 */
import { fillSmsTemplates, formatPhone, type HttpSmsConfig } from '../../../src-shared/sms-template.ts';
import type { SendOutcome } from './channel.ts';
import { type HttpAnswer, jsonObject } from './http-exchange.ts';
import { remoteWords } from './remote-words.ts';
import { halfAnswer, refusedByStatus, type SmsRequest } from './sms-request.ts';

/** Headers that the request itself decides. The contract refuses them; an older configuration may still name one. */
const ownHeaders = /^(content-length|content-type|host|connection|transfer-encoding)$/i;

/** The value at a dotted path, as text; array places are numbers: `entries.0.status`. */
const valueAt = (body: string, path: string): string | null => {
  let at: unknown = jsonObject(body);
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return null;
    at = Object.entries(at).find(([key]) => key === step)?.[1];
  }
  return at === null || at === undefined || typeof at === 'object' ? null : String(at);
};

const isSuccess = (success: HttpSmsConfig['success'], body: string): boolean => {
  if (success?.contains !== undefined && !body.includes(success.contains)) return false;
  if (success?.jsonPath === undefined) return true;
  const value = valueAt(body, success.jsonPath);
  return success.equals === undefined ? value !== null : value === success.equals;
};

const judge = (answer: HttpAnswer, config: HttpSmsConfig, secrets: string[], nowMs: number): SendOutcome => {
  const said = remoteWords(`HTTP ${answer.status} ${answer.body}`, secrets);
  if (answer.status >= 300 && answer.status < 400) {
    return {
      kind: 'failed',
      retry: false,
      reason: `HTTP ${answer.status}: redirects are not followed; set the final URL`,
    };
  }
  if (answer.status >= 400) return refusedByStatus(answer, said, secrets, nowMs);
  if (isSuccess(config.success, answer.body)) return { kind: 'sent', remoteId: null, answer: said };
  if (!answer.isComplete) return halfAnswer;
  // Gateways that answer 200 to everything do so to passing troubles too.
  return {
    kind: 'failed',
    retry: true,
    reason: remoteWords(`the success test does not hold: ${said}`, secrets),
  };
};

/** Null when the template does not give a URL. */
export const httpSmsRequest = (config: HttpSmsConfig, phone: string, text: string): SmsRequest | null => {
  const values = {
    phone: formatPhone(phone, config.phoneFormat),
    text: text.toWellFormed(),
    apiKey: config.apiKey ?? '',
  };
  const { url, body } = fillSmsTemplates(config, values);
  if (!URL.canParse(url)) return null;
  const headers: [string, string][] = [
    ...Object.entries(config.headers ?? {}).filter(([name]) => !ownHeaders.test(name)),
    ...(body !== null
      ? [['content-type', `${config.contentType}; charset=utf-8`] satisfies [string, string]]
      : []),
  ];
  const secrets = [
    values.apiKey,
    ...Object.values(config.headers ?? {}).flatMap((value) => [value, ...value.split(/[\s,;]+/)]),
  ];
  return {
    url,
    method: config.method,
    headers,
    body,
    secrets,
    judge: (answer, nowMs) => judge(answer, config, secrets, nowMs),
  };
};
