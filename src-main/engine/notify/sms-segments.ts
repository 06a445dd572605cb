/**
 * How long a text is as SMS: GSM 7-bit (3GPP TS 23.038) or UCS-2, one message or several joined ones (TS 23.040).
 */
export type SmsEncoding = 'gsm7' | 'ucs2';

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Characters of the extension table: an escape goes before each, so they take two places. */
const extension = new Set('\f^{}\\[~]|€');

/** Places in a message that stands alone, and in each of several joined ones, whose header takes seven or three. */
const places = { gsm7: { single: 160, joined: 153 }, ucs2: { single: 70, joined: 67 } } as const;

export const smsEncoding = (text: string): SmsEncoding => {
  for (const character of text) if (!basic.has(character) && !extension.has(character)) return 'ucs2';
  return 'gsm7';
};

/** Places that one code point takes: septets or UTF-16 units. */
const placesOf = (character: string, encoding: SmsEncoding): number => {
  if (encoding === 'ucs2') return character.length;
  return extension.has(character) ? 2 : 1;
};

export const smsUnits = (text: string, encoding: SmsEncoding = smsEncoding(text)): number => {
  let units = 0;
  for (const character of text) units += placesOf(character, encoding);
  return units;
};

/** Segments the text takes. A character of two places is never parted, so a segment may end one place early. */
export const smsSegments = (text: string, encoding: SmsEncoding = smsEncoding(text)): number => {
  const { single, joined } = places[encoding];
  if (smsUnits(text, encoding) <= single) return 1;
  let segments = 1;
  let used = 0;
  for (const character of text) {
    const wanted = placesOf(character, encoding);
    if (used + wanted > joined) {
      segments += 1;
      used = 0;
    }
    used += wanted;
  }
  return segments;
};

/** Places that fit for certain into this many segments, whatever characters fall on the borders. */
export const smsCapacity = (segments: number, encoding: SmsEncoding): number =>
  segments === 1 ? places[encoding].single : segments * (places[encoding].joined - 1);

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const ellipses = { gsm7: '...', ucs2: '…' } as const;

/** At most `max` places, an ellipsis included when something was left out; cut between graphemes where possible. */
export const cutSms = (text: string, max: number, encoding: SmsEncoding): string => {
  if (smsUnits(text, encoding) <= max) return text;
  const ellipsis = ellipses[encoding];
  const room = max - ellipsis.length;
  if (room <= 0) return '';
  let kept = '';
  let used = 0;
  // A grapheme takes a place at least, so what lies beyond `room` code units cannot be needed.
  for (const { segment } of graphemes.segment(text.slice(0, room + 1).toWellFormed())) {
    const wanted = smsUnits(segment, encoding);
    if (used + wanted > room) break;
    kept += segment;
    used += wanted;
  }
  return `${kept.trimEnd()}${ellipsis}`;
};

/** Typographic characters that have a plain twin in GSM 7-bit: one curly quote would halve the room of the text. */
const twins: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '‚': ',',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '−': '-',
  '…': '...',
  '•': '*',
  '·': '-',
  '→': '->',
  '×': 'x',
  '`': "'",
  '\t': ' ',
  '\u00a0': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
};

/** The text with plain twins where that makes it GSM 7-bit; else as it was. */
export const preferGsm7 = (text: string): string => {
  const plain = text.replace(/[^\u0020-\u005f\u0061-\u007e]/gu, (character) => twins[character] ?? character);
  return smsEncoding(plain) === 'gsm7' ? plain : text;
};
