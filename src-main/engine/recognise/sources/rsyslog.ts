/**
 * rsyslog's ommail: header `X-Mailer: rsyslog-ommail`; subject and body are templates of the administrator, most often
 * the documentation's `disk problem on %hostname%` over `RSYSLOG Alert` and `msg='...'`. That a rule matched is the
 * problem, the words say how bad it is. plugins/ommail of rsyslog/rsyslog.
 */
import { fold } from '../mail-text.ts';
import { negatedTrouble, severitySignals } from '../signals.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, toName } from './matching.ts';
import { likelyProblem } from './outcome.ts';

const resources: readonly RegExp[] = [
  /(?<name>\/dev\/[\w./-]{1,80}\w)/u,
  /\b(?<name>[\w@.-]{1,60}\.(?:service|timer|mount|socket))\b/u,
  /^(?<name>[\w-]{2,40}) (?:problem|failure|failures|error|errors|alert|warning) on /imu,
];

export const rsyslog: SourceAdapter = {
  source: 'rsyslog',
  read: (mail) => {
    const isOurs =
      /^rsyslog-ommail\b/i.test(mail.mail.headers['x-mailer'] ?? '') || /^RSYSLOG Alert\r?\n/.test(mail.text);
    if (!isOurs) return null;
    const words = fold(`${mail.subject}\n${mail.text.slice(0, 2_000)}`).replace(negatedTrouble, ' ');
    const said = severitySignals.find(({ pattern }) => pattern.test(words))?.severity ?? 'medium';
    const severity = said === 'low' || said === 'info' ? 'medium' : said;
    return {
      ...likelyProblem(severity, severity === 'medium' ? 'low' : 'medium'),
      system: 'rsyslog',
      resource: toName(groupsOf(`${mail.text.slice(0, 2_000)}\n${mail.subject}`, ...resources)?.name),
    };
  },
};
