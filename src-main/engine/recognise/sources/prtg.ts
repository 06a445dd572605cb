/**
 * Paessler PRTG: subject `[PRTG Network Monitor (SITE)] device sensor Down (message)`, `... Down ended (now: Up)`; the
 * body names sensor, device, probe and status. Default template `[%sitename] %device %name %status %down (%message)`,
 * PRTG manual, "Notification templates" and "Sensor states".
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { acknowledgement, notice, type Outcome, problem, recovery } from './outcome.ts';

const form =
  /^\[(?<site>[^\]]{1,120})\] (?<what>\S.{0,300}?) (?<status>Down \(Acknowledged\)|Down \(Partial\)|Down|Warning|Unusual|Up|Paused|Unknown)(?<ended> ended(?: \(now: (?<now>[\w ()]{2,30}?)\))?)?(?: (?:ESCALATION|REPEATED?|for|since)\b.{0,60})?(?: \((?<message>.{0,500})\))?\s*$/u;

const statuses: readonly { pattern: RegExp; outcome: Outcome }[] = [
  { pattern: /^down \(acknowledged\)$/i, outcome: acknowledgement('critical') },
  { pattern: /^down \(partial\)$/i, outcome: problem('high') },
  { pattern: /^down/i, outcome: problem('critical') },
  { pattern: /^(?:warning|unusual|unknown)$/i, outcome: problem('medium') },
  { pattern: /^up$/i, outcome: recovery() },
  { pattern: /^paused/i, outcome: notice('downtime') },
];

export const prtg: SourceAdapter = {
  source: 'prtg',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null || !isPrtgs(mail, found.site ?? '')) return null;
    const device = fieldOf(mail, 'device', 'device name') || deviceIn(found.what ?? '');
    const sensor = fieldOf(mail, 'sensor', 'sensor name') || toName(found.what?.replace(device, ''));
    return {
      ...(found.ended && !/^(?:down|warning|unusual)/iu.test(found.now ?? '')
        ? recovery()
        : (rowFor(statuses, found.now || (found.status ?? ''))?.outcome ?? notice('other', 'medium'))),
      system: 'PRTG',
      host: device,
      resource: sensor,
      condition: 'sensor state',
      summary: toSummary(mail.subject),
    };
  },
};

const isPrtgs = (mail: MailText, site: string): boolean =>
  /\bPRTG\b/u.test(`${site} ${mail.mail.from.display} ${mail.mail.from.address} ${mail.text}`);

/** `Switch-2 (10.0.0.2) Ping`: the device's name goes to its address, else it is the first word. */
const deviceIn = (what: string): string =>
  toName(/^(?<device>.{1,120}? \((?:\d{1,3}\.){3}\d{1,3}\)|\S{1,120})/u.exec(what)?.groups?.device);
