/**
 * Synology DSM: `[host] Volume 1 has crashed`, a letter that begins `Dear user,` and ends `Sincerely, Synology ...`, or
 * `A new system event occurred on your HOST on D-M-Y at H:M.` No level is in the mail: its sentence tells. The events are
 * those of DSM's Control Panel, Notification, Rules.
 */
import type { Category } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { likelyProblem, notice, type Outcome, problem, recovery, report } from './outcome.ts';

const ours =
  /sincerely,\s{0,20}(?:your )?synology|^from (?:your )?\S{1,80} ?\(?synology|synology (?:disk|rack|flash)station|\bdsm (?:\d|update|version)|a new system event occurred on your /imu;

interface Row {
  pattern: RegExp;
  outcome: Outcome;
  category: Category;
  condition: string;
}

/** First what ends a condition, then from the worst to the mildest. */
const rows: readonly Row[] = [
  {
    pattern:
      /\b(?:has been|was|is) (?:successfully )?(?:repaired|restored to normal)|back to normal|(?:is|are) now (?:normal|healthy)|\brepair(?:ing)? .{0,60}(?:completed|finished)|\bhas recovered\b/iu,
    outcome: recovery(),
    category: 'storage',
    condition: 'storage health',
  },
  {
    pattern: /(?:has|have) crashed|\bcrashed\b/iu,
    outcome: problem('critical'),
    category: 'storage',
    condition: 'storage health',
  },
  {
    pattern: /\bdegraded\b/iu,
    outcome: problem('critical'),
    category: 'storage',
    condition: 'storage health',
  },
  {
    pattern: /overheat|temperature .{0,60}(?:too high|exceed|critical)|shut ?down .{0,60}temperature/iu,
    outcome: problem('critical'),
    category: 'hardware',
    condition: 'temperature',
  },
  {
    pattern:
      /(?:power (?:has been )?(?:restored|resumed|returned)|(?:back|returned|switched) to ac|ac (?:mode|power) (?:is|has)|resumed from battery|ups .{0,60}(?:reconnected|normal))/iu,
    outcome: recovery(),
    category: 'hardware',
    condition: 'mains power',
  },
  {
    pattern: /battery mode|safe mode|power failure|ups .{0,60}(?:low battery|on battery|disconnected)/iu,
    outcome: problem('high'),
    category: 'hardware',
    condition: 'mains power',
  },
  {
    pattern: /improper(?:ly)? shut ?down|shut ?down improperly|unexpected(?:ly)? shut|abnormal shutdown/iu,
    outcome: problem('high'),
    category: 'system',
    condition: 'improper shutdown',
  },
  {
    pattern: /\bfan\b.{0,80}(?:fail|stop|abnormal|malfunction)/iu,
    outcome: problem('high'),
    category: 'hardware',
    condition: 'fan',
  },
  {
    pattern:
      /bad sector|s\.?m\.?a\.?r\.?t\.?.{0,80}(?:abnormal|fail|warning|error)|\b(?:disk|drive)\b.{0,80}(?:fail|abnormal|critical|error|timeout|re-?identified|deactivated|unrecogni)/iu,
    outcome: problem('high'),
    category: 'storage',
    condition: 'drive health',
  },
  {
    pattern:
      /(?:backup|replication|snapshot|sync|restore)\b.{0,160}(?:fail|unsuccessful|could not|unable|abort|suspended)/isu,
    outcome: problem('high'),
    category: 'backup',
    condition: 'backup',
  },
  {
    pattern: /(?:backup|replication|snapshot)\b.{0,160}(?:partially|warning|skipped|cancel)/isu,
    outcome: problem('medium'),
    category: 'backup',
    condition: 'backup',
  },
  {
    pattern: /(?:backup|replication|snapshot|restore)\b.{0,160}(?:success|complete|finished)/isu,
    outcome: report(),
    category: 'backup',
    condition: 'backup',
  },
  {
    pattern:
      /running out of space|low (?:on )?(?:space|capacity|disk space)|(?:space|capacity).{0,60}(?:low|insufficient|exceed|full|almost)|(?:volume|storage).{0,60}(?:full|low)/iu,
    outcome: likelyProblem('medium', 'medium'),
    category: 'storage',
    condition: 'space',
  },
  {
    pattern: /(?:ip address|host) \[?.{1,60}\]?.{0,60}(?:blocked|banned)/iu,
    outcome: notice('report', 'low'),
    category: 'security',
    condition: 'blocked address',
  },
  {
    pattern: /malware|virus|security (?:risk|advisor)|weak password/iu,
    outcome: likelyProblem('medium', 'medium'),
    category: 'security',
    condition: 'security',
  },
  {
    pattern:
      /(?:log(?:ged)?[ -]?in|sign(?:ed)?[ -]?in|account)\b.{0,120}(?:fail|abnormal|unusual|disabled|protect)|\bfail(?:ed|ure)? .{0,30}(?:log|sign)[ -]?in/iu,
    outcome: likelyProblem('medium', 'low'),
    category: 'auth',
    condition: 'login',
  },
  {
    pattern: /(?:link|network|internet|lan|bond).{0,80}(?:lost|disconnect|down|fail)/iu,
    outcome: likelyProblem('high', 'medium'),
    category: 'network',
    condition: 'network',
  },
  {
    pattern: /(?:link|network|internet|lan|bond).{0,80}(?:restored|reconnect|connected|up)\b/iu,
    outcome: recovery(),
    category: 'network',
    condition: 'network',
  },
  {
    pattern: /certificate.{0,120}(?:expire|renew)/iu,
    outcome: likelyProblem('medium', 'low'),
    category: 'security',
    condition: 'certificate',
  },
  { pattern: /update|new version|upgrade/iu, outcome: report(), category: 'system', condition: 'updates' },
  {
    pattern:
      /scrubbing|consistency check|checking the consistency|s\.?m\.?a\.?r\.?t\.? test|extended test|recycle bin|started up|has booted|scheduled task/iu,
    outcome: report(),
    category: 'storage',
    condition: 'maintenance',
  },
  {
    pattern: /test (?:message|e?-?mail|notification)/iu,
    outcome: notice('other'),
    category: 'system',
    condition: 'test',
  },
  {
    pattern: /fail|error|abnormal/iu,
    outcome: likelyProblem('high', 'medium'),
    category: 'system',
    condition: '',
  },
  {
    pattern: /warning|unable|insufficient/iu,
    outcome: likelyProblem('medium', 'low'),
    category: 'system',
    condition: '',
  },
];

const bracketedHost = /^\[(?<host>[^\]\s]{1,120})\] /u;
const hostForms: readonly RegExp[] = [
  /a new system event occurred on your (?<host>\S{1,120}) on \d/iu,
  /\bon (?:your )?(?:synology )?(?:nas |diskstation |rackstation )?\[?(?<host>[A-Za-z][\w-]{0,60}\d[\w-]{0,60}|DiskStation|RackStation)\]?(?=[\s,.]|$)/u,
  /\bon (?<host>[A-Z][\w-]{1,60}) (?:is|are|has|have|was|crashed)\b/u,
  /^from (?:your )?(?<host>\S{1,120})$/imu,
];
const resourceForms: readonly RegExp[] = [
  /\b(?<name>(?:Volume|Storage Pool|Drive|Disk|SSD Cache|Cache|M\.2 Drive|Fan|LAN|Bond) ?\d{0,3})\b/iu,
  /\[(?<name>(?!\d{1,3}\/\d)[^\]\n]{2,100})\]/u,
  /\btask(?: name)?: "?(?<name>[^"\n]{2,100}?)(?="|$|\n)/imu,
  /\btask \[?"(?<name>[^\]".\n]{1,100})/iu,
  /\b(?<name>UPS|fan|certificate|DDNS)\b/iu,
];

export const synology: SourceAdapter = {
  source: 'synology',
  read: (mail) => {
    const text = mail.text.slice(0, 6_000);
    const bracketed = groupsOf(mail.subject, bracketedHost)?.host ?? '';
    const isOurs =
      ours.test(`${mail.subject}\n${text}`) ||
      (bracketed !== '' && /^dear user,/imu.test(text)) ||
      /\bsynology\b/iu.test(mail.mail.from.display);
    if (!isOurs) return null;
    const title = mail.subject.replace(bracketedHost, '');
    const row = rowFor(rows, title) ?? rowFor(rows, sentenceOf(mail));
    const about = groupsOf(title, ...resourceForms) ?? groupsOf(sentenceOf(mail), ...resourceForms);
    return {
      ...(row?.outcome ?? notice('other', 'low')),
      category: row?.category ?? 'system',
      system: 'Synology DSM',
      host: toName(
        bracketed || groupsOf(mail.subject, ...hostForms)?.host || groupsOf(text, ...hostForms)?.host,
      ),
      resource: toName(about?.name),
      condition: row?.condition || toName(title),
      summary: toSummary(sentenceOf(mail) || mail.subject),
    };
  },
};

/** The letter without its salutation and signature. */
const sentenceOf = (mail: MailText): string =>
  mail.lines
    .slice(0, 12)
    .filter((line) => !/^(?:dear user|sincerely|a new system event|---|from )/iu.test(line))
    .slice(0, 3)
    .join(' ')
    .slice(0, 600);
