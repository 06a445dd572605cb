/**
 * Wazuh and OSSEC: `Wazuh notification - (agent) any - Alert level 10`, `OSSEC Notification - host - Alert level 7`; the
 * body has one block for each alert, `Received From: (agent) 10.0.0.5->/var/log/auth.log`, `Rule: 5712 fired (level 10)
 * -> "..."`, and ends `--END OF NOTIFICATION`. The log excerpt in it is an attacker's to write.
 * src/os_maild of wazuh/wazuh; levels: documentation, "Rules classification".
 */
import type { Severity } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { PartReading, SourceAdapter } from '../source-adapter.ts';
import { groupsOf, toName, toSummary } from './matching.ts';
import { type Outcome, problem, report } from './outcome.ts';

const form =
  /^(?:Wazuh|OSSEC)(?: HIDS)? (?:notification|alert) - (?:\((?<agent>[^()]{1,120})\) (?<address>\S{1,60})|(?<host>\S{1,253}))(?:->\S{1,120})? - Alert level (?<level>\d{1,2})/iu;
/** Subjects may be the administrator's own. */
const ownHead = /^(?:Wazuh|OSSEC HIDS) Notification\.$/mu;
const received =
  /^Received From: (?:\((?<agent>[^()]{1,120})\) (?<address>[^\s>]{1,60}?)|(?<host>[^\s>]{1,253}?))->(?<location>\S.{0,200})$/u;
const rule = /^Rule: (?<id>\d{1,9}) fired \(level (?<level>\d{1,2})\) -> "?(?<text>.{0,300}?)"?$/u;
const maxParts = 50;

/** The product's own classes: low below 7, medium to 11, high to 14, critical above. */
const severityOf = (level: number): Severity => {
  if (level >= 15) return 'critical';
  if (level >= 12) return 'high';
  if (level >= 7) return 'medium';
  return level >= 3 ? 'low' : 'info';
};

const outcomeOf = (level: number): Outcome =>
  level >= 5 ? problem(severityOf(level)) : report(severityOf(level));

interface Alert {
  host: string;
  location: string;
  id: string;
  level: number;
  text: string;
  source: string;
  program: string;
  file: string;
}

export const wazuh: SourceAdapter = {
  source: 'wazuh',
  read: (mail) => {
    const found = groupsOf(mail.subject, form) ?? (ownHead.test(mail.text) ? {} : null);
    const alerts = found === null ? [] : readAlerts(mail);
    if (found === null || (found.level === undefined && alerts.length === 0)) return null;
    const level = Number(found.level ?? 0);
    const worst = alerts.reduce<Alert | undefined>(
      (most, next) => (most === undefined || next.level > most.level ? next : most),
      undefined,
    );
    return {
      ...outcomeOf(Math.max(level, worst?.level ?? 0)),
      category: 'security',
      system: 'Wazuh',
      host: worst?.host || toName(found.agent || found.host),
      resource: worst === undefined ? '' : resourceOf(worst),
      condition: worst === undefined ? 'alert' : worst.text,
      ...(worst === undefined ? {} : { identity: identityOf(worst) }),
      summary: toSummary(worst === undefined ? mail.subject : `${worst.text} (level ${worst.level})`),
      parts: alerts.length > 1 ? alerts.slice(0, maxParts).map(toPart) : [],
    };
  },
};

const resourceOf = ({ file, program, source, location }: Alert): string =>
  file || [program, source].filter((word) => word !== '').join(' ') || location;

const identityOf = (alert: Alert): string => `rule ${alert.id} ${alert.text} ${resourceOf(alert)}`;

const toPart = (alert: Alert): PartReading => ({
  state: outcomeOf(alert.level).state,
  statedSeverity: severityOf(alert.level),
  host: alert.host,
  resource: resourceOf(alert),
  condition: alert.text,
  identity: identityOf(alert),
  summary: toSummary(alert.text),
});

const readAlerts = (mail: MailText): Alert[] => {
  const alerts: Alert[] = [];
  let host = '';
  let location = '';
  for (const line of mail.lines) {
    const from = groupsOf(line, received);
    if (from !== null) {
      host = toName(from.agent || from.host);
      location = toName(from.location);
      continue;
    }
    const fired = groupsOf(line, rule);
    if (fired !== null) {
      alerts.push({
        host,
        location,
        id: fired.id ?? '',
        level: Number(fired.level),
        text: toName(fired.text?.replace(/\.$/u, '')),
        source: '',
        program: '',
        file: '',
      });
      continue;
    }
    const alert = alerts.at(-1);
    if (alert === undefined) continue;
    alert.source ||= toName(/^Src IP: (?<ip>[\da-f.:]{3,45})$/iu.exec(line)?.groups?.ip);
    alert.program ||= toName(
      /^(?:\S{1,40} ){1,4}?(?<program>[a-z][\w./-]{1,40})\[\d{1,9}\]: /iu.exec(line.slice(0, 200))?.groups
        ?.program,
    );
    alert.file ||= toName(
      /^(?:Integrity checksum changed for: |File )'(?<file>[^']{1,200})'/u.exec(line)?.groups?.file,
    );
  }
  return alerts;
};
