/**
 * FortiGate's alert e-mail: subject `Message meets Alert condition` for every event, body one or more log lines of
 * `name=value` pairs: devname, pri or level (its severity, as syslog's), type, subtype, logdesc, msg. What happens
 * within an interval comes in one mail. FortiOS log reference.
 */
import type { Category, Severity } from '../../../../src-shared/vocabulary.ts';
import { severityRank } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { PartReading, SourceAdapter } from '../source-adapter.ts';
import { rowFor, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem, recovery } from './outcome.ts';

const levels: Record<string, Severity> = {
  emergency: 'critical',
  alert: 'critical',
  critical: 'critical',
  error: 'high',
  warning: 'medium',
  notice: 'low',
  notification: 'low',
  information: 'info',
  informational: 'info',
  debug: 'info',
};

const categories: readonly { pattern: RegExp; category: Category }[] = [
  { pattern: /\b(?:ips|virus|av|anomaly|attack|utm|webfilter|dlp|app-ctrl)\b/iu, category: 'security' },
  { pattern: /\b(?:login|logged|admin|auth|user)\b/iu, category: 'auth' },
  {
    pattern: /\b(?:vpn|ipsec|tunnel|interface|link|ha|router|bgp|dhcp|traffic|sla|health-check)\b/iu,
    category: 'network',
  },
  { pattern: /./u, category: 'security' },
];

const pair = /(?<![\w-])([a-z][\w-]{1,30})=(?:"([^"]{0,400})"|([^\s"]{1,300}))/giu;
const maxLineChars = 4_000;
const maxEvents = 50;
const up = /(?<![a-z])(?:tunnel|interface|link|gateway)(?![a-z]).{0,60}(?<![a-z])(?:up|restored)(?![a-z])/iu;

interface Event {
  outcome: Outcome;
  host: string;
  resource: string;
  condition: string;
  message: string;
  category: Category;
}

export const fortigate: SourceAdapter = {
  source: 'fortigate',
  read: (mail) => {
    const isOurs =
      /^Message meets Alert condition/iu.test(mail.subject) ||
      (mail.fields.has('devname') && (mail.fields.has('logid') || mail.fields.has('log id')));
    const events = isOurs ? readEvents(mail) : [];
    const [main] = [...events].sort(
      (a, b) => severityRank(a.outcome.severity) - severityRank(b.outcome.severity),
    );
    if (main === undefined) return null;
    return {
      ...main.outcome,
      category: main.category,
      system: 'FortiGate',
      host: main.host,
      resource: main.resource,
      condition: main.condition,
      summary: toSummary(main.message === '' ? mail.subject : main.message),
      parts: events.length > 1 ? events.map(toPart) : [],
    };
  },
};

const readEvents = (mail: MailText): Event[] => {
  const events: Event[] = [];
  for (const line of mail.lines) {
    const fields = new Map(
      [...line.slice(0, maxLineChars).matchAll(pair)].map(
        ([, key = '', quoted, bare]) => [key.toLowerCase(), quoted ?? bare ?? ''] as const,
      ),
    );
    if (fields.size < 4 || !(fields.has('devname') || fields.has('device_id') || fields.has('devid')))
      continue;
    events.push(toEvent(fields));
    if (events.length === maxEvents) break;
  }
  return events;
};

const toEvent = (fields: ReadonlyMap<string, string>): Event => {
  const first = (...names: readonly string[]): string =>
    toName(names.map((name) => fields.get(name)).find((value) => value !== undefined && value !== ''));
  const severity = levels[first('level', 'pri').toLowerCase()] ?? 'medium';
  const message = first('msg', 'logdesc');
  const kind = [first('type'), first('subtype')].filter((word) => word !== '').join('/');
  const what = first('logdesc', 'attack', 'attack_name', 'virus', 'action');
  return {
    outcome: outcomeOf(severity, `${first('status', 'action')} ${message}`),
    host: first('devname', 'device_id', 'devid'),
    resource:
      first('vpntunnel', 'vpn_tunnel', 'interface', 'intf', 'srcip', 'src', 'user', 'attack', 'virus') ||
      kind.replace('/', ' '),
    condition: toName(`${kind} ${what || message}`),
    message,
    category: rowFor(categories, `${kind} ${message}`)?.category ?? 'security',
  };
};

const outcomeOf = (severity: Severity, words: string): Outcome => {
  if (up.test(words)) return recovery(severity);
  return severity === 'info' || severity === 'low' ? notice('report', severity) : problem(severity);
};

const toPart = ({ outcome, host, resource, condition, message }: Event): PartReading => ({
  state: outcome.state,
  statedSeverity: outcome.statedSeverity,
  host,
  resource,
  condition,
  summary: toSummary(message),
});
