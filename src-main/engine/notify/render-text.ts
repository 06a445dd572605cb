/**
 * What all renderers share: a notification's strings made harmless, bounded and put in order, before a channel gives
 * them its idiom. Nothing here escapes for a markup; whoever writes markup does.
 */
import type { Language, Severity, State } from '../../../src-shared/vocabulary.ts';
import type { Notification } from './notification.ts';
import { words } from './notification-words.ts';

/** Bounds in UTF-16 units of each piece; channels with less room cut further. */
export const pieceLimits = {
  name: 200,
  summary: 400,
  listItem: 400,
  listItems: 10,
  address: 320,
  subject: 400,
  excerpt: 1500,
  analyst: 100,
  link: 2048,
} as const;

const emojis = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '🔵',
  info: '⚪',
} as const satisfies Record<Severity, string>;

export const severityEmoji = (severity: Severity, state: State): string =>
  state === 'resolved' ? '✅' : emojis[severity];

/** The name that goes with the emoji: `RESOLVED` for a resolved condition, else the severity. */
export const severityName = (severity: Severity, state: State, language: Language): string =>
  state === 'resolved' ? words(language).state.resolved : words(language).severity[severity];

/** C0 without tab and newline, DEL, C1, and the line and paragraph separators. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;
/**
 * Marks that reorder or hide text (Trojan Source, CVE-2021-42574): embeddings, overrides, isolates, byte order mark
 * and interlinear marks. The zero-width non-joiner and joiner stay: Persian and emoji need them.
 */
const reordering = /[\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0001}-\u{e007f}]/gu;

/** Text of a stranger without control and reordering characters and lone surrogates; lines stay lines. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g, '\n')
    .replace(controls, '')
    .replace(reordering, '')
    .replace(/[^\S\n]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** The same as one line. */
export const oneLine = (text: string): string => cleanText(text).replace(/\s+/g, ' ');

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const longestGrapheme = 64;
const ellipsis = '…';

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** The last place at or before `index` where the text can be parted: between graphemes, or at least code points. */
const borderBefore = (text: string, index: number): number => {
  const start = graphemes.segment(text.slice(0, index + longestGrapheme)).containing(index)?.index ?? index;
  if (index - start < longestGrapheme && start > 0) return start;
  return index > 0 && isHighSurrogate(text.charCodeAt(index - 1)) ? index - 1 : index;
};

/**
 * At most `max` UTF-16 units, an ellipsis included when something was left out. Never parts a surrogate pair, nor a
 * grapheme of ordinary length.
 */
export const cutUtf16 = (text: string, max: number): string => {
  if (text.length <= max) return text;
  if (max <= 0) return '';
  return `${text.slice(0, borderBefore(text, max - ellipsis.length)).trimEnd()}${ellipsis}`;
};

/** Takes the ringing out of group mentions (`@room`, `@everyone`): a word joiner, which nobody sees, parts them. */
export const breakMentions = (text: string): string =>
  text.replace(/@(?=(?:room|everyone|here|channel|all)\b)/gi, '@\u2060');

const leftToRight = '\u2066';
const firstStrong = '\u2068';
const popIsolate = '\u2069';

/** Keeps a host or an address in one piece inside Persian text (Unicode UAX #9, isolates); English needs no marks. */
export const isolateLtr = (text: string, language: Language): string =>
  language === 'fa' && text !== '' ? `${leftToRight}${text}${popIsolate}` : text;

/** The same for text of unknown direction, like a subject. */
export const isolateAuto = (text: string, language: Language): string =>
  language === 'fa' && text !== '' ? `${firstStrong}${text}${popIsolate}` : text;

const locales = { en: 'en-GB', fa: 'fa-IR-u-ca-persian' } as const satisfies Record<Language, string>;
const formats = new Map<string, Intl.DateTimeFormat>();
const maxFormats = 32;

const timeFormat = (timeZone: string, language: Language): Intl.DateTimeFormat => {
  const key = `${language} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  };
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat(locales[language], { ...options, timeZone, timeZoneName: 'short' });
  } catch {
    // A zone this Node does not know must not cost the message.
    made = new Intl.DateTimeFormat(locales[language], { ...options, timeZone: 'UTC', timeZoneName: 'short' });
  }
  if (formats.size >= maxFormats) formats.clear();
  formats.set(key, made);
  return made;
};

/** A time for people, in their zone and calendar (Persian calendar for `fa`); an unknown zone is written as UTC. */
export const formatTime = (epochMs: number, timeZone: string, language: Language): string => {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? '' : timeFormat(timeZone, language).format(date);
};

/** A time of these days in few characters: `22 Nov, 11:31`. */
export const formatShortTime = (epochMs: number, timeZone: string, language: Language): string => {
  const options = {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  try {
    return new Intl.DateTimeFormat(locales[language], { ...options, timeZone }).format(epochMs);
  } catch {
    return new Intl.DateTimeFormat(locales[language], { ...options, timeZone: 'UTC' }).format(epochMs);
  }
};

export interface LabelledValue {
  label: string;
  value: string;
}

/** A notification ready to be shown: every string cleaned and bounded, empty ones left out, words in the language. */
export interface NotificationParts {
  emoji: string;
  severityName: string;
  /** Host and system, as far as known, for the first line. */
  where: string[];
  /** Never empty. */
  summary: string;
  facts: LabelledValue[];
  details: string[];
  actions: string[];
  /** Who made the analysis. */
  analysedBy: LabelledValue;
  isModel: boolean;
  subject: LabelledValue;
  from: LabelledValue;
  excerpt: string;
  link: string | null;
  /** Lines that come before everything: a test says that it is one. */
  notices: string[];
}

const list = (items: string[]): string[] =>
  items
    .map((item) => cutUtf16(oneLine(item), pieceLimits.listItem))
    .filter((item) => item !== '')
    .slice(0, pieceLimits.listItems);

const httpLink = (link: string | null): string | null =>
  link !== null && link.length <= pieceLimits.link && URL.canParse(link) && /^https?:\/\//i.test(link)
    ? new URL(link).href
    : null;

export interface PartsOptions {
  /** An earlier try may have arrived: the message says so. */
  possibleRepeat?: boolean;
}

/** `web1, web2, ✓ web3 and 4 more` */
const membersOf = ({ members }: Notification, language: Language): string => {
  if (!members) return '';
  const names = members.names.map((name) => isolateLtr(oneLine(name), language)).join(', ');
  const count = new Intl.NumberFormat(locales[language]).format(members.more);
  return members.more === 0 ? names : `${names} ${words(language).more.replace('#', count)}`;
};

export const notificationParts = (
  notification: Notification,
  language: Language,
  options: PartsOptions = {},
): NotificationParts => {
  const word = words(language);
  const name = (text: string) => isolateLtr(cutUtf16(oneLine(text), pieceLimits.name), language);
  const host = name(notification.host);
  const system = name(notification.system);
  const resource = name(notification.resource);
  const facts: LabelledValue[] = [
    { label: word.host, value: host },
    { label: word.system, value: system },
    { label: word.resource, value: resource },
    { label: word.members, value: membersOf(notification, language) },
    { label: word.categoryLabel, value: word.category[notification.category] },
    {
      label: word.received,
      value: formatTime(notification.receivedAt, notification.timeZone, language),
    },
  ];
  const summary = cutUtf16(oneLine(notification.summary), pieceLimits.summary);
  const subject = cutUtf16(oneLine(notification.subject), pieceLimits.subject);
  const from = cutUtf16(oneLine(notification.from), pieceLimits.address);
  const analyst = cutUtf16(oneLine(notification.analysedBy.label), pieceLimits.analyst);
  return {
    emoji: severityEmoji(notification.severity, notification.state),
    severityName: severityName(notification.severity, notification.state, language),
    where: [host, system].filter((text) => text !== ''),
    summary: summary || subject || word.noSummary,
    facts: facts.filter((fact) => fact.value !== ''),
    details: list(notification.details),
    actions: list(notification.actions),
    analysedBy: {
      label: notification.analysedBy.isModel ? word.byModel : word.byRules,
      value: isolateAuto(analyst, language) || '?',
    },
    isModel: notification.analysedBy.isModel,
    subject: { label: word.subject, value: isolateAuto(subject, language) || word.noSubject },
    from: { label: word.from, value: isolateLtr(from, language) || word.unknownSender },
    excerpt: cutUtf16(cleanText(notification.excerpt), pieceLimits.excerpt),
    link: httpLink(notification.link),
    notices: [
      ...(notification.isTest ? [word.test] : []),
      ...(options.possibleRepeat === true ? [word.possibleRepeat] : []),
    ],
  };
};

/** The whole as lines of plain text, most important first, so that cutting from the end loses the least. */
export const plainLines = (
  notification: Notification,
  language: Language,
  options: PartsOptions = {},
): string[] => {
  const word = words(language);
  const parts = notificationParts(notification, language, options);
  const bullets = (heading: string, items: string[]) =>
    items.length === 0 ? [] : [`${heading}:`, ...items.map((item) => `• ${item}`)];
  return [
    ...parts.notices,
    [`${parts.emoji} ${parts.severityName}`, ...parts.where].join(' · '),
    parts.summary,
    `${parts.subject.label}: ${parts.subject.value}`,
    `${parts.from.label}: ${parts.from.value}`,
    ...parts.facts.map((fact) => `${fact.label}: ${fact.value}`),
    ...bullets(word.details, parts.details),
    ...bullets(word.actions, parts.actions),
    `${parts.analysedBy.label}: ${parts.analysedBy.value}`,
    ...(parts.link === null ? [] : [`${word.open}: ${parts.link}`]),
    ...(parts.excerpt === '' ? [] : [`${word.original}:`, ...parts.excerpt.split('\n')]),
  ].map(breakMentions);
};
