/** What a tool says with one of its events: the fields of the facts that belong together. */
import type { Kind, Severity } from '../../../../src-shared/vocabulary.ts';
import type { Facts } from '../facts.ts';

export type Outcome = Pick<
  Facts,
  'kind' | 'state' | 'stateCertainty' | 'statedSeverity' | 'severity' | 'severityCertainty' | 'severityFloor'
>;

/** A condition that holds. The event itself says how bad it is, so the severity is the floor. */
export const problem = (severity: Severity): Outcome => ({
  kind: 'problem',
  state: 'firing',
  stateCertainty: 'stated',
  statedSeverity: severity,
  severity,
  severityCertainty: 'stated',
  severityFloor: severity,
});

/** A condition that holds, of a tool that says nothing about how bad it is; a model may lower it to the floor. */
export const likelyProblem = (severity: Severity, floor: Severity = 'low'): Outcome => ({
  ...problem(severity),
  statedSeverity: null,
  severityCertainty: 'inferred',
  severityFloor: floor,
});

/** A condition that is over; `was` is what the tool calls it still. */
export const recovery = (was: Severity | null = null): Outcome => ({
  kind: 'recovery',
  state: 'resolved',
  stateCertainty: 'stated',
  statedSeverity: was,
  severity: 'info',
  severityCertainty: 'stated',
  severityFloor: 'info',
});

/** A condition that holds and that somebody takes care of. */
export const acknowledgement = (severity: Severity): Outcome => ({
  ...problem(severity),
  kind: 'acknowledgement',
});

/** News of no condition: nothing holds and nothing is over. */
export const notice = (kind: Kind, severity: Severity = 'info'): Outcome => ({
  kind,
  state: 'info',
  stateCertainty: 'stated',
  statedSeverity: null,
  severity,
  severityCertainty: 'inferred',
  severityFloor: severity === 'info' ? 'info' : 'low',
});

export const report = (severity: Severity = 'info'): Outcome => notice('report', severity);
