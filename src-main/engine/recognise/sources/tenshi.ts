/**
 * tenshi: `tenshi report [misc]`, `tenshi CRITICAL report [critical]`, with X-tenshi-hostname; the body has each host's
 * name with a colon and its counted log lines, which are whoever's wrote them. tenshi(8).
 */
import { fold } from '../mail-text.ts';
import { negatedTrouble, severitySignals } from '../signals.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, toName, toSummary } from './matching.ts';
import { likelyProblem, report } from './outcome.ts';

const form = /^tenshi\b(?<words>.{0,120}?)(?: \[(?<queue>[\w.-]{1,60})\])?$/iu;
const hostLine = /^(?<host>[\w][\w.-]{0,150}):$/u;

export const tenshi: SourceAdapter = {
  source: 'tenshi',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    const { headers } = mail.mail;
    if (headers['x-tenshi-version'] === undefined && (found === null || !found.queue)) return null;
    const host = mail.lines.map((line) => groupsOf(line, hostLine)).find((one) => one !== null)?.host;
    const queue = toName(found?.queue) || 'report';
    const lines = fold(mail.text.slice(0, 4_000)).replace(negatedTrouble, ' ');
    const hasTrouble = severitySignals.some(
      ({ severity, pattern }) => (severity === 'critical' || severity === 'high') && pattern.test(lines),
    );
    const isUrgent = /\bcritical\b|\balert\b/iu.test(`${found?.words} ${queue}`);
    return {
      ...(isUrgent
        ? likelyProblem(hasTrouble ? 'high' : 'medium', 'low')
        : report(hasTrouble ? 'medium' : 'low')),
      category: 'system',
      system: 'tenshi',
      host: toName(host) || toName(headers['x-tenshi-hostname']),
      resource: queue,
      condition: 'log report',
      summary: toSummary(mail.subject),
    };
  },
};
