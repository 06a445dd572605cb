/**
 * Spellings made one, for comparing what a model wrote with what a mail says and for finding words that want not to be
 * found. `foldInPlace` keeps every position, so that a find can be shown as the mail writes it; `foldForSearch` does not.
 */

/** Cyrillic, Greek and other letters that look like Latin ones, lower case after NFKC. */
const lookAlikes: Record<string, string> = {
  а: 'a',
  в: 'b',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  ё: 'e',
  ғ: 'f',
  ɡ: 'g',
  һ: 'h',
  н: 'h',
  і: 'i',
  ї: 'i',
  ј: 'j',
  к: 'k',
  ӏ: 'l',
  м: 'm',
  п: 'n',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  г: 'r',
  ѕ: 's',
  т: 't',
  у: 'y',
  ѵ: 'v',
  ԝ: 'w',
  х: 'x',
  з: '3',
  ь: 'b',
  α: 'a',
  β: 'b',
  ε: 'e',
  η: 'n',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
  ϲ: 'c',
  ϳ: 'j',
  ա: 'w',
  օ: 'o',
  ս: 'u',
  ո: 'n',
  հ: 'h',
  ց: 'g',
  ı: 'i',
  ȷ: 'j',
  ℓ: 'l',
};
/** Latin letters with marks lose them; these have no decomposition. */
const plainForms: Record<string, string> = { ø: 'o', ł: 'l', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe' };
const folded: Record<string, string> = { ...lookAlikes, ...plainForms };

const invisible =
  /\u034f|\ufe0f|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|\udb40[\udc00-\udc7f]/g;

const ascii = /^[\u0000-\u007f]*$/;

/** For searching alone: no marks, no look-alikes, no invisible characters, Persian letters one, one space between words. */
export const foldForSearch = (text: string): string =>
  ascii.test(text) ? withSingleSpaces(text.toLowerCase()) : foldForeign(text);

const foldForeign = (text: string): string =>
  withSingleSpaces(
    unifyPersian(
      text
        .replace(invisible, '')
        .normalize('NFKD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFKC')
        .toLowerCase(),
    ).replace(/[^\u0000-\u007f\u0600-\u06ff]/g, (char) => folded[char] ?? char),
  );

/** The spaces that stand alone stay: there are many. */
const withSingleSpaces = (text: string): string => text.replace(/[^\S\n]{2,}|[^\S\n ]/g, ' ');

const unifyPersian = (text: string): string =>
  text.replaceAll('ي', 'ی').replaceAll('ك', 'ک').replaceAll('ۀ', 'ه');

const digitZeros = [0x0660, 0x06f0, 0x0966, 0xff10];
const widthStart = 0xff01;
const widthEnd = 0xff5e;

const foldChar = (char: string): string => {
  const code = char.charCodeAt(0);
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? char.toLowerCase() : char;
  for (const zero of digitZeros) {
    if (code >= zero && code <= zero + 9) return String(code - zero);
  }
  if (code >= widthStart && code <= widthEnd) return String.fromCharCode(code - 0xfee0).toLowerCase();
  switch (char) {
    case 'ي':
    case 'ى':
      return 'ی';
    case 'ك':
      return 'ک';
    case '٪':
    case '﹪':
      return '%';
    case '٫':
      return '.';
    case '٬':
    case '،':
      return ',';
    case '‐':
    case '‑':
    case '‒':
    case '–':
    case '—':
    case '−':
      return '-';
    case '\u00a0':
    case '\u202f':
    case '\u2009':
    case '\u200c':
      return ' ';
    case '’':
    case '‘':
      return "'";
    default: {
      const lower = char.toLowerCase();
      return lower.length === 1 ? lower : char;
    }
  }
};

/** Lower case, ASCII digits and signs, narrow forms, one kind of space; as long as the text, position by position. */
export const foldInPlace = (text: string): string => {
  // Most mails need nothing but lower case.
  if (ascii.test(text)) return text.toLowerCase();
  let out = '';
  for (let at = 0; at < text.length; at += 1) out += foldChar(text[at] ?? '');
  return out;
};
