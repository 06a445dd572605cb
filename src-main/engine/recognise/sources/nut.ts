/**
 * Network UPS Tools: what upsmon says, `UPS myups@localhost on battery`, `Communications with UPS ... lost`, handed on
 * by NOTIFYCMD in subject or body, and the notify types (ONBATT, LOWBATT, ...) of upssched scripts. NOTIFYMSG in
 * upsmon.conf(5).
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, hostOfSender, hostWordIn, rowFor, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem, recovery, report } from './outcome.ts';

const said: readonly RegExp[] = [
  /\bUPS (?:'|\[)?(?<ups>[\w.-]{1,60})@(?<host>[\w.-]{1,253})(?::\d{1,5})?(?:'|\])?[: ]{1,2}(?<event>on line power|on battery|battery is low|battery needs to be replaced|is unavailable|forced shutdown in progress|calibration in progress|(?:is )?overloaded|(?:is )?(?:now )?on bypass|administratively OFF.{0,20}|no longer .{1,40}|(?:has )?one or more active alarms|(?:is )?trimming.{0,40}|(?:is )?boosting.{0,40})/iu,
  /\b(?<event>Communications (?:with UPS )(?:'|\[)?(?<ups>[\w.-]{1,60})@(?<host>[\w.-]{1,253})(?::\d{1,5})?(?:'|\])? (?:lost|established))/iu,
  /\b(?<event>upsmon parent process died - shutdown impossible|Auto logout and shutdown proceeding)/iu,
];
const types = /\b(?<type>ONLINE|ONBATT|LOWBATT|FSD|COMMOK|COMMBAD|SHUTDOWN|REPLBATT|NOCOMM|NOPARENT)\b/u;

const events: readonly { pattern: RegExp; outcome: Outcome; condition: string }[] = [
  { pattern: /^on line power/i, outcome: recovery(), condition: 'mains power' },
  { pattern: /^on battery/i, outcome: problem('high'), condition: 'mains power' },
  { pattern: /^battery is low/i, outcome: problem('critical'), condition: 'low battery' },
  { pattern: /established$/i, outcome: recovery(), condition: 'communication' },
  { pattern: /^communications.*lost$/i, outcome: problem('medium'), condition: 'communication' },
  { pattern: /^is unavailable/i, outcome: problem('high'), condition: 'communication' },
  { pattern: /^battery needs to be replaced/i, outcome: problem('high'), condition: 'battery replacement' },
  { pattern: /shutdown/i, outcome: problem('critical'), condition: 'shutdown' },
  { pattern: /^no longer /i, outcome: recovery(), condition: '' },
  { pattern: /overloaded/i, outcome: problem('high'), condition: 'overload' },
  { pattern: /bypass|administratively off|alarms/i, outcome: problem('medium'), condition: '' },
  { pattern: /calibration|trimming|boosting/i, outcome: report(), condition: '' },
];

export const nut: SourceAdapter = {
  source: 'nut',
  read: (mail) => {
    const found = groupsOf(mail.subject, ...said) ?? groupsOf(mail.text.slice(0, 2_000), ...said);
    if (found === null || !isNuts(mail, found)) return null;
    const event = found.event ?? '';
    const row = rowFor(events, event);
    const host = /^(?:localhost|127\.0\.0\.1|::1)$/u.test(found.host ?? '') ? '' : toName(found.host);
    return {
      ...(row?.outcome ?? notice('other', 'medium')),
      category: 'hardware',
      system: 'Network UPS Tools',
      host: host || hostWordIn(mail.subject.replace(/\S+@\S+/gu, ' ')) || hostOfSender(mail),
      resource: found.ups ? `UPS ${toName(found.ups)}` : '',
      condition: row?.condition || toName(event.replace(/^no longer |^(?:is |has )(?:now )?/iu, '')),
      summary: toSummary(
        /\bUPS\b.*\b(?:on|is|lost|battery)\b/u.test(mail.subject)
          ? mail.subject
          : event === ''
            ? mail.subject
            : lineOf(mail, event),
      ),
    };
  },
};

/** `ups@host` is its own way of naming; without it the words must come from a mail that names the tool or its types. */
const isNuts = (mail: MailText, found: Readonly<Record<string, string>>): boolean =>
  found.ups !== undefined ||
  types.test(mail.subject) ||
  /\b(?:nut|upsmon|upssched)\b/i.test(`${mail.subject} ${mail.mail.from.address}`);

const lineOf = (mail: MailText, event: string): string =>
  mail.lines.find((line) => line.includes(event)) ?? mail.subject;
