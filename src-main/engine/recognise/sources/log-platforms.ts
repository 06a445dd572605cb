/**
 * Platforms that search logs and metrics, and arrays that call home, whose subject says all: Graylog (`Graylog event
 * notification: title`), Splunk (`Splunk Alert: name`), ElastAlert (`ElastAlert: rule`), New Relic, NetApp (`HA Group
 * Notification from node1 (DISK FAILED) ALERT`), 3ware, Nutanix. A rule that matched is a problem of unknown weight.
 */
import { identityOfWords } from '../identity.ts';
import { severityFromWord } from '../severity-words.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, hostWordIn, toName, toSummary } from './matching.ts';
import { likelyProblem, notice, problem, recovery, report } from './outcome.ts';
import { readSubject, type SubjectRow } from './subject-table.ts';

const matched = likelyProblem('medium', 'low');

const rows: readonly SubjectRow[] = [
  {
    pattern:
      /^Graylog (?:event notification|alert(?: notification)?)(?: for stream)?: (?<resource>\S.{0,200}?)(?:: .{0,100})?$/iu,
    outcome: matched,
    condition: 'log rule',
  },
  { pattern: /^Splunk (?:Cloud )?Alert: (?<resource>\S.{0,200})$/iu, outcome: matched, condition: 'search' },
  { pattern: /^ElastAlert2?: (?<resource>\S.{0,200})$/iu, outcome: matched, condition: 'rule' },
  { pattern: /^Splunk Report: (?<resource>\S.{0,200})$/iu, outcome: report(), condition: 'report' },
  {
    pattern: /^\[New Relic\] (?:Critical|Open(?:ed)?)[:\s].{0,20}?(?<resource>\S.{0,200})$/iu,
    outcome: problem('critical'),
    condition: 'violation',
    category: 'service',
  },
  {
    pattern: /^\[New Relic\] (?:Closed|Resolved)[:\s].{0,20}?(?<resource>\S.{0,200})$/iu,
    outcome: recovery('critical'),
    condition: 'violation',
    category: 'service',
  },
  {
    pattern: /^3DM2 alert -- host: (?<host>\S{1,200})/iu,
    outcome: likelyProblem('high', 'medium'),
    condition: 'RAID controller',
    category: 'storage',
  },
];
const netapp =
  /^HA Group Notification(?: from (?<host>\S{1,120}))? \((?<event>[^()]{1,150})\) (?<level>EMERGENCY|ALERT|CRITICAL|ERROR|WARNING|NOTICE|INFO(?:RMATIONAL)?|DEBUG)$/u;

export const logPlatforms: SourceAdapter = {
  source: 'log-platforms',
  read: (mail) => {
    const called = groupsOf(mail.subject, netapp);
    if (called !== null) {
      const severity = severityFromWord(called.level ?? '') ?? 'medium';
      const isRoutine = severity === 'info' || severity === 'low';
      return {
        ...(isRoutine ? notice('report', severity) : problem(severity)),
        category: 'storage',
        system: 'NetApp',
        host: toName(called.host),
        resource: toName(called.event),
        condition: 'notification',
        summary: toSummary(mail.subject),
      };
    }
    const known = readSubject(mail, rows, { system: 'log platform', category: 'system' });
    if (known === null) return null;
    return {
      ...known,
      // A rule matches whatever it finds: where and what stands in the text. Only New Relic says when it is over.
      ...(known.condition === 'violation' ? {} : { identity: identityOfWords(mail) }),
      host: known.host || fieldOf(mail, 'source', 'host', 'hostname') || hostWordIn(known.resource),
    };
  },
};
