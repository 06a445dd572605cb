/**
 * Datadog monitors: `[Monitor Alert] Triggered: name`, `[Triggered on {host:web01}] name`, `[P1] [Recovered] name`,
 * `[Warn] ...`, `[No data] ...`; from a datadoghq address or with its links. Datadog documentation, "Notifications".
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, hostWordIn, rowFor, toName, toSummary } from './matching.ts';
import { likelyProblem, notice, type Outcome, recovery } from './outcome.ts';

const forms: readonly RegExp[] = [
  /^(?:\[P(?<level>[1-5])\] )?\[(?<status>Re-Triggered|Triggered|Recovered|Warn|Re-Warn|No data|Re-No data|Renotify|Muted)(?: on \{?(?<scope>[^}\]]{1,200})\}?)?\] (?<name>\S.{0,250})$/iu,
  /^(?:\[P(?<level>[1-5])\] )?\[Monitor Alert\] (?<status>Re-Triggered|Triggered|Recovered|Warn|No data|Renotify)(?: on \{?(?<scope>[^}:]{1,60}:[^}\s]{1,150})\}?)?: (?<name>\S.{0,250})$/iu,
];

const priorities = ['critical', 'high', 'medium', 'low', 'info'] as const;
const statuses: readonly { pattern: RegExp; outcome: Outcome }[] = [
  { pattern: /recovered/i, outcome: recovery() },
  { pattern: /triggered|renotify/i, outcome: likelyProblem('high', 'medium') },
  { pattern: /warn|no data/i, outcome: likelyProblem('medium', 'low') },
  { pattern: /./, outcome: notice('downtime') },
];

export const datadog: SourceAdapter = {
  source: 'datadog',
  read: (mail) => {
    const found = groupsOf(mail.subject, ...forms);
    if (found === null || !isDatadogs(mail)) return null;
    const outcome = rowFor(statuses, found.status ?? '')?.outcome ?? notice('other', 'medium');
    const stated = found.level ? priorities[Number(found.level) - 1] : undefined;
    const host = /\bhost:(?<host>[\w.-]{1,200})/u.exec(
      `${found.scope} ${mail.subject} ${mail.text.slice(0, 4_000)}`,
    )?.groups?.host;
    return {
      ...outcome,
      ...(stated !== undefined && outcome.state === 'firing'
        ? {
            statedSeverity: stated,
            severity: stated,
            severityFloor: stated,
            severityCertainty: 'stated' as const,
          }
        : {}),
      system: 'Datadog',
      host: toName(host) || hostWordIn(found.name ?? ''),
      resource: toName(found.name),
      condition: toName(found.scope) || 'monitor',
      summary: toSummary(mail.subject),
    };
  },
};

const isDatadogs = (mail: MailText): boolean =>
  /\bdatadog|\bdtdg\.co\b/iu.test(
    `${mail.mail.from.address} ${mail.mail.from.display} ${mail.text.slice(0, 8_000)}`,
  );
