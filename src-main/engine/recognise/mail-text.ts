/** A mail made ready for reading: bounded, folded for matching, its `Key: value` lines found. Linear in its length. */
import type { Envelope, ParsedMail } from '../message.ts';
import { withoutMarks, withoutWrapping } from './gateway-marks.ts';

const maxTextChars = 20_000;
const maxSubjectChars = 1_000;
const maxFieldChars = 300;
const maxFields = 200;
const maxPairLineChars = 4_000;
const headLines = 6;

export interface MailText {
  mail: ParsedMail;
  envelope: Envelope;
  /** On one line, as written, without what gateways, forwarders and lists put before it. */
  subject: string;
  /** The name of the list that was put before it. */
  list: string;
  isReply: boolean;
  /** The first part of the text, as written, without a gateway's warning, a forwarder's header and a signature. */
  text: string;
  /** Trimmed and not empty, as written. */
  lines: string[];
  /** The first of them that say something, each on one line. */
  head: readonly string[];
  /** Folded for matching: lower case, Persian letters and digits unified, zero-width characters gone. */
  foldedSubject: string;
  foldedText: string;
  /** `Host: db01`, `severity = warning`, `Host | db01` of a table: values as written by folded key; of several the first. */
  fields: ReadonlyMap<string, string>;
}

export const toMailText = (mail: ParsedMail, envelope: Envelope): MailText => {
  const { subject, list, isReply } = withoutMarks(
    onOneLine([mail.subject, ...mail.otherSubjects].join(' ').slice(0, maxSubjectChars)),
    mail.headers['list-id'],
  );
  const text = withoutWrapping(mail.text.slice(0, maxTextChars).replace(/\r\n?/g, '\n'));
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return {
    mail,
    envelope,
    subject,
    list,
    isReply,
    text,
    lines,
    head: firstLines(text, headLines),
    foldedSubject: foldWithParts(subject),
    foldedText: fold(text),
    fields: readFields(lines),
  };
};

/** Most mails are: of the spellings that are made one, it has but upper and lower case. */
export const isAscii = (text: string): boolean => !/[^\u0000-\u007f]/.test(text);

/** Text in which spelling variants are the same, digits included: for matching, never for showing. */
export const fold = (text: string): string =>
  isAscii(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKC')
        .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
        .replaceAll('ي', 'ی')
        .replaceAll('ك', 'ک')
        .replace(/[٠-٩۰-۹]/gu, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
        .toLowerCase();

/** With the parts of joined words behind: `linkDown`, `DiskFull`, `HEALTH_OK`. */
const foldWithParts = (subject: string): string => {
  const parted = subject.replace(/(?<=\p{Ll})(?=\p{Lu}\p{Ll})|_/gu, ' ');
  return parted === subject ? fold(subject) : `${fold(subject)} | ${fold(parted)}`;
};

/** A space alone is as it shall be: to put another in its place costs the more the longer the text is. */
export const onOneLine = (text: string): string =>
  text.replace(/[\s\u0000-\u001f\u007f]{2,}|[^\S ]|[\u0000-\u001f\u007f]/g, ' ').trim();

/** As `matchAll`. That there are none, as in most texts, is seen in less time than it takes to set out for all. */
export const matchesOf = (pattern: RegExp, text: string): Iterable<RegExpExecArray> =>
  text.search(pattern) === -1 ? [] : text.matchAll(pattern);

/** Cut at a character, with an ellipsis where something is missing. */
export const cutText = (text: string, maxChars: number): string =>
  text.length <= maxChars
    ? text
    : `${text
        .slice(0, maxChars - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')
        .trimEnd()}…`;

/** The first lines that say something: no rulers, no empty ones. */
export const firstLines = (text: string, count: number): string[] => {
  const found: string[] = [];
  for (const line of text.slice(0, maxTextChars).split('\n')) {
    const trimmed = onOneLine(line);
    if (/[\p{L}\p{N}]/u.test(trimmed)) found.push(trimmed);
    if (found.length === count) break;
  }
  return found;
};

const fieldLine = /^[-*•\s]*([\p{L}][\p{L}\p{N} _/.'-]{0,40}?)\s*(?::|=|\.{2,}:)\s*(\S.*)$/u;
/** A row of two cells, as a table of labels and values becomes text. */
const tableRow = /^\|?\s*([\p{L}][\p{L}\p{N} _/.'()-]{0,40}?)\s*:?\s+\|\s+([^|\s][^|]{0,300})\|?$/u;
/** Firewalls and appliances write one line of `name=value` pairs. */
const pair = /(?<![\p{L}\p{N}_])([a-z_]{2,30})=(?:"([^"]{0,300})"|([^\s"]{1,300}))/giu;

const readFields = (lines: readonly string[]): Map<string, string> => {
  const fields = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    if (fields.size >= maxFields) break;
    // Prose has nothing of what stands between a name and its value.
    if (!/[:=|]/.test(line)) continue;
    for (const [name, value] of headedRow(lines, index)) setOnce(fields, name, value);
    const pairs = line.includes('=') ? [...matchesOf(pair, line.slice(0, maxPairLineChars))] : [];
    if (pairs.length >= 3) {
      for (const [, key = '', quoted, bare] of pairs) setOnce(fields, key, quoted ?? bare ?? '');
      continue;
    }
    const match = tableRow.exec(line.slice(0, 400)) ?? fieldLine.exec(line.slice(0, maxFieldChars));
    if (match === null) continue;
    setOnce(fields, match[1] ?? '', match[2] ?? '');
  }
  return fields;
};

const columnName = /^\p{L}[\p{L} _-]{0,30}$/u;
const knownColumn =
  /^(?:host ?name|host|server|node|device|service|check|sensor|state|status|severity|priority|alert|problem|monitor|gerät|dienst|zustand|serveur|hôte|état)$/iu;
const maxColumns = 12;
const cellsOf = (line: string | undefined): string[] =>
  (line ?? '')
    .slice(0, maxPairLineChars)
    .split(' | ', maxColumns + 1)
    .map((cell) => cell.trim());

/** `Host | Service | State` over one row, and one alone: of several there is no telling which is meant. */
const headedRow = (lines: readonly string[], index: number): [string, string][] => {
  const names = cellsOf(lines[index]);
  if (names.length < 3 || names.length > maxColumns) return [];
  if (!names.every((name) => columnName.test(name)) || !names.some((name) => knownColumn.test(name)))
    return [];
  const values = cellsOf(lines[index + 1]);
  if (values.length !== names.length || cellsOf(lines[index + 2]).length === names.length) return [];
  return names.map((name, i) => [name, values[i] ?? '']);
};

const setOnce = (fields: Map<string, string>, name: string, value: string): void => {
  const key = fold(name).replace(/[\s_-]+/g, ' ');
  if (!fields.has(key)) fields.set(key, onOneLine(value).slice(0, maxFieldChars));
};
