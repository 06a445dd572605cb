/**
 * mdadm --monitor: subject `Fail event on /dev/md0:host`; the body names a component device and ends with
 * /proc/mdstat. Events are those of mdadm(8), MONITOR MODE.
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem } from './outcome.ts';

const form =
  /^(?<event>[A-Z]\w{2,40}) event on (?<array>\/dev\/md[\w/.:-]{0,80}?|md[\w/.-]{1,60}|unknown device)(?::(?<host>[^\s:]{1,253}))?$/u;

/** A lost disk costs the redundancy, another one the data: critical where the array says so, else high. */
const events: readonly { pattern: RegExp; outcome: Outcome; condition: string }[] = [
  { pattern: /^Fail$/, outcome: problem('critical'), condition: 'device failed' },
  { pattern: /^DegradedArray$/, outcome: problem('critical'), condition: 'degraded array' },
  { pattern: /^DeviceDisappeared$/, outcome: problem('critical'), condition: 'device disappeared' },
  { pattern: /^FailSpare$/, outcome: problem('high'), condition: 'spare failed' },
  { pattern: /^SparesMissing$/, outcome: problem('medium'), condition: 'spares missing' },
  { pattern: /^TestMessage$/, outcome: notice('other'), condition: 'test message' },
  { pattern: /^Rebuild/, outcome: notice('lifecycle', 'low'), condition: 'rebuild' },
  {
    pattern: /^(?:SpareActive|MoveSpare|NewArray)$/,
    outcome: notice('lifecycle'),
    condition: 'array change',
  },
];

export const mdadm: SourceAdapter = {
  source: 'mdadm',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null) return null;
    const array = toName(found.array);
    const row = rowFor(events, found.event ?? '');
    const component = /component device (?<device>\/dev\/[\w./-]{0,80}\w)/u.exec(mail.text)?.groups?.device;
    const outcome = row?.outcome ?? problem('high');
    const isStillDegraded = found.event !== 'TestMessage' && isDegraded(mail, array);
    return {
      ...(outcome.state === 'info' && isStillDegraded ? { ...outcome, ...severeNotice } : outcome),
      category: 'storage',
      system: 'mdadm',
      host: toName(found.host) || toName(/^running on (?<host>\S{1,253})$/mu.exec(mail.text)?.groups?.host),
      resource: array,
      condition: row?.condition ?? toName(found.event),
      ...(component !== undefined && /^Fail/u.test(found.event ?? '')
        ? { identity: `${row?.condition} ${array} ${component}` }
        : {}),
      summary: toSummary(`${mail.subject}${component === undefined ? '' : ` (${component})`}`),
    };
  },
};

/** News about an array that lacks a disk still. */
const severeNotice = { severity: 'medium', severityFloor: 'medium' } as const;

/** In /proc/mdstat the array's own lines end in `[2/1] [U_]` while a disk is missing. */
const isDegraded = (mail: MailText, array: string): boolean => {
  const name = array.replace(/^\/dev\/(?:md\/)?/u, '');
  const at = mail.lines.findIndex((line) => line.startsWith(`${name} :`));
  if (at === -1) return false;
  return mail.lines
    .slice(at + 1, at + 4)
    .some((line, index) => (index === 0 || !line.includes(' : ')) && /\[U*_[U_]*\]/u.test(line));
};
