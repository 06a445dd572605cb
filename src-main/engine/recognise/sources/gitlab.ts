/**
 * GitLab pipelines: `project | Failed pipeline for main | 5e1c2d3a`, `... | Fixed pipeline for ...`, before 13 `project |
 * Pipeline #123 has failed for main | 5e1c2d3a`, with X-GitLab-Pipeline-Status, -Ref and X-GitLab-Project headers.
 * app/mailers/emails/pipelines.rb of gitlab-org/gitlab.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, hostOfTarget, rowFor, toName, toSummary } from './matching.ts';
import { likelyProblem, notice, type Outcome, recovery, report } from './outcome.ts';

const forms: readonly RegExp[] = [
  /^(?:(?<project>[^|]{1,200}) \| )?(?<status>Failed|Fixed|Successful|Canceled) pipeline for (?<ref>[^|]{1,200}?)(?: \| (?<rest>.{1,200}))?$/u,
  /^(?:(?<project>[^|]{1,200}) \| )?Pipeline #\d{1,20} has (?<status>failed|succeeded|been fixed) for (?<ref>[^|]{1,200}?)(?: \| (?<rest>.{1,200}))?$/u,
];

const statuses: readonly { pattern: RegExp; outcome: Outcome }[] = [
  { pattern: /^fail/i, outcome: likelyProblem('medium', 'low') },
  { pattern: /fixed/i, outcome: recovery() },
  { pattern: /^succe/i, outcome: report() },
  { pattern: /./, outcome: notice('other') },
];

export const gitlab: SourceAdapter = {
  source: 'gitlab',
  read: (mail) => {
    const found = groupsOf(mail.subject, ...forms);
    const { headers } = mail.mail;
    if (found === null) return null;
    if (
      !/gitlab|\bpipeline #\d/iu.test(
        `${mail.subject} ${Object.keys(headers).join(' ')} ${mail.mail.from.display} ${mail.mail.from.address} ${mail.text.slice(0, 8_000)}`,
      )
    )
      return null;
    const project = toName(headers['x-gitlab-project-path'] || found.project || headers['x-gitlab-project']);
    return {
      ...(rowFor(statuses, found.status ?? '')?.outcome ?? notice('other')),
      category: 'service',
      system: 'GitLab',
      host: hostOfTarget(/https?:\/\/[^\s<>"')\]]{1,200}/u.exec(mail.text.slice(0, 8_000))?.[0] ?? ''),
      resource: project,
      condition: `pipeline for ${toName(found.ref)}`,
      summary: toSummary(mail.subject),
    };
  },
};
