/**
 * Telegram's HTML style, read as strictly as Telegram reads it (tdlib, MessageEntity.cpp): its tags, its four named
 * entities, its errors with byte offsets; entity offsets in UTF-16 units.
 */
export interface TelegramEntity {
  type: string;
  offset: number;
  length: number;
  url?: string;
}

export type TelegramText =
  | { ok: true; text: string; entities: TelegramEntity[] }
  | { ok: false; description: string };

const tagTypes: Record<string, string> = {
  a: 'text_link',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  u: 'underline',
  ins: 'underline',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  span: 'spoiler',
  pre: 'pre',
  code: 'code',
  blockquote: 'blockquote',
};

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

const space = /\s/;
const maxCodePoint = 0x10ffff;

/** The character an entity at `at` stands for and where it ends, or null: then the `&` is a plain one. */
const entityAt = (html: string, at: number): { text: string; end: number } | null => {
  const match = /^&(?:#(\d{1,8})|#x([0-9a-f]{1,8})|([a-z]{1,8}));?/i.exec(html.slice(at, at + 12));
  if (match === null) return null;
  const [whole, decimal, hexadecimal, name] = match;
  const end = at + whole.length;
  if (name !== undefined) {
    const text = named[name];
    return text === undefined ? null : { text, end };
  }
  const point = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  return point === 0 || point >= maxCodePoint || (point >= 0xd800 && point <= 0xdfff)
    ? null
    : { text: String.fromCodePoint(point), end };
};

const decode = (value: string): string => {
  let decoded = '';
  for (let at = 0; at < value.length; ) {
    const entity = value[at] === '&' ? entityAt(value, at) : null;
    decoded += entity?.text ?? value[at];
    at = entity?.end ?? at + 1;
  }
  return decoded;
};

class Refusal extends Error {}

export const readTelegramHtml = (html: string): TelegramText => {
  const byteOffset = (at: number) => Buffer.byteLength(html.slice(0, at));
  const refuse = (words: string): never => {
    throw new Refusal(`Bad Request: can't parse entities: ${words}`);
  };
  const open: { tag: string; offset: number; attributes: Record<string, string> }[] = [];
  const entities: TelegramEntity[] = [];
  let text = '';
  let at = 0;

  const readAttributes = (tag: string, begin: number): Record<string, string> => {
    const attributes: Record<string, string> = {};
    for (;;) {
      while (space.test(html[at] ?? '')) at += 1;
      if (at >= html.length) refuse(`Unclosed start tag at byte offset ${byteOffset(begin)}`);
      if (html[at] === '>') return attributes;
      const nameBegin = at;
      while (at < html.length && !space.test(html[at] ?? '') && !'=>'.includes(html[at] ?? '')) at += 1;
      const name = html.slice(nameBegin, at).toLowerCase();
      if (name === '') refuse(`Empty attribute name in the tag "${tag}" at byte offset ${byteOffset(begin)}`);
      while (space.test(html[at] ?? '')) at += 1;
      if (html[at] !== '=') {
        refuse(
          `Expected equal sign in declaration of an attribute of the tag "${tag}" at byte offset ${byteOffset(begin)}`,
        );
      }
      at += 1;
      while (space.test(html[at] ?? '')) at += 1;
      const quote = html[at] ?? '';
      if (quote !== '"' && quote !== "'") {
        const valueBegin = at;
        while (/[a-z0-9.-]/i.test(html[at] ?? '')) at += 1;
        if (!space.test(html[at] ?? '') && html[at] !== '>') {
          refuse(`Unexpected end of name token at byte offset ${byteOffset(valueBegin)}`);
        }
        attributes[name] = html.slice(valueBegin, at).toLowerCase();
      } else {
        const end = html.indexOf(quote, at + 1);
        if (end === -1) refuse(`Unclosed start tag at byte offset ${byteOffset(begin)}`);
        attributes[name] = decode(html.slice(at + 1, end));
        at = end + 1;
      }
    }
  };

  const readStartTag = () => {
    const begin = at;
    at += 1;
    while (at < html.length && !space.test(html[at] ?? '') && html[at] !== '>') at += 1;
    if (at >= html.length) refuse(`Unclosed start tag at byte offset ${byteOffset(begin)}`);
    const tag = html.slice(begin + 1, at).toLowerCase();
    if (!Object.hasOwn(tagTypes, tag)) {
      refuse(`Unsupported start tag "${tag}" at byte offset ${byteOffset(begin)}`);
    }
    const attributes = readAttributes(tag, begin);
    if (tag === 'span' && attributes.class !== 'tg-spoiler') {
      refuse(`Tag "span" must have class "tg-spoiler" at byte offset ${byteOffset(begin)}`);
    }
    at += 1;
    open.push({ tag, offset: text.length, attributes });
  };

  const readEndTag = () => {
    const begin = at;
    const top = open.pop();
    if (top === undefined) {
      refuse(`Unexpected end tag at byte offset ${byteOffset(begin)}`);
      return;
    }
    at += 2;
    const nameBegin = at;
    while (at < html.length && !space.test(html[at] ?? '') && html[at] !== '>') at += 1;
    const tag = html.slice(nameBegin, at).toLowerCase();
    while (space.test(html[at] ?? '')) at += 1;
    if (html[at] !== '>') refuse(`Unclosed end tag at byte offset ${byteOffset(begin)}`);
    if (tag !== '' && tag !== top.tag) {
      refuse(
        `Unmatched end tag at byte offset ${byteOffset(begin)}, expected "</${top.tag}>", found "</${tag}>"`,
      );
    }
    at += 1;
    const length = text.length - top.offset;
    if (length === 0) return;
    const type = tagTypes[top.tag] ?? top.tag;
    if (top.tag !== 'a') {
      entities.push({ type, offset: top.offset, length });
      return;
    }
    // A link that leads nowhere Telegram knows is dropped without a word.
    const url = top.attributes.href ?? text.slice(top.offset);
    const isLink = URL.canParse(url) && /^(https?|tg|tonsite):/i.test(url);
    if (isLink && new URL(url).hostname.includes('.')) {
      entities.push({ type, offset: top.offset, length, url });
    }
  };

  try {
    while (at < html.length) {
      const entity = html[at] === '&' ? entityAt(html, at) : null;
      if (entity !== null) {
        text += entity.text;
        at = entity.end;
      } else if (html[at] !== '<') {
        text += html[at];
        at += 1;
      } else if (html[at + 1] === '/') {
        readEndTag();
      } else {
        readStartTag();
      }
    }
    const last = open.at(-1);
    if (last !== undefined) refuse(`Can't find end tag corresponding to start tag "${last.tag}"`);
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, description: error.message };
    throw error;
  }
  return { ok: true, text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
};

const linkable = [
  /(?:https?|ftp|tg):\/\/\S+/giu,
  /\b(?:[\p{L}\p{N}_-]+\.)+(?:com|net|org|ir|io|example|local|test|internal|info|ru|cn|app|dev|xyz|top)\b/giu,
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/gu,
  /(?<![\w/])@[a-z][a-z0-9_]{2,}/giu,
  /(?<![\p{L}\p{N}_])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu,
  /(?<![\w/<>])\/[a-z0-9_]{1,64}\b/giu,
];

/** What Telegram would make tappable by itself: links, mentions, hashtags and commands that stand outside of code. */
export const tappableIn = (text: string, entities: TelegramEntity[]): string[] => {
  const isCovered = (at: number) =>
    entities.some(
      ({ type, offset, length }) =>
        (type === 'code' || type === 'pre') && at >= offset && at < offset + length,
    );
  return linkable.flatMap((pattern) =>
    [...text.matchAll(pattern)].filter(({ index }) => !isCovered(index)).map(([found]) => found),
  );
};
