/**
 * Does a mail speak to a model? Looked at are subject, text, what HTML hides (comments, invisible elements), what base64
 * in it says, and words spelt with look-alike letters. A find takes nothing from the alert: it is told as ever. It keeps a
 * model from moving its severity and state, and says so (L8). A judgement by patterns: it will miss what is new, which is
 * why nothing rests on it alone.
 */
import { stripTags } from '../ingest/html-strip.ts';
import type { ParsedMail } from '../message.ts';
import { matchesOf } from '../recognise/mail-text.ts';
import { hiddenPattern, injectionPatterns } from './injection-patterns.ts';
import { createPatternFilter } from './pattern-starts.ts';
import { foldForSearch } from './plain-text.ts';

const maxScannedChars = 24_000;
const maxScannedHtmlChars = 200_000;
const maxHiddenChars = 8_000;
const maxDecoded = 20;
const maxSignals = 10;
const maxWordsChars = 120;

export interface InjectionSignal {
  /** Which sort of attempt. */
  name: string;
  where: 'subject' | 'text' | 'hidden' | 'encoded';
  /** The words, folded. */
  words: string;
}

/** The signals found, most certain first; empty for an ordinary mail. Never throws on any text. */
export const injectionSignals = (mail: ParsedMail): InjectionSignal[] => {
  const found: InjectionSignal[] = [];
  const add = (signal: InjectionSignal): void => {
    if (
      found.length < maxSignals &&
      !found.some(({ name, where }) => name === signal.name && where === signal.where)
    )
      found.push(signal);
  };
  const subject = [mail.subject, ...mail.otherSubjects].join('\n').slice(0, 2_000);
  const text = headAndTail(mail.text, maxScannedChars);
  for (const [where, source] of [
    ['subject', subject],
    ['text', text],
  ] as const) {
    for (const variant of variants(source)) scan(variant, where, add);
    const mixed = mixedWords(source);
    if (mixed.length >= 2) add({ name: 'look-alikes', where, words: mixed.slice(0, 3).join(' ') });
  }
  if (mail.html !== null) {
    const hidden = hiddenText(mail.html.slice(0, maxScannedHtmlChars), mail.text);
    for (const variant of variants(hidden)) {
      scan(variant, 'hidden', add);
      const match = hiddenPattern.exec(variant);
      if (match !== null) add({ name: 'hidden text', where: 'hidden', words: cut(match[0]) });
    }
  }
  for (const decoded of decodedTexts(`${subject}\n${text}`)) {
    const folded = foldForSearch(decoded);
    const match = hiddenPattern.exec(folded);
    if (match !== null) add({ name: 'encoded text', where: 'encoded', words: cut(match[0]) });
    scan(folded, 'encoded', add);
  }
  return found;
};

/** A mail that reports has the first words of a few patterns alone. */
const possibleIn = createPatternFilter(injectionPatterns.map(({ pattern }) => pattern));

const scan = (
  folded: string,
  where: InjectionSignal['where'],
  add: (signal: InjectionSignal) => void,
): void => {
  const possible = possibleIn(folded);
  for (const { name, pattern } of injectionPatterns) {
    const match = possible.has(pattern) ? pattern.exec(folded) : null;
    if (match !== null) add({ name, where, words: cut(match[0]) });
  }
};

const cut = (words: string): string => words.replace(/\s+/g, ' ').trim().slice(0, maxWordsChars);

/** `i.g.n.o.r.e`, `i g n o r e` */
const spelt = /(?<![\p{L}\p{N}])(?:\p{L}[ ._*-]){4,30}\p{L}(?![\p{L}\p{N}])/gu;
/** What it never lacks, and nearly every text does. */
const gaps = /[ ._*-].[ ._*-].[ ._*-]/u;

/** As folded, with the line breaks of wrapped text gone, and as written where that may be in another script. */
const variants = (text: string): string[] => {
  const folded = foldForSearch(text);
  const unwrapped = folded.replace(/(?<=[^\n.!?:;])\n(?=[a-z\u0600-\u06ff])/g, ' ');
  const all = new Set([folded, unwrapped]);
  if (/[\u0400-\u04ff]/.test(text)) all.add(text.toLowerCase());
  if (/&#\w/.test(text)) all.add(foldForSearch(stripTags(text)));
  if (gaps.test(folded)) all.add(folded.replace(spelt, (word) => word.replace(/[^\p{L}]/gu, '')));
  return [...all];
};

const headAndTail = (text: string, chars: number): string =>
  text.length <= chars ? text : `${text.slice(0, chars * 0.6)}\n${text.slice(-chars * 0.4)}`;

/** Words that mix Latin with Cyrillic letters: no language does. */
const mixedWords = (text: string): string[] =>
  /[\u0400-\u04ff]/.test(text)
    ? (text.match(/[\p{L}]{2,40}/gu) ?? []).filter(
        (word) => /\p{sc=Cyrl}/u.test(word) && /\p{sc=Latn}/u.test(word),
      )
    : [];

const openTag = /<([a-z]\w{0,11})\b([^<>]{0,1500})>/gi;
const invisibleStyle =
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt|em|%)?\s*(?:[;"'!]|$)|opacity\s*:\s*0(?:\.0\d*)?\s*(?:[;"']|$)|(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b)|max-height\s*:\s*0|(?:^|\s)hidden(?:\s|=|$)/i;
const maxCommentChars = 2_000;

/** Comments, and words of the HTML that are not in the text that people read. */
const hiddenText = (html: string, shown: string): string => {
  const parts: string[] = [];
  let room = maxHiddenChars;
  const keep = (part: string): void => {
    parts.push(part.slice(0, Math.max(0, room)));
    room -= part.length;
  };
  for (let at = html.indexOf('<!--'); at !== -1 && room > 0; at = html.indexOf('<!--', at + 4)) {
    const piece = html.slice(at + 4, at + 4 + maxCommentChars);
    const end = piece.indexOf('-->');
    const comment = end === -1 ? piece : piece.slice(0, end);
    // What Outlook alone reads is markup, not words.
    if (!/^\s*(?:\[if\b|<!\[endif)/i.test(comment)) keep(comment);
  }
  for (const match of html.matchAll(openTag)) {
    if (room <= 0) break;
    if (!invisibleStyle.test(match[2] ?? '')) continue;
    const start = match.index + match[0].length;
    const piece = html.slice(start, start + maxCommentChars);
    const end = piece.toLowerCase().indexOf(`</${(match[1] ?? '').toLowerCase()}`);
    keep(stripTags(end === -1 ? piece : piece.slice(0, end)));
  }
  const known = shown.replace(/\s+/g, ' ');
  return parts
    .filter((part) => part.trim() !== '' && !known.includes(part.replace(/\s+/g, ' ').trim()))
    .join('\n');
};

const base64Run = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{16,4000}={0,2}(?![A-Za-z0-9+/_=-])/g;
const hexRun = /(?<![0-9a-f])(?:[2-7][0-9a-f]){12,1000}(?![0-9a-f])/gi;

/** Base64 and hex that turn out to be readable words. */
const decodedTexts = (text: string): string[] => {
  const found: string[] = [];
  for (const [run] of matchesOf(base64Run, text)) {
    if (found.length === maxDecoded) break;
    if (!/[A-Z]/.test(run) || !/[a-z]/.test(run)) continue;
    const decoded = Buffer.from(run, 'base64').toString('utf8');
    if (isReadable(decoded)) found.push(decoded);
  }
  for (const [run] of matchesOf(hexRun, text)) {
    if (found.length === maxDecoded) break;
    const decoded = Buffer.from(run, 'hex').toString('latin1');
    if (isReadable(decoded)) found.push(decoded);
  }
  return found;
};

const isReadable = (text: string): boolean =>
  text.length >= 8 &&
  /^[\p{L}\p{N}\p{P}\p{S}\s]+$/u.test(text) &&
  /\p{L}{2,} \p{L}{2,}/u.test(text) &&
  !text.includes('\ufffd');
