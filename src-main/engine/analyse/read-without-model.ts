import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import type { Language } from '../../../src-shared/vocabulary.ts';
import type { Envelope, ParsedMail } from '../message.ts';
import type { Facts } from '../recognise/facts.ts';
import { recognise } from '../recognise/registry.ts';
import { unknownFacts } from '../recognise/unknown-facts.ts';
import { bareAnalysis } from './bare-analysis.ts';
import { deterministicAnalysis } from './deterministic.ts';

/** What is known of a mail without a model. Plain data: it comes from another thread. */
export interface MailReading {
  facts: Facts;
  analysis: Analysis;
  /** Steps that failed; what is always known stands in for their part. `error` is the name alone: a message may quote the mail. */
  failed: { stage: 'recognise' | 'analyse'; error: string }[];
}

export interface ReadingContext {
  envelope: Envelope;
  /** Of the summary. */
  language: Language;
  /** Epoch ms at which it is read. */
  at: number;
}

/** Recognises a mail and says of it what can be said without a model. Never throws. Takes time in proportion to the text. */
export const readWithoutModel = (
  mail: ParsedMail,
  { envelope, language, at }: ReadingContext,
): MailReading => {
  const failed: MailReading['failed'] = [];
  const attempt = <T>(stage: MailReading['failed'][number]['stage'], run: () => T, otherwise: () => T): T => {
    try {
      return run();
    } catch (error) {
      failed.push({ stage, error: error instanceof Error ? error.name : 'unknown error' });
      return otherwise();
    }
  };
  const facts = attempt(
    'recognise',
    () => recognise(mail, envelope),
    () => unknownFacts(mail),
  );
  const analysis = attempt(
    'analyse',
    () => deterministicAnalysis({ mail, envelope, facts, language }, at),
    () => bareAnalysis(mail, at),
  );
  return { facts, analysis, failed };
};
