/**
 * Notices of pending or applied package updates: apticron (`3 Debian package update(s) for host`), apt-listchanges
 * (`apt-listchanges: news for host`), cron-apt (`CRON-APT completed on host [config]`), dnf-automatic (`Updates
 * available on 'host'.`), yum-cron (`Yum: Updates Available on host`). Subjects as in these programs' sources.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { type Outcome, problem, report } from './outcome.ts';

const rows: readonly { pattern: RegExp; outcome: Outcome; system: string }[] = [
  {
    pattern:
      /^(?:\[apticron\] )?(?:\d{1,5} )?(?:Debian|Ubuntu|Devuan|Raspbian|Kali|[A-Z]\w{2,20}) package update\(s\) for (?<host>\S{1,253})$/u,
    outcome: report('low'),
    system: 'apticron',
  },
  {
    pattern: /^\[apticron\] (?<host>\S{1,253}): \d{1,5} package update/u,
    outcome: report('low'),
    system: 'apticron',
  },
  {
    pattern: /^apt-listchanges: (?:news|changelogs?) for (?<host>\S{1,253})$/u,
    outcome: report(),
    system: 'apt-listchanges',
  },
  { pattern: /^CRON-APT error on (?<host>\S{1,253})/u, outcome: problem('medium'), system: 'cron-apt' },
  { pattern: /^CRON-APT completed on (?<host>\S{1,253})/u, outcome: report('low'), system: 'cron-apt' },
  {
    pattern: /^(?:Error|Failed).{0,60} updates? .{0,20}on '?(?<host>[^\s']{1,253}?)'?\.?$/u,
    outcome: problem('medium'),
    system: 'dnf-automatic',
  },
  {
    pattern: /^(?:Security )?[Uu]pdates (?:available|downloaded) on '(?<host>[^\s']{1,253})'\.?$/u,
    outcome: report('low'),
    system: 'dnf-automatic',
  },
  {
    pattern: /^Updates applied on '(?<host>[^\s']{1,253})'\.?$/u,
    outcome: report(),
    system: 'dnf-automatic',
  },
  {
    pattern: /^Yum: (?:Updates|Downloaded updates|Updates installed|Update).{0,40} on (?<host>\S{1,253})$/iu,
    outcome: report('low'),
    system: 'yum-cron',
  },
  { pattern: /^Debian security status of (?<host>\S{1,253})/u, outcome: report('low'), system: 'debsecan' },
];

export const packageUpdates: SourceAdapter = {
  source: 'package-updates',
  read: (mail) => {
    const row = rowFor(rows, mail.subject);
    if (row === undefined) return null;
    return {
      ...row.outcome,
      category: 'system',
      system: row.system,
      host: toName(groupsOf(mail.subject, row.pattern)?.host),
      resource: '',
      condition: 'package updates',
      summary: toSummary(mail.subject),
    };
  },
};
