import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import { moreSevere } from '../../../src-shared/vocabulary.ts';
import type { Facts } from '../recognise/facts.ts';

/**
 * Holds a model's analysis to what the mail's tool says (L1): severity not below the floor; a stated state stays; and
 * a problem is never called resolved. Notes name what was held, for the trace.
 */
export const holdToFacts = (analysis: Analysis, facts: Facts): { analysis: Analysis; notes: string[] } => {
  const notes: string[] = [];
  const severity = moreSevere(analysis.severity, facts.severityFloor);
  if (severity !== analysis.severity)
    notes.push(`severity held at ${severity}, the model said ${analysis.severity}`);
  const isHeld =
    analysis.state !== facts.state &&
    (facts.stateCertainty === 'stated' || (facts.state === 'firing' && analysis.state === 'resolved'));
  const state = isHeld ? facts.state : analysis.state;
  if (isHeld) notes.push(`state held at ${state}, the model said ${analysis.state}`);
  return { analysis: { ...analysis, severity, state }, notes };
};
