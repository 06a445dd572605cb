/**
 * Checkmk: `Check_MK: host/service OK -> CRIT`, `Checkmk: host - UP -> DOWN`, `... Acknowledged (CRIT)`, `... Downtime
 * started (OK)`, `... Flapping started`; body `Host:`, `Service:`, `Event:`, `Summary:`. notifications/mail of
 * Checkmk/checkmk, EVENT_TXT.
 */
import type { Severity } from '../../../../src-shared/vocabulary.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, toName, toSummary } from './matching.ts';
import { acknowledgement, notice, type Outcome, problem, recovery } from './outcome.ts';

const state = 'OK|WARN(?:ING)?|CRIT(?:ICAL)?|UNKN(?:OWN)?|UP|DOWN|UNREACH(?:ABLE)?|PEND(?:ING)?';
const subjects: readonly RegExp[] = [
  new RegExp(
    String.raw`^Check_?MK: (?<host>[^/\s]{1,200})(?:/(?<service>.{1,200}?)| -)? (?<before>${state}) (?:->|→) (?<after>${state})$`,
    'iu',
  ),
  new RegExp(
    String.raw`^Check_?MK: (?<host>[^/\s]{1,200})(?:/(?<service>.{1,200}?)| -)? (?<event>Acknowledged|Downtime (?:started|ended|cancelled|start|end)|Flapping (?:started|stopped|ended|disabled)|(?:Custom )?Notification|Recovered|Problem)(?: \((?<after>${state})\))?$`,
    'iu',
  ),
];

const severities: Record<string, Severity> = {
  w: 'medium',
  c: 'critical',
  d: 'critical',
  n: 'medium',
  r: 'high',
};
/** Told apart by a letter, so that WARN and WARNING are one. */
const severityOf = (word: string): Severity | null => {
  if (/^(?:ok|up|pend)/iu.test(word) || word === '') return null;
  if (/^unr/iu.test(word)) return severities.r ?? null;
  if (/^unk/iu.test(word)) return severities.n ?? null;
  return severities[word.charAt(0).toLowerCase()] ?? null;
};

export const checkmk: SourceAdapter = {
  source: 'checkmk',
  read: (mail) => {
    const found = groupsOf(mail.subject, ...subjects);
    if (found === null) return null;
    const service = toName(found.service) || fieldOf(mail, 'service');
    return {
      ...outcomeOf(found),
      ...(service === '' ? { category: 'system' as const } : {}),
      system: 'Checkmk',
      host: toName(found.host),
      resource: service,
      condition: service === '' ? 'host state' : 'service state',
      summary: toSummary(
        fieldOf(mail, 'summary', 'output') === ''
          ? mail.subject
          : `${mail.subject}: ${fieldOf(mail, 'summary', 'output')}`,
      ),
    };
  },
};

const outcomeOf = (found: Readonly<Record<string, string>>): Outcome => {
  const severity = severityOf(found.after ?? '');
  const event = (found.event ?? '').toLowerCase();
  if (event.startsWith('ack')) return acknowledgement(severity ?? 'medium');
  if (event.startsWith('downtime')) return notice('downtime');
  if (event === 'flapping started') return { ...problem(severity ?? 'medium'), kind: 'flapping' };
  if (event.startsWith('flapping')) return notice('flapping');
  if (event === 'recovered') return recovery();
  if (severity === null)
    return found.after === '' ? notice('other', 'medium') : recovery(severityOf(found.before ?? ''));
  return problem(severity);
};
