import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import { type Severity, severities, severityRank } from '../../../src-shared/vocabulary.ts';
import type { Facts } from '../recognise/facts.ts';

/** How many steps a model may go from what was read without it, as the administrator set it. */
export interface Band {
  mayRaiseBy: number;
  mayLowerBy: number;
}

export const defaultBand: Band = { mayRaiseBy: 2, mayLowerBy: 0 };

/**
 * Holds a model's analysis to what the mail's tool says (L1): severity not below the floor, and not above the reader's by
 * more than the band allows; a stated state stays; and a problem is never called resolved. Where the mail speaks to the
 * model (`isFlagged`), severity and state are the reader's (L8). Notes name what was held, for the trace.
 */
export const holdToFacts = (
  analysis: Analysis,
  facts: Facts,
  band: Band = defaultBand,
  isFlagged = false,
): { analysis: Analysis; notes: string[] } => {
  const notes: string[] = [];
  const severity = isFlagged ? facts.severity : within(analysis.severity, facts, band);
  if (severity !== analysis.severity)
    notes.push(`severity held at ${severity}, the model said ${analysis.severity}`);
  const isHeld =
    analysis.state !== facts.state &&
    (isFlagged ||
      facts.stateCertainty === 'stated' ||
      (facts.state === 'firing' && analysis.state === 'resolved'));
  const state = isHeld ? facts.state : analysis.state;
  if (isHeld) notes.push(`state held at ${state}, the model said ${analysis.state}`);
  return { analysis: { ...analysis, severity, state }, notes };
};

/** Rank 0 is the most severe: the band reaches from `highest` to `lowest`. */
const within = (severity: Severity, facts: Facts, band: Band): Severity => {
  const lowest = severityRank(facts.severityFloor) + band.mayLowerBy;
  const highest = Math.min(severityRank(facts.severity) - band.mayRaiseBy, lowest);
  const rank = Math.min(Math.max(severityRank(severity), highest, 0), lowest, severities.length - 1);
  return severities[rank] ?? facts.severity;
};
