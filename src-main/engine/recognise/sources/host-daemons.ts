/**
 * Small watchers on a host that mail by themselves: arpwatch (`flip flop (host) eth0`), rkhunter (`[rkhunter] Warnings
 * found for host`), AIDE (`Daily AIDE report for host`), chkrootkit, psad (`[psad-alert] DL4 src: ...`), collectd
 * (`Collectd notify: FAILURE@host`), Tenshi, Debian's
 * watch over exim's panic log. Subjects as in their sources.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, hostOfSender, toName, toSummary } from './matching.ts';
import { likelyProblem, notice, problem, recovery, report } from './outcome.ts';
import { readSubject, type SubjectRow } from './subject-table.ts';

const rows: readonly SubjectRow[] = [
  {
    pattern:
      /^(?:flip flop|changed ethernet address|reused old ethernet address|ethernet mismatch|bogon) \((?<host>[^()\s]{1,253})\)(?: (?<resource>\S{1,20}))?$/u,
    outcome: likelyProblem('medium', 'low'),
    condition: 'ethernet address',
    category: 'security',
  },
  {
    pattern: /^new (?:station|activity) \((?<host>[^()\s]{1,253})\)(?: (?<resource>\S{1,20}))?$/u,
    outcome: notice('report', 'low'),
    condition: 'new station',
    category: 'network',
  },
  {
    pattern: /^\[rkhunter\] Warnings found for (?<host>\S{1,253})/iu,
    outcome: likelyProblem('high', 'medium'),
    condition: 'rootkit check',
    category: 'security',
  },
  {
    pattern: /^\[rkhunter\] (?<host>\S{1,253}) - Daily report/iu,
    outcome: report(),
    condition: 'rootkit check',
    category: 'security',
  },
  {
    pattern: /^\[?chkrootkit\]? (?:alert|warning|daily run) .{0,60}?(?:on|for|from) (?<host>\S{1,253})/iu,
    outcome: likelyProblem('medium', 'low'),
    condition: 'rootkit check',
    category: 'security',
  },
  {
    pattern: /^(?:Daily )?AIDE (?:report|integrity check) (?:for|on) (?<host>\S{1,253})/iu,
    outcome: notice('report', 'low'),
    condition: 'file integrity',
    category: 'security',
  },
  {
    pattern:
      /^\[psad-(?:alert|status)\] DL[45] src: (?<resource>[\da-f.:]{3,45})(?: \S{1,200})? dst: (?<host>[\w.:-]{1,253})/iu,
    outcome: likelyProblem('high', 'low'),
    condition: 'port scan',
    category: 'security',
  },
  {
    pattern:
      /^\[psad-(?:alert|status)\] DL[123] src: (?<resource>[\da-f.:]{3,45})(?: \S{1,200})? dst: (?<host>[\w.:-]{1,253})/iu,
    outcome: likelyProblem('medium', 'low'),
    condition: 'port scan',
    category: 'security',
  },
  {
    pattern: /^DenyHosts Report(?: from (?<host>\S{1,253}))?/iu,
    outcome: notice('report', 'low'),
    condition: 'denied hosts',
    category: 'security',
  },
  {
    pattern: /^exim paniclog (?:\S{1,150} )?on (?<host>\S{1,253}) has non-zero size/iu,
    outcome: problem('high'),
    condition: 'exim paniclog',
    category: 'service',
  },
  {
    pattern: /^tenshi report(?: (?:for|from|on) (?<host>\S{1,253}))?/iu,
    outcome: notice('report', 'low'),
    condition: 'log report',
    category: 'system',
  },
];
const collectd = /^Collectd notify: (?<level>OKAY|WARNING|FAILURE)@(?<host>\S{1,253})$/iu;

export const hostDaemons: SourceAdapter = {
  source: 'host-daemons',
  read: (mail) => {
    const known = readSubject(mail, rows, { system: 'host watcher', category: 'system' });
    if (known !== null)
      return {
        ...known,
        host: known.host || fieldOf(mail, 'hostname') || hostOfSender(mail),
        summary: toSummary(mail.subject),
      };
    const found = collectd.exec(mail.subject)?.groups;
    if (found === undefined) return null;
    const level = (found.level ?? '').toUpperCase();
    const plugin = /\bplugin (?<plugin>[\w-]{1,60})(?: \(instance (?<instance>[^()]{1,60})\))?/iu.exec(
      mail.text,
    )?.groups;
    const type = /\btype (?<type>[\w-]{1,60})(?: \(instance (?<instance>[^()]{1,60})\))?/iu.exec(
      mail.text,
    )?.groups;
    return {
      ...(level === 'OKAY' ? recovery() : problem(level === 'FAILURE' ? 'high' : 'medium')),
      system: 'collectd',
      host: toName(found.host),
      resource: toName(
        [plugin?.plugin, plugin?.instance, type?.type, type?.instance]
          .filter((word) => word !== undefined)
          .join(' '),
      ),
      condition: 'threshold',
      summary: toSummary(
        mail.lines.find((line) => /currently|threshold|missing/iu.test(line)) ?? mail.subject,
      ),
    };
  },
};
