/** What an SMS gateway would be sent, from the templates as they are being typed. Pure. */
import {
  defaultSmsBodies,
  fillSmsTemplates,
  formatPhone,
  type HttpSmsConfig,
} from '../../../src-shared/sms-template.ts';
import { type ConfigDraft, draftToConfig, type HeaderRow } from './channel-draft.ts';

export const samplePhone = '+989121234567';
const hidden = '••••••';

/** Keys of `preview.problems` in locales/<language>/channels.json. */
export type PreviewProblem = 'noUrl' | 'noPhone' | 'noText' | 'notJson' | 'noKey';

export interface SmsPreview {
  request: string;
  problems: PreviewProblem[];
}

const methodOf = (value: unknown): HttpSmsConfig['method'] =>
  value === 'GET' || value === 'PUT' ? value : 'POST';

const contentTypeOf = (value: unknown): HttpSmsConfig['contentType'] =>
  value === 'application/x-www-form-urlencoded' || value === 'text/plain' ? value : 'application/json';

const phoneFormatOf = (value: unknown): HttpSmsConfig['phoneFormat'] =>
  value === 'digits' || value === 'local' ? value : 'e164';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** `stored`: names of the secrets that the server holds; their values are not known here. */
export const previewSms = (draft: ConfigDraft, text: string, stored: readonly string[]): SmsPreview => {
  const method = methodOf(draft.method);
  const contentType = contentTypeOf(draft.contentType);
  const template = typeof draft.body === 'string' && draft.body.trim() !== '' ? draft.body : undefined;
  const urlTemplate = typeof draft.url === 'string' ? draft.url : '';
  const templates = { method, contentType, url: urlTemplate, body: template };
  const phone = formatPhone(samplePhone, phoneFormatOf(draft.phoneFormat));
  const filled = fillSmsTemplates(templates, { phone, text, apiKey: hidden });
  // Dots that stand for a secret look better unencoded.
  const shown = (part: string): string => part.replaceAll(encodeURIComponent(hidden), hidden);
  const headers = [
    ...(filled.body === null ? [] : [`content-type: ${contentType}; charset=utf-8`]),
    ...headerLines(draft, stored),
  ];
  const raw = `${urlTemplate} ${method === 'GET' ? '' : (template ?? defaultSmsBodies[contentType])}`;
  const hasKey =
    draftToConfig(draft).apiKey !== undefined || (stored.includes('apiKey') && draft.apiKey !== null);
  const problems: [PreviewProblem, boolean][] = [
    ['noUrl', !URL.canParse(filled.url)],
    ['noPhone', !raw.includes('{phone}')],
    ['noText', !raw.includes('{text}')],
    ['notJson', contentType === 'application/json' && filled.body !== null && !isJson(filled.body)],
    ['noKey', raw.includes('{apiKey}') && !hasKey],
  ];
  return {
    request: [
      `${method} ${shown(filled.url)}`,
      ...headers,
      ...(filled.body === null ? [] : ['', shown(filled.body)]),
    ].join('\n'),
    problems: problems.filter(([, isThere]) => isThere).map(([name]) => name),
  };
};

const headerLines = (draft: ConfigDraft, stored: readonly string[]): string[] => {
  if (draft.headers === undefined) return stored.includes('headers') ? [`${hidden}: ${hidden}`] : [];
  const rows: readonly HeaderRow[] = Array.isArray(draft.headers) ? draft.headers : [];
  return rows.filter(({ name }) => name !== '').map(({ name, value }) => `${name}: ${value}`);
};
