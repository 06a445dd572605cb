import type { Language } from '../../../src-shared/vocabulary.ts';
import type { Envelope, ParsedMail } from '../message.ts';
import type { Facts } from '../recognise/facts.ts';

/** One alert to be analysed. */
export interface AnalyseInput {
  mail: ParsedMail;
  envelope: Envelope;
  facts: Facts;
  /** The language of summary, details and actions. */
  language: Language;
}
