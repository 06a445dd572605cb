/** The last word on a model's analysis, fresh or kept: held to the mail, to the reader's facts, and to what is allowed. */
import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import { deterministicAnalysis } from './deterministic.ts';
import { groundAnalysis, type MailSays } from './ground.ts';
import { type Band, holdToFacts } from './hold-to-facts.ts';
import type { InjectionSignal } from './injection.ts';
import type { AnalyseInput } from './input.ts';

const maxNamedSignals = 3;

export const finishAnalysis = (
  found: Analysis,
  input: AnalyseInput,
  says: MailSays,
  signals: readonly InjectionSignal[],
  band: Band,
): { analysis: Analysis; notes: string[] } => {
  const { facts } = input;
  const isFlagged = signals.length > 0;
  const grounded = groundAnalysis(found, facts, says, { isHostile: isFlagged });
  const held = holdToFacts(grounded.analysis, facts, band, isFlagged);
  const notes = [...grounded.notes, ...held.notes];
  if (!isFlagged) return { analysis: held.analysis, notes };
  const plain = deterministicAnalysis(input, found.at);
  return {
    // What the mail wants said is not said in our name: the reader's words stand, and no steps are proposed.
    analysis: {
      ...held.analysis,
      flags: ['injection'],
      summary: plain.summary,
      details: plain.details,
      actions: [],
    },
    notes: [...signalNotes(signals), ...notes],
  };
};

const signalNotes = (signals: readonly InjectionSignal[]): string[] => {
  const named = signals
    .slice(0, maxNamedSignals)
    .map(({ name, where, words }) => `${name} in ${where}: "${words}"`);
  return [`the mail speaks to a model, so severity, state and words are the reader's (${named.join('; ')})`];
};
