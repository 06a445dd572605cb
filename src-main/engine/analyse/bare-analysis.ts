import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import type { ParsedMail } from '../message.ts';

/** For a mail over which the reader itself failed: what it calls itself, and nothing more. */
export const bareAnalysis = (mail: ParsedMail, at: number): Analysis => ({
  severity: 'medium',
  category: 'other',
  state: 'info',
  system: '',
  host: '',
  resource: '',
  summary: mail.subject || mail.text.slice(0, 200),
  details: [],
  actions: [],
  confidence: 0,
  language: 'en',
  by: { kind: 'deterministic', providerId: null, providerName: null, model: null },
  at,
  latencyMs: null,
  tokens: null,
  cached: false,
  flags: [],
  evidence: [],
});
