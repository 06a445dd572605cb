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

/** One service has many tests, each of which fails and recovers by itself: the event without its outcome, and the metric. */
const testOf = (event: string, description: string): string => {
  const test = event
    .toLowerCase()
    .replace(
      /\b(?:failed|failure|succeeded|success|matched|match|matching|stopped|does|do|not|changed|recovery|recovered|restored|error|ok|down|up)\b/gu,
      ' ',
    )
    .replace(/\bexists\b/u, 'exist')
    .replace(/\s+/gu, ' ')
    .trim();
  const metric = /resource limit/iu.test(event) ? (metricIn.exec(description)?.[0] ?? '') : '';
  return `${test} ${metric.toLowerCase().replace(/\s+/gu, ' ')}`.trim();
};
const metricIn =
  /\b(?:load ?(?:avg|average) ?\([^)]{1,12}\)|(?:total )?(?:cpu|mem(?:ory)?|swap|space|inode|read|write|download|upload)(?: \w{1,12})? (?:usage|rate|time|bytes|packets)|[\w ]{1,20} usage)/iu;

export const monit: SourceAdapter = {
  source: 'monit',
  read: (mail) => {
    const isOurs =
      /^monit alert\b/i.test(mail.subject) || /\bmonit\b/i.test(mail.mail.headers['x-mailer'] ?? '');
    if (!isOurs) return null;
    const head = /^(?<event>.{1,120}?) Service (?<service>.{1,120})$/mu.exec(
      mail.text.slice(0, 2_000),
    )?.groups;
    if (head === undefined) return null;
    const event = (head.event ?? '').trim();
    const service = (head.service ?? '').trim();
    const description = mail.fields.get('description') ?? '';
    const known = {
      host: mail.fields.get('host') ?? '',
      resource: service,
      condition: `${service} ${testOf(event, description)}`.trim(),
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
        condition: 'monit instance',
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
