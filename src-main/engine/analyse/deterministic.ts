import type { Analysis, Evidence } from '../../../src-shared/contract/alerts.ts';
import type { Facts } from '../recognise/facts.ts';
import { cutText, firstLines } from '../recognise/mail-text.ts';
import { injectionSignals } from './injection.ts';
import type { AnalyseInput } from './input.ts';
import { maxListItemChars, maxNameChars, maxSummaryChars } from './schema.ts';

const maxDetails = 5;
const confidenceWhen = { stated: 0.9, inferred: 0.6, none: 0.3 } as const;

/**
 * The analysis without a model: what the reader found, the subject or its summary, the mail's first lines as details.
 * It proposes no actions. It cannot fail.
 */
export const deterministicAnalysis = ({ mail, facts, language }: AnalyseInput, now: number): Analysis => ({
  severity: facts.severity,
  category: facts.category,
  state: facts.state,
  system: cutText(facts.system, maxNameChars),
  host: cutText(facts.host, maxNameChars),
  resource: cutText(facts.resource, maxNameChars),
  summary: cutText(facts.summary, maxSummaryChars),
  details: firstLines(mail.text, maxDetails)
    .filter((line) => line !== facts.summary)
    .map((line) => cutText(line, maxListItemChars)),
  actions: [],
  confidence: confidenceWhen[facts.severityCertainty],
  language,
  by: { kind: 'deterministic', providerId: null, providerName: null, model: null },
  at: now,
  latencyMs: null,
  tokens: null,
  cached: false,
  flags: injectionSignals(mail).length > 0 ? ['injection'] : [],
  evidence: facts.evidence.map((one) => withPlace(one, mail.text)),
});

const withPlace = (one: Facts['evidence'][number], text: string): Evidence => {
  const at = text.indexOf(one.words);
  return at === -1 ? one : { ...one, at };
};
