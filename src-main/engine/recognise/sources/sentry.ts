/**
 * Sentry: issue mails `PROJECT-1K - TypeError: ...` or `[Sentry] ...` with X-Sentry-* headers or a sentry sender, and
 * metric alerts `[Critical] rule name project`, `[Resolved] ...`. The level is among the event's tags.
 */
import { severityFromWord } from '../severity-words.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, toName, toSummary } from './matching.ts';
import { likelyProblem, problem, recovery } from './outcome.ts';

const issue =
  /^(?:\[(?:Sentry|(?<bracket>[^\]]{1,80}))\] )?(?:New Alert(?: in \S{1,80})?: |Regression: )?(?<id>[A-Z][A-Z\d_-]{1,60}-[\dA-Z]{1,6}) - (?<title>\S.{0,300})$/u;
const metric = /^\[(?<status>Critical|Warning|Resolved)\] (?<rule>\S.{0,250})$/u;

export const sentry: SourceAdapter = {
  source: 'sentry',
  read: (mail) => {
    const { headers } = mail.mail;
    const project = headers['x-sentry-project'] ?? '';
    const isOurs =
      project !== '' ||
      /\bsentry\b/iu.test(
        `${mail.mail.from.address.replace(/@/u, ' ').replaceAll('.', ' ')} ${mail.mail.from.display}`,
      ) ||
      /getsentry/iu.test(mail.mail.from.address);
    if (!isOurs) return null;
    const alert = groupsOf(mail.subject, metric);
    if (alert !== null)
      return {
        ...(alert.status === 'Resolved'
          ? recovery()
          : problem(alert.status === 'Critical' ? 'critical' : 'medium')),
        category: 'service',
        system: 'Sentry',
        host: '',
        resource: toName(alert.rule),
        condition: 'metric alert',
        summary: toSummary(mail.subject),
      };
    const found = groupsOf(mail.subject, issue);
    if (found === null) return null;
    const level = severityFromWord(fieldOf(mail, 'level') || headers['x-sentry-level'] || '');
    return {
      ...(level === null || level === 'info'
        ? likelyProblem(level === 'info' ? 'low' : 'high', 'low')
        : problem(level)),
      category: 'service',
      system: 'Sentry',
      host: fieldOf(mail, 'server name', 'server'),
      resource: toName(found.id),
      condition: 'issue',
      summary: toSummary(found.title ?? mail.subject),
    };
  },
};
