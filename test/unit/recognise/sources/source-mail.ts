import type { Facts } from '../../../../src-main/engine/recognise/facts.ts';
import type { Kind, Severity, State } from '../../../../src-shared/vocabulary.ts';

/** A mail in a tool's own format, made for the tests, and what is to be read from it. */
export interface SourceMail {
  /** What it is about: mails of a tool share a fingerprint exactly where they share this. */
  about: string;
  subject: string;
  text: string;
  headers?: Record<string, string>;
  /** Header From and envelope sender. */
  from?: string;
  display?: string;
  /** kind, state, severity, host, resource. */
  reads: [Kind, State, Severity, string, string];
  also?: Partial<Omit<Facts, 'parts'>>;
  parts?: [State, string, string][];
}

export interface SourceMails {
  source: string;
  mails: SourceMail[];
}
