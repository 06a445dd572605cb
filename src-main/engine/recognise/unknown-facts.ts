import type { ParsedMail } from '../message.ts';
import type { Facts } from './facts.ts';

/** Facts for a mail over which recognition itself failed: nothing is known, so it is not less than medium. */
export const unknownFacts = (mail: ParsedMail): Facts => ({
  source: 'generic',
  kind: 'other',
  state: 'info',
  stateCertainty: 'none',
  statedSeverity: null,
  severity: 'medium',
  severityCertainty: 'none',
  severityFloor: 'medium',
  category: 'other',
  system: '',
  host: '',
  resource: '',
  condition: mail.subject,
  identity: '',
  fingerprint: '',
  fingerprintBasis: '',
  job: '',
  endsJob: false,
  summary: mail.subject,
  numbers: [],
  links: [],
  parts: [],
  evidence: [],
  notes: ['recognition failed'],
});
