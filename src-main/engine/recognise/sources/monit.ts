/** Monit: subject `monit alert --  <event> <service>`; body `<event> Service <name>`, then Date, Action, Host, Description. */
import type { Category, Severity } from '../../../../src-shared/vocabulary.ts';
import type { SourceAdapter } from '../source-adapter.ts';

/** Its events, https://mmonit.com/monit/documentation/monit.html#Setting-an-event-filter; the rest is a problem. */
const recoveries = /\b(?:succeeded|exists|recovery|restored|not changed|stopped matching|ok)\b/i;
const notices = /\b(?:instance changed|monit instance)\b/i;
const severities: readonly { pattern: RegExp; severity: Severity }[] = [
  {
    pattern:
      /connection failed|execution failed|process is not running|link down|data access error|i\/o error/i,
    severity: 'high',
  },
  { pattern: /./, severity: 'medium' },
];

const categories: readonly { pattern: RegExp; category: Category }[] = [
  { pattern: /\b(?:space|inode|filesystem)\b/i, category: 'storage' },
  { pattern: /\b(?:mem|memory|cpu|load\w*|swap|file|uptime)\b/i, category: 'system' },
  { pattern: /\b(?:link|ping)\b/i, category: 'network' },
  { pattern: /./, category: 'service' },
];

export const monit: SourceAdapter = {
  source: 'monit',
  read: (mail) => {
    const isOurs =
      /^monit alert\b/i.test(mail.subject) || /\bmonit\b/i.test(mail.mail.headers['x-mailer'] ?? '');
    const head = /^(?<event>.{1,120}?) Service (?<service>.{1,120})$/mu.exec(
      mail.text.slice(0, 2_000),
    )?.groups;
    if (!isOurs || head === undefined) return null;
    const event = (head.event ?? '').trim();
    const service = (head.service ?? '').trim();
    const description = mail.fields.get('description') ?? '';
    const known = {
      host: mail.fields.get('host') ?? '',
      resource: service,
      condition: service,
      stateCertainty: 'stated' as const,
      category:
        categories.find(({ pattern }) => pattern.test(`${event} ${description}`))?.category ?? 'service',
      summary: description === '' ? `${event}: ${service}` : `${service}: ${description}`.slice(0, 300),
    };
    if (notices.test(event)) {
      return {
        ...known,
        kind: 'lifecycle',
        state: 'info',
        severity: 'info',
        severityCertainty: 'inferred',
        resource: 'Monit',
      };
    }
    if (recoveries.test(event) && !/does not exist/i.test(event)) {
      return { ...known, kind: 'recovery', state: 'resolved', severity: 'info', severityCertainty: 'stated' };
    }
    const severity =
      severities.find(({ pattern }) => pattern.test(`${event} ${description}`))?.severity ?? 'medium';
    return {
      ...known,
      kind: 'problem',
      state: 'firing',
      severity,
      severityCertainty: 'inferred',
      severityFloor: 'medium',
    };
  },
};
