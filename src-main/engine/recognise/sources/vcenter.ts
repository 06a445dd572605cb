/**
 * VMware vCenter alarms: subject `[VMware vCenter - Alarm alarm.HostConnectionStateAlarm] changed status from Green to
 * Red` or `[VMware vCenter - Alarm name] event`; body `Target:`, `Previous Status:`, `New Status:`, `Alarm Definition:`.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { likelyProblem, notice, type Outcome, problem, recovery } from './outcome.ts';

const form =
  /^\[VMware vCenter(?: Server)? - (?<alarm>Alarm .{1,200}?|Event .{1,200}?)\](?<rest>.{0,600})$/iu;
const change =
  /^Alarm (?<alarm>.{1,200}?):? changed status from (?<before>\w{3,10}) to (?<status>Green|Yellow|Red|Gr[ae]y)\b/iu;
const colours: readonly { pattern: RegExp; outcome: Outcome }[] = [
  { pattern: /^green$/i, outcome: recovery() },
  { pattern: /^red$/i, outcome: problem('critical') },
  { pattern: /^yellow$/i, outcome: problem('medium') },
  { pattern: /./, outcome: notice('other', 'low') },
];

export const vcenter: SourceAdapter = {
  source: 'vcenter',
  read: (mail) => {
    const found = groupsOf(mail.subject, form, change);
    if (found === null) return null;
    const status =
      fieldOf(mail, 'new status') ||
      (/\bfrom \w{3,10} to (?<status>\w{3,10})\b/iu.exec(mail.subject)?.groups?.status ?? '');
    const alarm = toName(found.alarm?.replace(/^Alarm (?:alarm\.)?/iu, ''));
    const isBad = /\b(?:fail|error|lost|down|cannot|disconnect|not respond|critical)/iu.test(
      found.rest ?? '',
    );
    return {
      ...(status === ''
        ? isBad
          ? likelyProblem('high', 'medium')
          : likelyProblem('medium', 'low')
        : (rowFor(colours, status)?.outcome ?? notice('other', 'low'))),
      category: 'virtualization',
      system: 'VMware vCenter',
      host: fieldOf(mail, 'target', 'host', 'source'),
      resource: alarm,
      condition: alarm,
      summary: toSummary(fieldOf(mail, 'description') || mail.subject),
    };
  },
};
