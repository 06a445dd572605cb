/**
 * Veeam Backup & Replication and Veeam Agent: `[Success] Job (3 objects)`, `[Warning] Job (2 objects) 1 warning`,
 * `[Failed] Job (1 objects) 1 failed`, with the product's name in the body. Veeam's user guide, "Configuring e-mail
 * notification settings".
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, hostWordIn, toName, toSummary } from './matching.ts';
import { problem, report } from './outcome.ts';

const form =
  /^\[(?<result>Success|Warning|Failed|Error)\] (?<job>\S.{0,199}?)(?: \((?<count>\d{1,6}) (?:objects?|machines?|VMs?|databases?|tapes?|files?|shares?)[^)]{0,40}\))?(?:[ ,]{1,2}\d{1,6} (?:issues?|warnings?|errors?|failed|failures?).{0,60})?$/iu;

const outcomes = {
  success: report(),
  warning: problem('medium'),
  failed: problem('high'),
  error: problem('high'),
} as const;

export const veeam: SourceAdapter = {
  source: 'veeam',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null || !(found.count || isVeeams(mail))) return null;
    const job = toName(found.job);
    return {
      ...outcomes[(found.result ?? '').toLowerCase() as keyof typeof outcomes],
      category: 'backup',
      system: 'Veeam',
      host:
        fieldOf(mail, 'host name', 'hostname', 'computer', 'protected computer') ||
        (found.count === '1' ? onlyObject(mail) : '') ||
        hostWordIn(job),
      resource: job,
      condition: 'backup job',
      summary: toSummary(mail.subject),
    };
  },
};

/** The job's only object, of the table's row `name | Failed | ...`. */
const onlyObject = (mail: MailText): string =>
  toName(
    mail.lines
      .slice(0, 100)
      .map(
        (line) =>
          /^(?<name>[\w.-]{1,120}) \| (?:Success|Warning|Failed|Error)(?: \||$)/u.exec(line)?.groups?.name,
      )
      .find((name) => name !== undefined),
  );

const isVeeams = (mail: MailText): boolean =>
  /\bveeam\b/i.test(`${mail.mail.from.address} ${mail.mail.from.display} ${mail.text}`);
