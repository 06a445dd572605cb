/**
 * Small watchers on a host that mail by themselves: rkhunter (`[rkhunter] Warnings found for host`, `[rkhunter] host -
 * Daily report`), AIDE (`Daily AIDE report for host`), chkrootkit, psad (`[psad-alert] DL4 src: ...`), DenyHosts, Debian's
 * watch over exim's panic log. Subjects as in their packages.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, hostOfSender } from './matching.ts';
import { likelyProblem, notice, problem, report } from './outcome.ts';
import { readSubject, type SubjectRow } from './subject-table.ts';

const rows: readonly SubjectRow[] = [
  {
    pattern: /^\[rkhunter\] Warnings found for (?<host>\S{1,253})/iu,
    outcome: likelyProblem('high', 'medium'),
    condition: 'rootkit check',
  },
  {
    pattern: /^\[rkhunter\] (?<host>\S{1,253}) - Weekly (?:rkhunter )?database update/iu,
    outcome: report(),
    condition: 'rootkit database',
  },
  {
    pattern: /^\[rkhunter\] (?<host>\S{1,253}) - Daily report/iu,
    outcome: report(),
    condition: 'rootkit check',
  },
  {
    pattern: /^\[?chkrootkit\]? (?:alert|warning|daily run) .{0,60}?(?:on|for|from) (?<host>\S{1,253})/iu,
    outcome: likelyProblem('medium', 'low'),
    condition: 'rootkit check',
  },
  {
    pattern:
      /^(?:early|premature) termination - (?:Daily )?AIDE (?:report|check) (?:for|on) (?<host>\S{1,253})/iu,
    outcome: problem('medium'),
    condition: 'file integrity',
  },
  {
    pattern: /^(?:Daily )?AIDE (?:report|integrity check) (?:for|on) (?<host>\S{1,253})/iu,
    outcome: notice('report', 'low'),
    condition: 'file integrity',
  },
  {
    pattern:
      /^\[psad-(?:alert|status)\] DL[45] src: (?<resource>[\da-f.:]{3,45})(?: \S{1,200})? dst: (?<host>[\w.:-]{1,253})/iu,
    outcome: likelyProblem('high', 'low'),
    condition: 'port scan',
  },
  {
    pattern:
      /^\[psad-(?:alert|status)\] DL[123] src: (?<resource>[\da-f.:]{3,45})(?: \S{1,200})? dst: (?<host>[\w.:-]{1,253})/iu,
    outcome: likelyProblem('medium', 'low'),
    condition: 'port scan',
  },
  {
    pattern: /^DenyHosts Report(?: from (?<host>\S{1,253}))?/iu,
    outcome: notice('report', 'low'),
    condition: 'denied hosts',
  },
  {
    pattern: /^exim paniclog (?:\S{1,150} )?on (?<host>\S{1,253}) has non-zero size/iu,
    outcome: problem('high'),
    condition: 'exim paniclog',
    category: 'service',
  },
];
/** What turns a day's report into a finding. */
const finding = /^AIDE found differences|^Warning: \S/mu;

export const hostDaemons: SourceAdapter = {
  source: 'host-daemons',
  read: (mail) => {
    const known = readSubject(mail, rows, { system: 'host watcher', category: 'security' });
    if (known === null) return null;
    const hasFinding = known.kind === 'report' && finding.test(mail.text);
    return {
      ...known,
      ...(hasFinding ? likelyProblem('medium', 'low') : {}),
      host: known.host || fieldOf(mail, 'hostname') || hostOfSender(mail),
    };
  },
};
