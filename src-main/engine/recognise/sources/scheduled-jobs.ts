/**
 * What runs jobs beside cron: anacron (`Anacron job 'cron.daily' on host`), at (`Output from your job 12`), systemd-cron
 * and OnFailure mailers (`[host] job name failed`, `[host] unit backup.service failed`). That there is output is the
 * news; how bad it is its words say.
 */
import { identityOfWords } from '../identity.ts';
import { fold } from '../mail-text.ts';
import { negatedTrouble, severitySignals } from '../signals.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, hostOfSender, toName, toSummary } from './matching.ts';
import { likelyProblem, problem, report } from './outcome.ts';

const forms: readonly RegExp[] = [
  /^Anacron job '(?<resource>[^']{1,120})' on (?<host>\S{1,253})$/u,
  /^Output from your job\s{1,12}(?<number>\d{1,9})$/u,
  /^\[(?<host>[^\]\s]{1,253})\] (?:job|unit|service) (?<resource>[\w@.:-]{1,150}) (?<failed>failed)$/iu,
  /^(?:Unit|Service) (?<resource>[\w@.:-]{1,150}\.(?:service|timer|mount|socket)) (?<failed>failed) on (?<host>\S{1,253})$/u,
];

export const scheduledJobs: SourceAdapter = {
  source: 'scheduled-jobs',
  read: (mail) => {
    const found = groupsOf(mail.subject, ...forms);
    if (found === null) return null;
    const output = fold(mail.text.slice(0, 4_000)).replace(negatedTrouble, ' ');
    const said = severitySignals.find(({ pattern }) => pattern.test(output))?.severity ?? 'info';
    return {
      ...(found.failed
        ? problem('high')
        : said === 'info' || said === 'low'
          ? report()
          : likelyProblem(said, 'low')),
      category: /backup|rsync|dump/iu.test(`${found.resource} ${output.slice(0, 500)}`) ? 'backup' : 'system',
      system: 'scheduled job',
      host: toName(found.host) || hostOfSender(mail),
      resource: toName(found.resource) || toName(mail.lines[0]),
      condition: 'job output',
      // One job complains of many things: which it is stands in its output.
      identity: identityOfWords(mail),
      summary: toSummary(
        mail.lines.slice(0, 20).find((line) => !line.endsWith(':')) ?? mail.lines[0] ?? mail.subject,
      ),
    };
  },
};
