/**
 * Xymon (before: Hobbit): `Xymon [683457] host:test CRITICAL (RED)`, `Xymon [683457] host:test warning (YELLOW)`, `Xymon
 * host:test recovered (GREEN)`, `... acknowledged`. The number is the alert's cookie. xymond_alert(8) of xymon.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { acknowledgement, notice, type Outcome, problem, recovery } from './outcome.ts';

const form =
  /^(?:Xymon|Hobbit|BB)(?: \[\d{1,12}\])?(?: -)? (?<host>[^\s:]{1,200})[:.](?<test>[\w-]{1,60}) (?<status>.{0,120})$/u;

const statuses: readonly { pattern: RegExp; outcome: Outcome }[] = [
  { pattern: /recovered|\(green\)|\bOK\b/i, outcome: recovery() },
  { pattern: /acknowledg/i, outcome: acknowledgement('high') },
  { pattern: /critical|\(red\)/i, outcome: problem('critical') },
  { pattern: /warning|\(yellow\)|stopped reporting|\(purple\)|no report/i, outcome: problem('medium') },
  { pattern: /disabled|\(blue\)|enabled/i, outcome: notice('downtime') },
];

export const xymon: SourceAdapter = {
  source: 'xymon',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    const row = rowFor(statuses, found?.status ?? '');
    if (found === null || row === undefined) return null;
    return {
      ...row.outcome,
      system: 'Xymon',
      host: toName(found.host),
      resource: toName(found.test),
      condition: 'test state',
      summary: toSummary(mail.subject),
    };
  },
};
