/**
 * Any SMS gateway with an HTTP interface, by templates. Values are encoded for the place where they are put, in one
 * pass, so that `{apiKey}` written in a mail stays text.
 */
import type { SmsConfig } from '../../../src-shared/contract/channels.ts';
import type { SendOutcome } from './channel.ts';
import { type HttpAnswer, jsonObject } from './http-exchange.ts';
import { remoteWords } from './remote-words.ts';
import { halfAnswer, refusedByStatus, type SmsRequest } from './sms-request.ts';

type HttpSmsConfig = Extract<SmsConfig, { provider: 'http' }>;
type Values = { phone: string; text: string; apiKey: string };

const encoders = {
  'application/json': (value: string) => JSON.stringify(value).slice(1, -1),
  'application/x-www-form-urlencoded': (value: string) =>
    new URLSearchParams([['', value]]).toString().slice(1),
  'text/plain': (value: string) => value,
} as const satisfies Record<HttpSmsConfig['contentType'], (value: string) => string>;

/** Headers that the request itself decides. */
const ownHeaders = /^(content-length|content-type|host|connection|transfer-encoding)$/i;

/** Bodies where the configuration has none. */
const defaultBodies = {
  'application/json': '{"phone":"{phone}","text":"{text}"}',
  'application/x-www-form-urlencoded': 'phone={phone}&text={text}',
  'text/plain': '{text}',
} as const satisfies Record<HttpSmsConfig['contentType'], string>;

const fill = (template: string, values: Values, encode: (value: string) => string): string =>
  template.replace(/\{(phone|text|apiKey)\}/g, (_, name: keyof Values) => encode(values[name]));

/** `local` is the form dialled inside Iran; numbers of other countries keep their country code. */
export const formatPhone = (phone: string, format: HttpSmsConfig['phoneFormat']): string => {
  const international = phone.replace(/^00/, '+');
  switch (format) {
    case 'e164':
      return international;
    case 'digits':
      return international.replace(/^\+/, '');
    case 'local':
      return international.replace(/^\+98/, '0').replace(/^\+/, '');
    default:
      return format satisfies never;
  }
};

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
  const url = fill(config.url, values, encodeURIComponent);
  if (!URL.canParse(url)) return null;
  const hasBody = config.method !== 'GET';
  const headers: [string, string][] = [
    ...Object.entries(config.headers ?? {}).filter(([name]) => !ownHeaders.test(name)),
    ...(hasBody ? [['content-type', `${config.contentType}; charset=utf-8`] satisfies [string, string]] : []),
  ];
  const body = fill(config.body ?? defaultBodies[config.contentType], values, encoders[config.contentType]);
  const secrets = [
    values.apiKey,
    ...Object.values(config.headers ?? {}).flatMap((value) => [value, ...value.split(/[\s,;]+/)]),
  ];
  return {
    url,
    method: config.method,
    headers,
    body: hasBody ? body : null,
    secrets,
    judge: (answer, nowMs) => judge(answer, config, secrets, nowMs),
  };
};
