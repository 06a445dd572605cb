/**
 * FortiGate's alert e-mail: subject `Message meets Alert condition` for every event, body one log line of `name=value`
 * pairs: devname, pri or level (its severity, as syslog's), type, subtype, logdesc, msg. FortiOS log reference.
 */
import type { Category, Severity } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, rowFor, toName, toSummary } from './matching.ts';
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

export const fortigate: SourceAdapter = {
  source: 'fortigate',
  read: (mail) => {
    const level = (mail.fields.get('level') ?? mail.fields.get('pri') ?? '').toLowerCase();
    const isOurs =
      /^Message meets Alert condition/iu.test(mail.subject) ||
      (mail.fields.has('devname') && mail.fields.has('logid'));
    if (!isOurs || (level === '' && !mail.fields.has('devname'))) return null;
    const severity = levels[level] ?? 'medium';
    const message = fieldOf(mail, 'msg', 'logdesc');
    const kind = [fieldOf(mail, 'type'), fieldOf(mail, 'subtype')].filter((word) => word !== '').join('/');
    return {
      ...outcomeOf(mail, severity, message),
      category: rowFor(categories, `${kind} ${message}`)?.category ?? 'security',
      system: 'FortiGate',
      host: fieldOf(mail, 'devname', 'device id', 'devid', 'serial'),
      resource:
        fieldOf(mail, 'vpntunnel', 'interface', 'intf', 'srcip', 'src', 'user', 'attack', 'virus') || kind,
      condition: toName(
        `${kind} ${fieldOf(mail, 'logdesc') || fieldOf(mail, 'attack', 'action') || message}`,
      ),
      summary: toSummary(message === '' ? mail.subject : message),
    };
  },
};

const outcomeOf = (mail: MailText, severity: Severity, message: string): Outcome => {
  const status = `${fieldOf(mail, 'status', 'action')} ${message}`;
  if (/\b(?:tunnel|interface|link|gateway)\b.{0,60}\b(?:up|restored)\b/iu.test(status))
    return recovery(severity);
  if (severity === 'info' || severity === 'low') return notice('report', severity);
  return problem(severity);
};
