/**
 * Templates of an SMS gateway with an HTTP interface: what is sent, and what the console shows before it is. Values are
 * encoded for the place where they are put, in one pass, so that `{apiKey}` written in a mail stays text.
 */
import type { SmsConfig } from './contract/channels.ts';

export type HttpSmsConfig = Extract<SmsConfig, { provider: 'http' }>;

/** What the templates may hold in braces. */
export interface SmsTemplateValues {
  phone: string;
  text: string;
  apiKey: string;
}

const encoders = {
  'application/json': (value: string) => JSON.stringify(value).slice(1, -1),
  'application/x-www-form-urlencoded': (value: string) =>
    new URLSearchParams([['', value]]).toString().slice(1),
  'text/plain': (value: string) => value,
} as const satisfies Record<HttpSmsConfig['contentType'], (value: string) => string>;

/** Bodies where the configuration has none. */
export const defaultSmsBodies = {
  'application/json': '{"phone":"{phone}","text":"{text}"}',
  'application/x-www-form-urlencoded': 'phone={phone}&text={text}',
  'text/plain': '{text}',
} as const satisfies Record<HttpSmsConfig['contentType'], string>;

const fill = (template: string, values: SmsTemplateValues, encode: (value: string) => string): string =>
  template.replace(/\{(phone|text|apiKey)\}/g, (_, name: keyof SmsTemplateValues) => encode(values[name]));

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

export type SmsTemplates = Pick<HttpSmsConfig, 'method' | 'url' | 'body' | 'contentType'>;

/** URL and body with the values in them; a GET has no body. The phone number is to be formatted already. */
export const fillSmsTemplates = (
  { method, url, body, contentType }: SmsTemplates,
  values: SmsTemplateValues,
): { url: string; body: string | null } => ({
  url: fill(url, values, encodeURIComponent),
  body: method === 'GET' ? null : fill(body ?? defaultSmsBodies[contentType], values, encoders[contentType]),
});
