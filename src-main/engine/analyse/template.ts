/**
 * Mails of one template differ in numbers, times and names alone. A model that has read one has read all of them: its
 * analysis is kept with the places of those values, and filled with the values of the next mail. What cannot be filled
 * without doubt is left out, and everything is held to the new mail afterwards, so a template costs insight at worst.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import { categorySchema, severitySchema, stateSchema } from '../../../src-shared/vocabulary.ts';
import { findClaims } from './claims.ts';
import type { AnalyseInput } from './input.ts';
import { foldInPlace } from './plain-text.ts';
import { cutToHeadAndTail, maxMailChars } from './prompt.ts';

/** Of the text that is sent, and of as much more as decides what is cut. */
const maxTemplateChars = maxMailChars;
const maxSlots = 1_000;

export interface Template {
  /** The mail's words with a sign for each value, and what the reader made of it. Hash it, do not show it. */
  identity: string;
  /** The values in their order. */
  values: string[];
  /** The words between them, folded. */
  constant: string;
}

const url = String.raw`[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"']{1,1000}`;
const mailAddress = String.raw`[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,200}`;
const time = String.raw`\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?`;
const calendar = String.raw`(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:day|sday|nesday|rsday|urday)?(?=,? (?:\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}(?= {1,2}\d)|(?<=\d )(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}`;
const unit = String.raw`(?:%|[kmgtp]?i?b(?:\/s|ps)?|[kmgtp]|ms|µs|us|s|secs?|mins?|h|hrs?|d|days?|°?c|v|w|rpm|[mg]?hz|x|st|nd|rd|th)`;
const number = String.raw`[\p{N}]+(?:[.,][\p{N}]+)*(?=${unit}?(?![\p{L}\p{N}_]))`;
const mixedName = String.raw`[\p{L}\p{N}_](?:[\p{L}\p{N}_.:/@\\+-]{0,200}[\p{L}\p{N}_])?`;

/** Made once: with the names of a mail in it, it would cost more to make than to use. */
const slotPattern = new RegExp(
  [
    `(?<url>${url})`,
    `(?<mail>${mailAddress})`,
    String.raw`(?<time>(?<![\p{L}\p{N}_.:/-])(?:${time})(?![\p{N}]))`,
    String.raw`(?<calendar>(?<![\p{L}\p{N}_])(?:${calendar})(?![\p{L}]))`,
    String.raw`(?<number>(?<![\p{L}\p{N}_.-])${number})`,
    String.raw`(?<name>(?<![\p{L}\p{N}_])${mixedName})`,
  ].join('|'),
  'giu',
);

const signs: Record<string, string> = {
  url: '\u0001u',
  mail: '\u0001m',
  host: '\u0001h',
  time: '\u0001t',
  calendar: '\u0001c',
  number: '\u0001n',
  name: '\u0001w',
};

/** The template of a mail as the reader understood it; null for a mail with more values than are worth following. */
export const templateOf = ({ mail, facts, language }: AnalyseInput): Template | null => {
  const names = [...new Set([facts.host, ...facts.parts.map(({ host }) => host)])]
    .flatMap((host) => [host, host.split('.')[0] ?? ''])
    .filter((name, index, all) => name.length > 1 && /\p{L}/u.test(name) && all.indexOf(name) === index)
    .toSorted((a, b) => b.length - a.length);
  const text = [mail.subject, ...mail.otherSubjects, cutToHeadAndTail(mail.text, maxTemplateChars)].join(
    '\n',
  );
  const values: string[] = [];
  let isTooMuch = false;
  const slot = (kind: string, value: string): string => {
    isTooMuch ||= values.length >= maxSlots;
    values.push(value);
    return signs[kind] ?? signs.name!;
  };
  const masked = text.replace(slotPattern, (...found) => {
    const whole = String(found[0]);
    const groups = found.at(-1) as Record<string, string | undefined>;
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined) ?? 'name';
    const hasDigit = /\p{N}/u.test(whole);
    if (kind === 'name') {
      const host = names.find((name) => startsWithName(whole, name));
      if (host === undefined) return hasDigit ? slot(kind, whole) : whole;
      const rest = whole.slice(host.length);
      return slot('host', whole.slice(0, host.length)) + (/\p{N}/u.test(rest) ? slot(kind, rest) : rest);
    }
    if ((kind === 'url' || kind === 'mail') && !hasDigit && !names.some((name) => whole.includes(name)))
      return whole;
    return slot(kind, whole);
  });
  if (isTooMuch) return null;
  // What the reader says of it must be the same: another severity or state is another template, whatever the words.
  const reading = [
    facts.source,
    facts.kind,
    facts.state,
    facts.stateCertainty,
    facts.statedSeverity,
    facts.severity,
    facts.severityCertainty,
    facts.severityFloor,
    facts.category,
    ...facts.parts.map((part) => `${part.state} ${part.statedSeverity}`),
  ];
  return {
    identity: [language, ...reading, masked].join('\n'),
    values,
    constant: foldInPlace(masked),
  };
};

const startsWithName = (token: string, name: string): boolean =>
  token.toLowerCase().startsWith(name.toLowerCase()) && !/^[\p{L}\p{N}_-]/u.test(token.slice(name.length));

/** The key under which an analysis is kept: of one template, by one model, told in one way. */
export const templateKey = (template: Template, asked: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([...asked, template.identity]))
    .digest('hex')
    .slice(0, 40);

// --- an analysis with places instead of values

const text = z.string().max(5_000).nullable();
const entrySchema = z.object({
  severity: severitySchema,
  category: categorySchema,
  state: stateSchema,
  system: text,
  host: text,
  resource: text,
  summary: text,
  details: z.array(text).max(20),
  actions: z.array(text).max(20),
  confidence: z.number(),
});
type Entry = z.infer<typeof entrySchema>;

/** A place: the number of a slot that has the value, `s` where only a name's first label is meant. */
const place = /\u0001(\d{1,4})(s?)\u0002/g;

/** The analysis as it is kept for its template. */
export const toEntry = (analysis: Analysis, template: Template): string => {
  const known = aliasesOf(template);
  const keep = (sentence: string): string | null => withPlaces(sentence, known, template.constant);
  const entry: Entry = {
    severity: analysis.severity,
    category: analysis.category,
    state: analysis.state,
    system: keep(analysis.system),
    host: keep(analysis.host),
    resource: keep(analysis.resource),
    summary: keep(analysis.summary),
    details: analysis.details.map(keep),
    actions: analysis.actions.map(keep),
    confidence: analysis.confidence,
  };
  return JSON.stringify(entry);
};

export type Filled = Pick<
  Analysis,
  | 'severity'
  | 'category'
  | 'state'
  | 'system'
  | 'host'
  | 'resource'
  | 'summary'
  | 'details'
  | 'actions'
  | 'confidence'
>;

/** A kept analysis with the values of another mail of the template; null where it cannot be read. */
export const fromEntry = (stored: string, kept: Template): Filled | null => {
  let json: unknown;
  try {
    json = JSON.parse(stored);
  } catch {
    return null;
  }
  const entry = entrySchema.safeParse(json);
  if (!entry.success) return null;
  const fill = (sentence: string | null): string => filled(sentence, kept.values) ?? '';
  const list = (sentences: (string | null)[]): string[] =>
    sentences.map(fill).filter((sentence) => sentence !== '');
  const { system, host, resource, summary, details, actions, ...rest } = entry.data;
  return {
    ...rest,
    system: fill(system),
    host: fill(host),
    resource: fill(resource),
    summary: fill(summary),
    details: list(details),
    actions: list(actions),
  };
};

interface Alias {
  words: string;
  /** All slots that have it, as the place says it. */
  place: string;
}

/** Which words stand for which slots; longest first. A value that several slots have is written with all of them. */
const aliasesOf = ({ values }: Template): Alias[] => {
  const slots = new Map<string, string[]>();
  const add = (words: string, sign: string): void => {
    const key = foldInPlace(words);
    const known = slots.get(key) ?? [];
    if (known.length < 40) slots.set(key, [...known, sign]);
  };
  values.forEach((value, slot) => {
    add(value, `${slot}`);
    const short = /^([\p{L}\p{N}][\p{L}\p{N}_-]*)\.[\p{L}\p{N}.-]*\p{L}[\p{L}\p{N}.-]*$/u.exec(value)?.[1];
    if (short !== undefined && !/^\p{N}+$/u.test(short)) add(short, `${slot}s`);
  });
  return [...slots]
    .map(([words, signs]) => ({ words, place: signs.map((sign) => `\u0001${sign}\u0002`).join('') }))
    .toSorted((a, b) => b.words.length - a.words.length);
};

/** The sentence with places for values; null where it says something that is neither a value nor the template's own. */
const withPlaces = (sentence: string, known: readonly Alias[], constant: string): string | null => {
  if (sentence.includes('\u0001')) return null;
  const folded = foldInPlace(sentence);
  const finds: { start: number; end: number; place: string }[] = [];
  const isFree = (start: number, end: number) =>
    finds.every((find) => end <= find.start || start >= find.end);
  for (const { words, place } of known) {
    for (let at = folded.indexOf(words); at !== -1; at = folded.indexOf(words, at + words.length)) {
      const end = at + words.length;
      if (isWhole(folded, at, end) && isFree(at, end)) finds.push({ start: at, end, place });
    }
  }
  const isCovered = (start: number, end: number): boolean => {
    // A claim with its unit is covered by the place of its number.
    const rest = [...folded.slice(start, end)]
      .filter((_, index) => isFree(start + index, start + index + 1))
      .join('');
    return rest.length < end - start && !/\p{N}/u.test(rest);
  };
  for (const claim of findClaims(folded)) {
    const words = folded.slice(claim.start, claim.end);
    if (!isCovered(claim.start, claim.end) && !constant.includes(words)) return null;
  }
  let out = '';
  let at = 0;
  for (const find of finds.toSorted((a, b) => a.start - b.start)) {
    out += sentence.slice(at, find.start) + find.place;
    at = find.end;
  }
  return out + sentence.slice(at);
};

const isWhole = (textOf: string, start: number, end: number): boolean =>
  !(/[\p{L}\p{N}_]/u.test(textOf[start - 1] ?? ' ') && /^[\p{L}\p{N}_]/u.test(textOf.slice(start, end))) &&
  !(/[\p{N}_]/u.test(textOf[end] ?? ' ') && /[\p{L}\p{N}_]$/u.test(textOf.slice(start, end))) &&
  !(/\p{L}$/u.test(textOf.slice(start, end)) && /\p{L}/u.test(textOf[end] ?? ' ')) &&
  !(/[.,]/.test(textOf[end] ?? ' ') && /\p{N}/u.test(textOf[end + 1] ?? ' ')) &&
  !(/[.,]/.test(textOf[start - 1] ?? ' ') && /\p{N}/u.test(textOf[start - 2] ?? ' '));

/** Null where the slots that had one value have several now: which one was meant cannot be told. */
const filled = (sentence: string | null, values: readonly string[]): string | null => {
  if (sentence === null) return null;
  let isClear = true;
  const out = sentence.replace(/(?:\u0001\d{1,4}s?\u0002)+/g, (run) => {
    const now = new Set(
      [...run.matchAll(place)].map(([, slot, short]) => {
        const value = values[Number(slot)] ?? '';
        return short === 's' ? (value.split('.')[0] ?? '') : value;
      }),
    );
    const [only = ''] = now;
    if (now.size !== 1 || only === '') isClear = false;
    return only;
  });
  return isClear ? out : null;
};
