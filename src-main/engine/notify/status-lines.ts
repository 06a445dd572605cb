/** How an incident stands, in a few words a line: what an edited message shows above everything else. */
import type { Language } from '../../../src-shared/vocabulary.ts';
import type { IncidentView, Notification } from './notification.ts';
import { words } from './notification-words.ts';
import { cutUtf16, formatShortTime, isolateAuto, oneLine } from './render-text.ts';

const limits = { by: 80, note: 300 } as const;
const locales = { en: 'en-GB', fa: 'fa-IR' } as const satisfies Record<Language, string>;

export const formatNumber = (value: number, language: Language): string =>
  new Intl.NumberFormat(locales[language]).format(value);

/** `[one, several]` with the number in the place of `#`. */
export const counted = ([one, several]: [string, string], count: number, language: Language): string =>
  (count === 1 ? one : several).replace('#', formatNumber(count, language));

const unit = (value: number, name: 'second' | 'minute' | 'hour' | 'day', language: Language): string =>
  new Intl.NumberFormat(locales[language], {
    style: 'unit',
    unit: name,
    unitDisplay: language === 'fa' ? 'long' : 'short',
  }).format(value);

/** A span in its two largest units: `2 hrs 5 min`. */
export const formatSpan = (ms: number, language: Language): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const spans = [
    ['day', Math.floor(seconds / 86_400)],
    ['hour', Math.floor(seconds / 3600) % 24],
    ['minute', Math.floor(seconds / 60) % 60],
    ['second', seconds % 60],
  ] as const;
  const first = spans.findIndex(([, value]) => value > 0);
  if (first === -1) return unit(0, 'second', language);
  return spans
    .slice(first, first + 2)
    .filter(([, value]) => value > 0)
    .map(([name, value]) => unit(value, name, language))
    .join(language === 'fa' ? ' و ' : ' ');
};

export interface StatusLines {
  /** Why this message comes, where that is worth a line. */
  event: string | null;
  /** Open, acknowledged by whom, resolved after how long; then figures. */
  lines: string[];
  /** What was wrong, to be struck through; null while it still is. */
  over: string | null;
}

const person = (mark: { by: string; note: string }, language: Language): string => {
  const by = isolateAuto(cutUtf16(oneLine(mark.by), limits.by), language);
  const note = isolateAuto(cutUtf16(oneLine(mark.note), limits.note), language);
  return note === '' ? by : `${by}: ${note}`;
};

const standing = (incident: IncidentView, notification: Notification): string[] => {
  const { language, timeZone } = notification;
  const word = words(language);
  const at = (ms: number) => formatShortTime(ms, timeZone, language);
  const lines: string[] = [];
  if (incident.acknowledged !== null) {
    const { acknowledged } = incident;
    lines.push(`👁 ${word.acknowledgedBy} ${person(acknowledged, language)} (${at(acknowledged.at)})`);
  }
  if (incident.status === 'resolved') {
    const span = formatSpan((incident.resolvedAt ?? incident.lastAt) - incident.openedAt, language);
    lines.push(`✅ ${word.resolvedAfter} ${span}`);
    if (incident.resolved !== null) lines.push(`${word.resolvedBy} ${person(incident.resolved, language)}`);
  }
  if (incident.status === 'stale') lines.push(word.isStale);
  return lines;
};

/** Nothing for an alert without incident, and nothing that says nothing: a first message of one alert has no figures. */
export const statusLines = (notification: Notification): StatusLines => {
  const { incident, language, timeZone } = notification;
  const word = words(language);
  if (!incident) return { event: null, lines: [], over: null };
  const { event } = notification;
  const told =
    event === 'escalated' || event === 'reopened' || event === 'flapping' || event === 'reminder'
      ? word.event[event]
      : null;
  const figures: string[] = [];
  if (incident.count > 1) figures.push(counted(word.alerts, incident.count, language));
  if (incident.repeats > 0) figures.push(counted(word.repeats, incident.repeats, language));
  if (incident.flapping) figures.push(word.isFlapping);
  const isChanged = incident.count > 1 || incident.status !== 'open';
  if (isChanged) figures.push(`${word.lastChange} ${formatShortTime(incident.lastAt, timeZone, language)}`);
  if (event === 'reminder')
    figures.unshift(`${word.openFor} ${formatSpan(incident.asOf - incident.openedAt, language)}`);
  return {
    event: told,
    lines: [...standing(incident, notification), ...(figures.length === 0 ? [] : [figures.join(' · ')])],
    over: incident.status === 'resolved' && incident.problem !== '' ? incident.problem : null,
  };
};
