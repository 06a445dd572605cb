/**
 * Jenkins: its mailer's `Build failed in Jenkins: job #12`, `Jenkins build is unstable: job #12`, `Jenkins build is back
 * to normal : job #13`, and the extended mailer's `job - Build # 12 - Still Failing!`; headers X-Jenkins-Job and
 * X-Jenkins-Result. The log below is the build's. MailSender of jenkinsci/mailer-plugin.
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, hostOfTarget, rowFor, toName, toSummary } from './matching.ts';
import { likelyProblem, notice, type Outcome, recovery, report } from './outcome.ts';

const forms: readonly RegExp[] = [
  /^(?<status>Build failed) in Jenkins ?: (?<job>\S.{0,200}?) ?#(?<number>\d{1,9})/iu,
  /^Jenkins build (?<status>is (?:still )?(?:unstable|failing)|became unstable|is back to (?:normal|stable)) ?: (?<job>\S.{0,200}?) ?#(?<number>\d{1,9})/iu,
  /^(?<job>\S.{0,200}?) - Build # ?(?<number>\d{1,9}) - (?<status>Failure|Still Failing|Unstable|Still Unstable|Fixed|Successful|Aborted|Not Built)!?$/iu,
];

/** A broken build stops nobody but its developers. */
const statuses: readonly { pattern: RegExp; outcome: Outcome }[] = [
  { pattern: /back to|^fixed|^recovered/i, outcome: recovery() },
  { pattern: /fail/i, outcome: likelyProblem('medium', 'low') },
  { pattern: /unstable/i, outcome: likelyProblem('medium', 'low') },
  { pattern: /^success/i, outcome: report() },
  { pattern: /./, outcome: notice('other', 'low') },
];

export const jenkins: SourceAdapter = {
  source: 'jenkins',
  read: (mail) => {
    const { headers } = mail.mail;
    const found = groupsOf(mail.subject, ...forms);
    const result = headers['x-jenkins-result'] ?? '';
    if (found === null && headers['x-jenkins-job'] === undefined) return null;
    return {
      ...(rowFor(statuses, found?.status ?? result)?.outcome ?? notice('other')),
      category: 'service',
      system: 'Jenkins',
      host: hostOfTarget(linkIn(mail)),
      resource: toName(headers['x-jenkins-job'] || found?.job),
      condition: 'build',
      summary: toSummary(mail.subject),
    };
  },
};

const linkIn = (mail: MailText): string =>
  /https?:\/\/[^\s<>"')\]]{1,200}\/job\//u.exec(mail.text.slice(0, 8_000))?.[0] ?? '';
