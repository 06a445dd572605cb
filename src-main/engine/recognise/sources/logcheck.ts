/**
 * logcheck: `host 2026-11-22 15:02 System Events`, `... Security Events`, `... Security Alerts` (its three levels,
 * ATTACKSUBJECT and so on in logcheck.conf), and `Logcheck: host ... exiting due to errors`. The lines are from logs,
 * so whatever they say raises to medium at most.
 */
import { fold } from '../mail-text.ts';
import { negatedTrouble, severitySignals } from '../signals.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { likelyProblem, notice, type Outcome, problem, report } from './outcome.ts';

const when = String.raw`\d{4}-\d{2}-\d{2} \d{2}:\d{2}`;
const forms: readonly RegExp[] = [
  new RegExp(String.raw`^Logcheck: (?<host>\S{1,253}) ${when} (?<level>exiting due to errors)`, 'u'),
  new RegExp(
    String.raw`^(?:\[?logcheck\]?:? )?(?:Reboot: )?(?<host>\S{1,253}) ${when} (?<level>System Events|Security Events|Security Alerts|Attack Alerts|Security Violations)`,
    'iu',
  ),
  new RegExp(
    String.raw`^(?:\[?logcheck\]?:? )?(?<level>System Events|Security Events|Security Alerts|Attack Alerts)(?::| for| on|) (?<host>\S{1,253})(?: ${when})?$`,
    'iu',
  ),
];

const levels: readonly {
  pattern: RegExp;
  outcome: Outcome;
  category: 'system' | 'security';
  resource: string;
}[] = [
  { pattern: /exiting/i, outcome: problem('medium'), category: 'system', resource: 'logcheck' },
  { pattern: /alerts/i, outcome: likelyProblem('high', 'medium'), category: 'security', resource: '' },
  { pattern: /security/i, outcome: likelyProblem('medium', 'low'), category: 'security', resource: '' },
  { pattern: /./, outcome: report('low'), category: 'system', resource: '' },
];

export const logcheck: SourceAdapter = {
  source: 'logcheck',
  read: (mail) => {
    const found = groupsOf(mail.subject, ...forms);
    if (found === null) return null;
    const row = rowFor(levels, found.level ?? '');
    const outcome = row?.outcome ?? notice('report', 'low');
    return {
      ...(outcome.kind === 'report' && hasTrouble(mail.text) ? report('medium') : outcome),
      category: row?.category ?? 'system',
      system: 'logcheck',
      host: toName(found.host),
      resource: row?.resource || toName(found.level),
      condition: (found.level ?? '').toLowerCase(),
      summary: toSummary(mail.subject),
    };
  },
};

const hasTrouble = (text: string): boolean => {
  const claims = fold(text.slice(0, 4_000)).replace(negatedTrouble, ' ');
  return severitySignals.some(
    ({ severity, pattern }) => (severity === 'critical' || severity === 'high') && pattern.test(claims),
  );
};
