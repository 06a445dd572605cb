/** Whether an alert is told at once, or waits for what a model says of it; and why, for the trace. Pure. */
import type { Severity } from '../../../src-shared/vocabulary.ts';
import type { Verdict } from '../fold/verdict.ts';

export interface Wait {
  asksModel: boolean;
  waits: boolean;
  reason: string;
}

/** What became of an incident is news at once; what a model says of it is shown later. */
const endings: ReadonlySet<Verdict> = new Set<Verdict>(['resolved', 'calmed', 'acknowledged']);

export const waitForModel = (alert: {
  severity: Severity;
  verdict: Verdict;
  /** It ended its worker several times. */
  poisoned: boolean;
  hasProvider: boolean;
  deadlineMs: number;
}): Wait => {
  const { severity, verdict, poisoned, hasProvider, deadlineMs } = alert;
  if (poisoned)
    return { asksModel: false, waits: false, reason: 'it stopped its worker before: told as it is' };
  if (!hasProvider) return { asksModel: false, waits: false, reason: 'no provider: told from the facts' };
  const now = (why: string): Wait => ({ asksModel: true, waits: false, reason: why });
  if (severity === 'critical') return now('critical: told from the facts, the model is asked meanwhile');
  if (endings.has(verdict))
    return now('what became of an incident: told from the facts, the model is asked meanwhile');
  if (deadlineMs === 0) return now('the deadline for models is 0: told from the facts');
  return { asksModel: true, waits: true, reason: `for a model, at most ${Math.round(deadlineMs / 1000)} s` };
};
