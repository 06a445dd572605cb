/**
 * PagerDuty: `[PagerDuty ALERT] You have 2 triggered Incidents (Service)`, `[PagerDuty] Incident #12 triggered: title`,
 * `... acknowledged`, `... resolved`. Only counts may stand in the subject, the titles are in the body.
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, hostWordIn, rowFor, toName, toSummary } from './matching.ts';
import { acknowledgement, likelyProblem, notice, type Outcome, recovery } from './outcome.ts';

const forms: readonly RegExp[] = [
  /^\[?PagerDuty ALERT\]?:? You have \d{1,5} (?<status>triggered|acknowledged|resolved) incidents?/iu,
  /^\[PagerDuty\](?: \w{3,12}:)? Incident #?(?<id>[\w-]{1,20}) (?:has been |was )?(?<status>triggered|acknowledged|resolved|escalated|reassigned)(?:: (?<title>.{1,250}))?/iu,
  /^\[(?<status>triggered|acknowledged|resolved)\] \[?#(?<id>\d{1,12})\]?:? (?<title>\S.{0,250})$/iu,
];
const statuses: readonly { pattern: RegExp; outcome: Outcome }[] = [
  { pattern: /resolved/i, outcome: recovery() },
  { pattern: /acknowledged/i, outcome: acknowledgement('high') },
  { pattern: /triggered|escalated|reassigned/i, outcome: likelyProblem('high', 'medium') },
];

export const pagerduty: SourceAdapter = {
  source: 'pagerduty',
  read: (mail) => {
    const found = groupsOf(mail.subject, ...forms);
    if (
      found === null ||
      !/pagerduty/iu.test(`${mail.subject} ${mail.mail.from.address} ${mail.text.slice(0, 8_000)}`)
    )
      return null;
    const title = toName(found.title) || titleIn(mail);
    return {
      ...(rowFor(statuses, found.status ?? '')?.outcome ?? notice('other', 'medium')),
      category: 'service',
      system: 'PagerDuty',
      host: hostWordIn(title),
      resource: title,
      condition: 'incident',
      identity: found.id ? `incident ${found.id}` : '',
      summary: toSummary(title === '' ? mail.subject : `${mail.subject}: ${title}`),
    };
  },
};

/** `[#12] title` or the line behind `Incident #12`. */
const titleIn = (mail: MailText): string =>
  toName(
    mail.lines
      .slice(0, 40)
      .map(
        (line) =>
          /^(?:\[?#\d{1,12}\]?:?|Incident #\d{1,12}:?) (?<title>\S.{3,200})$/iu.exec(line)?.groups?.title,
      )
      .find((title) => title !== undefined),
  );
