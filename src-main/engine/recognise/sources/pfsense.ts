/**
 * pfSense: subject `fw01.example.net - Notification`, body `Notifications in this message: 2` and one timed line each,
 * `10:22:33 MONITOR: WAN_DHCP is down, omitting from routing group ...`. etc/inc/notices.inc of pfsense/pfsense.
 */
import type { State } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { PartReading, SourceAdapter } from '../source-adapter.ts';
import { groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem, recovery } from './outcome.ts';

const form = /^(?<host>\S{1,253}) - Notification$/u;
const intro = /^Notifications in this message: \d{1,4}$/mu;
const entry = /^(?:\d{2}:\d{2}:\d{2} )?(?<text>\S.{0,500})$/u;
const maxParts = 50;

const events: readonly { pattern: RegExp; outcome: Outcome; condition: string }[] = [
  { pattern: /^MONITOR: .{1,120} is available now/iu, outcome: recovery(), condition: 'gateway' },
  { pattern: /^MONITOR: .{1,120} is down/iu, outcome: problem('critical'), condition: 'gateway' },
  {
    pattern: /^MONITOR: .{1,120} (?:has|high) (?:packet loss|latency|high latency)/iu,
    outcome: problem('high'),
    condition: 'gateway',
  },
  {
    pattern: /^(?:bootup complete|.{0,60}\bbootup\b|.{0,60}has (?:started|rebooted))/iu,
    outcome: notice('lifecycle'),
    condition: 'start',
  },
  {
    pattern: /UPS .{1,120}(?:on battery|battery is low|lost|unavailable)/iu,
    outcome: problem('high'),
    condition: 'UPS',
  },
  { pattern: /UPS .{1,120}(?:on line power|established)/iu, outcome: recovery(), condition: 'UPS' },
  {
    pattern: /\b(?:error|fail(?:ed|ure)?|unable|could not|crash|degraded)\b/iu,
    outcome: problem('high'),
    condition: '',
  },
  { pattern: /\btest\b/iu, outcome: notice('other'), condition: 'test' },
  { pattern: /./u, outcome: notice('other', 'medium'), condition: '' },
];

export const pfsense: SourceAdapter = {
  source: 'pfsense',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null || !intro.test(mail.text)) return null;
    const host = toName(found.host);
    const entries = readEntries(mail);
    const main = entries.find(({ outcome }) => outcome.state === 'firing') ?? entries.at(-1);
    if (main === undefined)
      return {
        ...notice('other', 'low'),
        system: 'pfSense',
        category: 'network',
        host,
        resource: '',
        condition: 'notification',
      };
    return {
      ...main.outcome,
      category: 'network',
      system: 'pfSense',
      host,
      resource: main.resource,
      condition: main.condition,
      summary: toSummary(main.text),
      parts: entries.length > 1 ? entries.slice(0, maxParts).map((one) => toPart(one, host)) : [],
    };
  },
};

interface Entry {
  text: string;
  outcome: Outcome;
  condition: string;
  resource: string;
}

const readEntries = (mail: MailText): Entry[] => {
  const from = mail.lines.findIndex((line) => intro.test(line));
  const entries: Entry[] = [];
  for (const line of mail.lines.slice(from + 1)) {
    if (/^=+$/u.test(line)) continue;
    const text = groupsOf(line, entry)?.text ?? '';
    const row = rowFor(events, text);
    if (row === undefined) continue;
    entries.push({
      text,
      outcome: row.outcome,
      condition: row.condition || toName(text),
      resource: toName(
        /^MONITOR: (?<name>\S{1,100})|\bUPS (?<ups>\S{1,60})/iu.exec(text)?.[0].replace(/^MONITOR: /iu, ''),
      ),
    });
  }
  return entries;
};

const toPart = ({ text, outcome, condition, resource }: Entry, host: string): PartReading => {
  const state: State = outcome.state;
  return {
    state,
    statedSeverity: outcome.statedSeverity,
    host,
    resource,
    condition,
    summary: toSummary(text),
  };
};
