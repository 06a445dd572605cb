/**
 * Monitoring systems whose default subjects say all. LibreNMS: `Alert for device sw1 - Port down`, `Device sw1 recovered
 * from Port down`. Observium: `ALERT: [sw1] [port Gi0/1] condition`, `RECOVER: ...`. OpenNMS: `Notice #75: node1 down.`,
 * `RESOLVED: Notice #75: ...`. mon: `ALERT routers/ping: r-lon-1 (date)`. Cacti's thresholds. Sensu's mailer: `ALERT - web01/check_http: CRITICAL`, `RESOLVED - ...`.
 */
import { severityFromWord } from '../severity-words.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, toName, toSummary } from './matching.ts';
import { acknowledgement, likelyProblem, problem, recovery } from './outcome.ts';

const forms: readonly { system: string; pattern: RegExp }[] = [
  {
    system: 'LibreNMS',
    pattern:
      /^Alert for device (?<host>\S{1,200}) - (?<resource>\S.{0,200}?)(?<acknowledged> got acknowledged)?(?: (?:got (?:worse|better|changed)))?$/u,
  },
  {
    system: 'LibreNMS',
    pattern: /^Device (?<host>\S{1,200}) (?<over>recovered) from (?<resource>\S.{0,200})$/u,
  },
  {
    system: 'Observium',
    pattern: /^ALERT: \[(?<host>[^\]\s]{1,200})\] \[(?<resource>[^\]]{1,150})\](?<more>.{0,200})$/u,
  },
  {
    system: 'Observium',
    pattern:
      /^(?<over>RECOVER): \[(?<host>[^\]\s]{1,200})\] \[(?<resource>[^\]]{1,150})\](?<more>.{0,200})$/u,
  },
  {
    system: 'OpenNMS',
    pattern:
      /^(?<over>RESOLVED: )?Notice #\d{1,12}: (?<resource>(?=.{0,250}\b(?:down|up|threshold|alarm|node|interface|outage|service)\b)\S.{0,300})$/u,
  },
  {
    system: 'Sensu',
    pattern:
      /^ALERT - (?<host>[^\s/]{1,200})\/(?<resource>[\w.-]{1,150}): (?<level>CRITICAL|WARNING|UNKNOWN)/u,
  },
  { system: 'Sensu', pattern: /^(?<over>RESOLVED?) - (?<host>[^\s/]{1,200})\/(?<resource>[\w.-]{1,150}): /u },
  {
    system: 'mon',
    pattern:
      /^ALERT (?<group>[^\s/]{1,120})\/(?<resource>[\w.-]{1,120}):? ?(?<more>.{0,200}?)(?: \([^()]{6,60}\d\))?$/u,
  },
  {
    system: 'mon',
    pattern:
      /^(?<over>UPALERT) (?<group>[^\s/]{1,120})\/(?<resource>[\w.-]{1,120}):? ?(?<more>.{0,200}?)(?: \([^()]{6,60}\d\))?$/u,
  },
  {
    system: 'Cacti',
    pattern:
      /^(?:ALERT|TRIGGER|BASELINE|WARNING): (?<host>\S{1,120}) - (?<resource>.{1,150}?) (?:went|is still|triggered).{0,20} (?:above|below|threshold)/u,
  },
  {
    system: 'Cacti',
    pattern: /^(?<over>NORMAL): (?<host>\S{1,120}) - (?<resource>.{1,150}?) (?:restored|returned) to/iu,
  },
];

export const networkMonitors: SourceAdapter = {
  source: 'network-monitors',
  read: (mail) => {
    for (const { system, pattern } of forms) {
      const found = groupsOf(mail.subject, pattern);
      if (found === null) continue;
      const stated = severityFromWord(found.level || fieldOf(mail, 'severity', 'event severity'));
      const severity = stated ?? (/\bdown\b|unreachable/iu.test(mail.subject) ? 'critical' : 'high');
      return {
        ...(found.over
          ? recovery(stated)
          : found.acknowledged
            ? acknowledgement(severity)
            : stated === null
              ? likelyProblem(severity, 'medium')
              : problem(stated)),
        system,
        host:
          toName(found.host) ||
          (system === 'mon' ? memberOf(found.more) || toName(found.group) : '') ||
          hostIn(found.resource ?? '') ||
          fieldOf(mail, 'node', 'host', 'hostname'),
        resource: toName(found.resource),
        condition: system === 'mon' ? `${found.group}: alert` : toName(found.more) || 'alert',
        summary: toSummary(mail.subject),
      };
    }
    return null;
  },
};

/** mon names a group, and in its summary the hosts of it that fail. */
const memberOf = (summary: string | undefined): string =>
  toName(
    /^(?:[a-z]+: )?(?<host>[\p{L}\p{N}](?=[\p{L}.-]{0,60}[\d.-])[\p{L}\p{N}.-]{1,120})(?=$|[\s,;:])/u.exec(
      summary ?? '',
    )?.groups?.host,
  );

/** `node1 down.`, `Interface 10.0.0.1 on node node1 is down.`, `HTTP service on web1 ...`. */
const hostIn = (text: string): string =>
  toName(
    groupsOf(
      text,
      /\bon (?:node |interface )?(?<host>[\w-][\w.-]{0,120}[\w-])/iu,
      /\bnode (?<host>[\w-][\w.-]{0,120}[\w-])/iu,
      /^(?<host>[\w-][\w.-]{0,120}[\w-]) (?:is )?(?:now )?(?:down|up)\b/iu,
    )?.host,
  );
