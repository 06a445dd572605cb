/**
 * Netdata: subject `Critical, disk_space_usage = 98.2%, on srv11`, before 1.40 `srv11 needs attention - disk space
 * usage - disk_space._`, and headers X-Netdata-Severity, -Alert-Name, -Chart, -Host. `Clear` and `recovered` end the
 * alert, whatever else the text says. alarm-notify.sh of netdata/netdata.
 */
import type { Category } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem, recovery } from './outcome.ts';

const forms: readonly RegExp[] = [
  /^(?<status>Critical|Warning|Clear|Recovered|Raised|Escalated|Demoted)[a-z ]{0,30}, (?<alert>[^=,]{1,120}?)(?: = (?<value>[^,]{0,60}(?:,\d[^,]{0,40})?))?, on (?<host>\S{1,253})$/iu,
  /^(?<host>\S{1,253}) (?<status>is critical|needs attention|recovered)(?: (?:-|:)|:) (?<alert>.{1,120}?)(?: - (?<chart>\S{1,150})| \((?<inner>\S{1,150})\))?$/iu,
];

const statuses: readonly { pattern: RegExp; outcome: Outcome }[] = [
  { pattern: /^(?:clear|recovered|removed)/i, outcome: recovery() },
  { pattern: /^(?:critical|is critical|escalated)/i, outcome: problem('critical') },
  { pattern: /^(?:warning|needs attention|raised|demoted)/i, outcome: problem('medium') },
];

const categories: readonly { pattern: RegExp; category: Category }[] = [
  { pattern: /disk|space|inode|mdstat|zfs|raid|smart/i, category: 'storage' },
  { pattern: /mysql|postgres|redis|mongo|database/i, category: 'database' },
  { pattern: /net|packet|tcp|udp|wifi|ping|interface|conntrack/i, category: 'network' },
  { pattern: /dns/i, category: 'dns' },
  { pattern: /ups|temperature|ipmi|battery/i, category: 'hardware' },
  { pattern: /web|http|nginx|apache|service|systemd|docker|portcheck/i, category: 'service' },
  { pattern: /./, category: 'system' },
];

export const netdata: SourceAdapter = {
  source: 'netdata',
  read: (mail) => {
    const { headers } = mail.mail;
    const severity = headers['x-netdata-severity'] ?? '';
    const found = groupsOf(mail.subject, ...forms);
    if (severity === '' && (found === null || !isNetdatas(mail))) return null;
    const outcome = rowFor(statuses, severity || (found?.status ?? ''))?.outcome ?? notice('other');
    const chart = toName(
      headers['x-netdata-chart'] || found?.chart || found?.inner || chartIn(mail) || fieldOf(mail, 'chart'),
    );
    const alert = toName(headers['x-netdata-alert-name'] || found?.alert || '');
    return {
      ...outcome,
      category: rowFor(categories, `${alert} ${chart}`)?.category ?? 'system',
      system: 'Netdata',
      host: toName(headers['x-netdata-host'] || found?.host || ''),
      resource: chart === '' ? alert : `${alert} ${chart}`,
      condition: alert.replaceAll('_', ' '),
      summary: toSummary(mail.subject),
    };
  },
};

/** The thread's id is `<chart-alarm@host>`. */
const chartIn = (mail: MailText): string =>
  /^<(?<chart>[^<>@\s]{1,150})-[^<>@\s-]{1,100}@/u.exec(mail.mail.headers['in-reply-to'] ?? '')?.groups
    ?.chart ?? '';

const isNetdatas = (mail: MailText): boolean =>
  /\bnetdata\b/i.test(`${mail.mail.from.address} ${mail.mail.from.display} ${mail.text.slice(0, 4_000)}`) ||
  (/^Chart\s*:/mu.test(mail.text.slice(0, 4_000)) && /^Severity\s*:/mu.test(mail.text.slice(0, 4_000)));
