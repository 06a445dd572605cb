import type { AnalyseInput } from '../../src-main/engine/analyse/input.ts';
import type { ProviderRecord } from '../../src-main/engine/analyse/provider-record.ts';
import type { Envelope, ParsedMail } from '../../src-main/engine/message.ts';
import { recognise } from '../../src-main/engine/recognise/registry.ts';

export const someMail = (
  subject: string,
  text: string,
  headers: Record<string, string> = {},
): ParsedMail => ({
  from: { address: 'monitor@example.net', display: '' },
  to: [],
  subject,
  otherSubjects: [],
  messageId: null,
  date: null,
  headers,
  text,
  textFrom: 'text',
  html: null,
  attachments: [],
  notes: [],
  degraded: false,
});

export const someEnvelope = (mailFrom = 'monitor@example.net'): Envelope => ({
  id: '0190a1b2-0000-7000-8000-000000000001',
  nodeId: 'node',
  receivedAt: Date.UTC(2026, 10, 22),
  remoteAddress: '192.0.2.1',
  helo: 'mon',
  mailFrom,
  rcptTo: ['ops@example.net'],
  secure: false,
  user: null,
  sizeBytes: 0,
  digest: '',
});

export const someInput = (subject: string, text: string, language: 'en' | 'fa' = 'en'): AnalyseInput => {
  const mail = someMail(subject, text);
  const envelope = someEnvelope();
  return { mail, envelope, facts: recognise(mail, envelope), language };
};

export const someProvider = (baseUrl: string, changes: Partial<ProviderRecord> = {}): ProviderRecord => ({
  id: 'p1',
  name: 'Stub',
  baseUrl,
  model: 'stub-model',
  apiKey: 'stub-key-1234567890',
  enabled: true,
  timeoutMs: 5_000,
  concurrency: 2,
  local: true,
  maxCallsPerMinute: 0,
  maxCallsPerDay: 0,
  maxTokensPerDay: 0,
  position: 0,
  responseMode: null,
  ...changes,
});
