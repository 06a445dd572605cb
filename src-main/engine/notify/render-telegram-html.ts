/**
 * One message of the Telegram Bot API in its HTML style (core.telegram.org/bots/api#html-style). It is put together
 * from pieces that are bounded before they are wrapped in tags, so no cut ever falls into a tag or an entity.
 */
import type { DigestView, Notification } from './notification.ts';
import { type NotificationWords, words } from './notification-words.ts';
import { type DigestItemText, digestParts } from './render-digest.ts';
import {
  cutUtf16,
  type NotificationParts,
  notificationParts,
  oneLine,
  type PartsOptions,
  pieceLimits,
} from './render-text.ts';
import { type StatusLines, statusLines } from './status-lines.ts';

/** UTF-16 units after entity parsing. */
export const telegramTextLimit = 4096;

export interface TelegramMessage {
  html: string;
  /** The same without markup, for a server that cannot parse it. */
  text: string;
  /** Length of `html` after entity parsing. */
  length: number;
}

/** Text in one style. Telegram finds links, mentions, hashtags and commands everywhere but in code. */
interface Run {
  text: string;
  style: 'plain' | 'bold' | 'italic' | 'strike' | 'code' | 'pre' | 'link';
  href?: string;
}
type Line = Run[];

/** Telegram drops what is beyond 100 entities in a message; headings and facts need some of them. */
const maxGuardedWords = 60;
const maxDigestEntities = 90;
/** So much of the mail itself is shown before details and actions get the room. */
const excerptReserve = 600;

/** Only these four are known as names (tdlib, `decode_html_entity`); all else passes as it is. */
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeTelegramHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);

const tags: Record<Exclude<Run['style'], 'plain' | 'link'>, string> = {
  bold: 'b',
  italic: 'i',
  strike: 's',
  code: 'code',
  pre: 'pre',
};

const runToHtml = (run: Run): string => {
  const text = escapeTelegramHtml(run.text);
  if (run.text === '' || run.style === 'plain') return text;
  if (run.style === 'link') return `<a href="${escapeTelegramHtml(run.href ?? '')}">${text}</a>`;
  return `<${tags[run.style]}>${text}</${tags[run.style]}>`;
};

const plain = (text: string): Run => ({ text, style: 'plain' });
const bold = (text: string): Run => ({ text, style: 'bold' });
const code = (text: string): Run => ({ text, style: 'code' });

const lengthOf = (line: Line): number => line.reduce((sum, run) => sum + run.text.length, 0);
/** With the newlines between and after them. */
const heightOf = (lines: Line[]): number => lines.reduce((sum, line) => sum + lengthOf(line) + 1, 0);

/**
 * Words in which clients see something to tap: addresses, hosts, mentions, hashtags, commands, phone numbers.
 * Generous on purpose: a word in code costs nothing, a foreign link under our name does.
 */
const tappable = /[@#$/\\]|:(?=\S)|[\p{L}\p{N}_-][.。．｡][\p{L}\p{N}_-]|^\W*\+?\d[\d\s()-]{5,}/u;

/** Words that Telegram would make tappable become code; the rest keeps its style. */
const createGuard = (style: 'plain' | 'bold' | 'strike') => {
  return (text: string, budget: { words: number }): Run[] => {
    const runs: Run[] = [];
    for (const piece of text.split(/(\s+)/)) {
      const isTappable = tappable.test(piece);
      const last = runs.at(-1);
      if (isTappable && budget.words > 0) {
        budget.words -= 1;
        runs.push(code(piece));
      } else {
        // Out of budget: a word joiner after each mark parts what would be recognised.
        const words = isTappable ? piece.replace(/[@#$/\\:.。．｡]/gu, '$&\u2060') : piece;
        if (last?.style === style) last.text += words;
        else runs.push({ text: words, style });
      }
    }
    return runs;
  };
};
const guardPlain = createGuard('plain');
const guardBold = createGuard('bold');
const guardStrike = createGuard('strike');

/** Our own words with a person's in them: times are no links, and are not made to look like one. */
const guardOwn = (line: string, budget: { words: number }): Run[] =>
  line
    .split(/(\(?\p{Nd}{1,2}:\p{Nd}{2}\)?)/u)
    .flatMap((piece, i) => (i % 2 === 1 ? [plain(piece)] : guardPlain(piece, budget)));

/** Telegram refuses to link hosts without a dot (localhost, bare names): those are shown as text. */
const linkLine = (link: string | null, label: string): Line[] => {
  if (link === null) return [];
  const isLinkable = new URL(link).hostname.includes('.');
  if (isLinkable) return [[{ text: label, style: 'link', href: link }]];
  return [[plain(`${label}: `), code(cutUtf16(link, 300))]];
};

/** The items that fit, each on a line, under a heading. */
const section = (
  heading: string,
  items: string[],
  room: number,
  budget: { words: number },
): { lines: Line[]; isWhole: boolean } => {
  const lines: Line[] = [[], [bold(`${heading}:`)]];
  let left = room - heightOf(lines);
  for (const item of items) {
    const line = [plain('• '), ...guardPlain(item, budget)];
    left -= lengthOf(line) + 1;
    if (left < 0) break;
    lines.push(line);
  }
  const shown = lines.length - 2;
  return { lines: shown === 0 ? [] : lines, isWhole: shown === items.length };
};

const headLines = (
  parts: NotificationParts,
  status: StatusLines,
  word: NotificationWords,
  budget: { words: number },
): Line[] => {
  const where = parts.where.flatMap((text) => [plain(' · '), code(text)]);
  // Host and system stand in the first line already.
  const facts = parts.facts.filter(({ label }) => label !== word.host && label !== word.system);
  const isOnlyOver = status.over !== null && oneLine(status.over) === parts.summary;
  return [
    ...parts.notices.map((notice): Line => [{ text: notice, style: 'italic' }]),
    ...(status.event === null ? [] : [[bold(status.event)]]),
    [plain(`${parts.emoji} `), bold(parts.severityName), ...where],
    ...(status.over === null
      ? []
      : [guardStrike(cutUtf16(oneLine(status.over), pieceLimits.summary), budget)]),
    ...status.lines.map((line) => guardOwn(line, budget)),
    ...(isOnlyOver ? [] : [guardBold(parts.summary, budget)]),
    [],
    ...facts.map(({ label, value }): Line => [plain(`${label}: `), code(value)]),
  ];
};

const tailLines = (parts: NotificationParts, word: NotificationWords): Line[] => [
  [],
  [
    { text: `${parts.isModel ? '🤖 ' : ''}${parts.analysedBy.label}: `, style: 'italic' },
    code(parts.analysedBy.value),
  ],
  [plain(`${parts.subject.label}: `), code(parts.subject.value)],
  [plain(`${parts.from.label}: `), code(parts.from.value)],
  ...linkLine(parts.link, word.open),
];

export const renderTelegramHtml = (
  notification: Notification,
  options: PartsOptions = {},
): TelegramMessage => {
  if (notification.digest) return renderDigest(notification.digest, notification, options);
  const word = words(notification.language);
  const parts = notificationParts(notification, notification.language, options);
  const budget = { words: maxGuardedWords };
  const head = headLines(parts, statusLines(notification), word, budget);
  const tail = tailLines(parts, word);
  const note: Line[] = [[], [{ text: word.cut, style: 'italic' }]];
  const room = telegramTextLimit - heightOf(head) - heightOf(tail) - heightOf(note);

  const reserve = Math.min(parts.excerpt.length + 1, excerptReserve);
  const actions = section(word.actions, parts.actions, room - reserve, budget);
  const details = section(word.details, parts.details, room - reserve - heightOf(actions.lines), budget);
  const left = room - heightOf(actions.lines) - heightOf(details.lines);
  const excerpt = cutUtf16(parts.excerpt, Math.max(0, left - 1));
  const isWhole = actions.isWhole && details.isWhole && excerpt === parts.excerpt;

  const lines: Line[] = [
    ...head,
    ...details.lines,
    ...actions.lines,
    ...tail,
    ...(excerpt === '' ? [] : [[{ text: excerpt, style: 'pre' } satisfies Run]]),
    ...(isWhole ? [] : note),
  ];
  return toMessage(lines, parts.link);
};

const toMessage = (lines: Line[], link: string | null): TelegramMessage => {
  const text = lines.map((line) => line.map((run) => run.text).join('')).join('\n');
  return {
    html: lines.map((line) => line.map(runToHtml).join('')).join('\n'),
    text: link === null ? text : withLink(text, link),
    length: text.length,
  };
};

/** A digest's page: whole lines while there is room, hosts as headings. */
const renderDigest = (
  digest: DigestView,
  notification: Notification,
  options: PartsOptions,
): TelegramMessage => {
  const word = words(notification.language);
  const parts = digestParts(digest, notification, options);
  const budget = { entities: maxDigestEntities };
  const head: Line[] = [
    ...parts.notices.map((notice): Line => [{ text: notice, style: 'italic' }]),
    [bold(parts.title)],
    ...parts.figures.map((figure): Line => [plain(figure)]),
  ];
  const tail: Line[] = [
    ...(parts.senders === null ? [] : [[], [plain(`${parts.senders.label}: `), code(parts.senders.value)]]),
    ...linkLine(parts.link, word.openConsole),
  ];
  let room = telegramTextLimit - heightOf(head) - heightOf(tail) - digestMoreRoom;
  const shown: Line[] = [];
  let named = 0;
  for (const group of parts.groups) {
    const heading: Line[] = [[], [plain(`${group.emoji} ${group.severityName} · `), code(group.host)]];
    let isHeaded = false;
    for (const item of group.items) {
      const line: Line = [plain('• '), ...titleRuns(item, budget)];
      const height = heightOf(isHeaded ? [line] : [...heading, line]);
      if (height > room) continue;
      if (!isHeaded) {
        shown.push(...heading);
        budget.entities -= 1;
      }
      isHeaded = true;
      shown.push(line);
      room -= height;
      named += 1;
    }
  }
  const left = parts.count - named;
  const more: Line[] = left > 0 ? [[{ text: word.more.replace('#', String(left)), style: 'italic' }]] : [];
  return toMessage([...head, ...shown, ...more, ...tail], parts.link);
};

/** Room for the line that says how many are left out. */
const digestMoreRoom = 40;

/** One entity at most: a title with something to tap in it stands as code, one that is over is struck through. */
const titleRuns = (item: DigestItemText, budget: { entities: number }): Run[] => {
  const isTappable = item.title.split(/\s+/).some((piece) => tappable.test(piece));
  const style = isTappable ? 'code' : item.isOver ? 'strike' : 'plain';
  if (style !== 'plain') budget.entities -= 1;
  return [
    ...(item.isOver ? [plain('✅ ')] : []),
    ...(budget.entities > 0
      ? [{ text: item.title, style } satisfies Run]
      : guardPlain(item.title, { words: 0 })),
    ...(item.note === '' ? [] : [plain(` (${item.note})`)]),
  ];
};

/** The plain message has no hidden link: it is written out where there is room. */
const withLink = (text: string, link: string): string =>
  text.includes(link) || text.length + link.length + 1 > telegramTextLimit ? text : `${text}\n${link}`;
