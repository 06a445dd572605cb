/**
 * Proxmox VE and Proxmox Backup Server: backups (`vzdump backup status (host): backup failed`), replication, fencing,
 * package updates, and the server's jobs on datastores. The subjects are those of the notification templates in
 * pve-manager, pve-ha-manager and proxmox-backup, and of the older vzdump mails (`vzdump backup status (host) : ...`).
 */
import type { Category } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, hostOfSender, rowFor, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem, recovery, report } from './outcome.ts';

interface Row {
  pattern: RegExp;
  outcome: Outcome;
  category: Category;
  condition: string;
}

/** Named groups: host where the subject has it, resource for the job, datastore or node concerned. */
const rows: readonly Row[] = [
  {
    pattern: /^vzdump backup status \((?<host>[^()]{1,253})\) ?: ?backup (?:failed|unsuccessful)/i,
    outcome: problem('high'),
    category: 'backup',
    condition: 'backup',
  },
  {
    pattern: /^vzdump backup status \((?<host>[^()]{1,253})\) ?: ?.{0,100}warning/i,
    outcome: problem('medium'),
    category: 'backup',
    condition: 'backup',
  },
  {
    pattern: /^vzdump backup status \((?<host>[^()]{1,253})\) ?: ?/i,
    outcome: report(),
    category: 'backup',
    condition: 'backup',
  },
  {
    pattern:
      /^Replication Job:? '?(?<resource>[\w./-]{1,120})'?(?!.{0,80}\bfail).{0,80}\b(?:success(?:ful)?|succeeded|recovered|completed|finished|ok)\b(?:.{0,20}(?: - | on )(?<host>[\p{L}\p{N}][\p{L}\p{N}.-]{0,120}))?/iu,
    outcome: report(),
    category: 'virtualization',
    condition: 'replication',
  },
  {
    pattern:
      /^Replication Job:? '?(?<resource>[\w./-]{1,120})'?(?: (?:has )?failed)?(?:.{0,60}?(?: - | on )'?(?<host>[\p{L}\p{N}][\p{L}\p{N}.-]{0,120}))?/iu,
    outcome: problem('high'),
    category: 'virtualization',
    condition: 'replication',
  },
  {
    pattern: /^FENCE: .{0,80}node '?(?<host>[\w.-]{1,120})'?/,
    outcome: problem('critical'),
    category: 'virtualization',
    condition: 'fencing',
  },
  {
    pattern: /^SUCCEED: fencing: .{0,120}node '?(?<host>[\w.-]{1,120})'?/,
    outcome: recovery('critical'),
    category: 'virtualization',
    condition: 'fencing',
  },
  {
    pattern: /^New software packages available \((?<host>[^()]{1,253})\)/i,
    outcome: report(),
    category: 'system',
    condition: 'package updates',
  },
  {
    pattern: /^Garbage Collect Datastore '(?<resource>[^']{1,120})' failed/i,
    outcome: problem('high'),
    category: 'backup',
    condition: 'garbage collection',
  },
  {
    pattern: /^Garbage Collect Datastore '(?<resource>[^']{1,120})' successful/i,
    outcome: report(),
    category: 'backup',
    condition: 'garbage collection',
  },
  {
    pattern: /^Verify Datastore '(?<resource>[^']{1,120})' failed/i,
    outcome: problem('high'),
    category: 'backup',
    condition: 'verification',
  },
  {
    pattern: /^Verify Datastore '(?<resource>[^']{1,120})' successful/i,
    outcome: report(),
    category: 'backup',
    condition: 'verification',
  },
  {
    pattern: /^Prun(?:e|ing) datastore '(?<resource>[^']{1,120})' (?:failed|error)/i,
    outcome: problem('medium'),
    category: 'backup',
    condition: 'pruning',
  },
  {
    pattern: /^Prun(?:e|ing) datastore '(?<resource>[^']{1,120})' /i,
    outcome: report(),
    category: 'backup',
    condition: 'pruning',
  },
  {
    pattern: /^Sync (?:remote|local) (?<resource>.{1,200}) failed$/i,
    outcome: problem('high'),
    category: 'backup',
    condition: 'sync',
  },
  {
    pattern: /^Sync (?:remote|local) (?<resource>.{1,200}) successful$/i,
    outcome: report(),
    category: 'backup',
    condition: 'sync',
  },
  {
    pattern: /^Tape Backup (?<resource>.{0,120}datastore '[^']{1,120}') failed/i,
    outcome: problem('high'),
    category: 'backup',
    condition: 'tape backup',
  },
  {
    pattern: /^Tape Backup (?<resource>.{0,120}datastore '[^']{1,120}') success/i,
    outcome: report(),
    category: 'backup',
    condition: 'tape backup',
  },
  {
    pattern: /^Load Media '[^']{1,120}' request for drive '(?<resource>[^']{1,120})'/i,
    outcome: notice('other', 'medium'),
    category: 'backup',
    condition: 'load media',
  },
  {
    pattern: /^Could not renew ACME certificate/i,
    outcome: problem('medium'),
    category: 'security',
    condition: 'certificate renewal',
  },
];

export const proxmox: SourceAdapter = {
  source: 'proxmox',
  read: (mail) => {
    const row = rowFor(rows, mail.subject);
    const found = row === undefined ? null : groupsOf(mail.subject, row.pattern);
    if (row === undefined || (row.condition === 'sync' && !/datastore '/i.test(mail.subject))) return null;
    const failed = row.condition === 'backup' ? failedGuests(mail) : [];
    // A summary may call a run successful whose table has a guest that failed.
    const outcome = failed.length > 0 && row.outcome.kind === 'report' ? problem('high') : row.outcome;
    return {
      ...outcome,
      category: row.category,
      system: row.category === 'backup' && found?.host === undefined ? 'Proxmox Backup Server' : 'Proxmox VE',
      host: toName(found?.host) || hostOfLink(mail) || hostOfSender(mail),
      resource:
        toName(found?.resource?.replaceAll("'", '')) || (row.condition === 'backup' ? 'vzdump backup' : ''),
      condition: row.condition,
      // Other guests that fail are another trouble.
      ...(failed.length > 0
        ? {
            identity: `backup of ${failed
              .map((guest) => guest.split(' ')[0])
              .sort()
              .join(' ')}`,
          }
        : {}),
      summary: toSummary(
        failed.length === 0 ? mail.subject : `${mail.subject} (${failed.slice(0, 10).join(', ')})`,
      ),
    };
  },
};

/** Lines of the guest table: `101 db01 err 00:00:12 0 B ...`; older mails say `FAILED`. */
const failedGuests = (mail: MailText): string[] =>
  mail.lines
    .slice(0, 200)
    .map(
      (line) =>
        /^(?<guest>\d{2,9}[\s|]{1,40}\S{1,120})[\s|]{1,40}(?:err|error|failed)\b/iu.exec(line)?.groups?.guest,
    )
    .filter((guest) => guest !== undefined)
    .map((guest) => toName(guest.replaceAll('|', ' ')));

const hostOfLink = (mail: MailText): string =>
  toName(/https:\/\/(?<host>[^\s/:<>]{1,253}):8007\//u.exec(mail.text.slice(0, 8_000))?.groups?.host);
