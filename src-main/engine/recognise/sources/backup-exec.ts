/**
 * Veritas Backup Exec: `Backup Exec Alert: Job Failed (Server: "SRV01") (Job: "Daily Full") ...`; its alert categories,
 * administrator's guide, "Alert categories".
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem, report } from './outcome.ts';

const form =
  /^Backup Exec Alert: (?<what>[\w ]{3,60}?) \(Server: "(?<server>[^"]{1,120})"\)(?: \(Job: "(?<job>[^"]{1,200})"\))?/iu;

const categories: readonly { pattern: RegExp; outcome: Outcome }[] = [
  { pattern: /success/i, outcome: report() },
  { pattern: /exceptions?|warning|cancel/i, outcome: problem('medium') },
  {
    pattern: /fail|error|insufficient|overwrite|intervention|remove|insert|maintenance/i,
    outcome: problem('high'),
  },
  { pattern: /start|information|complete/i, outcome: report() },
];

export const backupExec: SourceAdapter = {
  source: 'backup-exec',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null) return null;
    return {
      ...(rowFor(categories, found.what ?? '')?.outcome ?? notice('other', 'medium')),
      category: 'backup',
      system: 'Backup Exec',
      host: toName(found.server),
      resource: toName(found.job) || toName(found.what),
      condition: found.job ? 'job' : toName(found.what),
      summary: toSummary(mail.subject),
    };
  },
};
