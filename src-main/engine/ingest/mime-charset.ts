import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

export interface DecodedBytes {
  text: string;
  /** What was odd about the charset, in words, or null. */
  note: string | null;
}

const MAX_SHOWN_NAME = 40;

// UTF-7 carries markup past every filter that looks for `<`; hex and base64 are no charsets.
const refused = new Set(['utf7', 'utf7imap', 'unicode11utf7', 'csunicode11utf7', 'base64', 'hex']);
const unicodeOrNone = new Set([
  '',
  'utf8',
  'ascii',
  'usascii',
  'ansix341968',
  'unknown8bit',
  'binary',
  '8bit',
]);
// Tools write these by default whatever the bytes are (sendemail says iso-8859-1 and sends UTF-8).
const westernDefaults = new Set(['iso88591', 'latin1', 'iso885915', 'windows1252', 'cp1252']);

// In these, text that happens to be well-formed UTF-8 throughout does not occur but by mistake.
const singleByte = /^(windows|cp)125\d$|^iso8859\d{1,2}[ei]?$|^koi8/;
const MIN_MULTIBYTE = 3;

/**
 * Bytes to text under the charset a mail declares. Never throws: what the declaration does not fit is read as UTF-8
 * where the bytes are that, else as windows-1252 (the superset of latin1 that the web uses for it), with a note.
 */
export function decodeBytes(bytes: Uint8Array, declared: string | null): DecodedBytes {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (declared ?? '').trim().toLowerCase();
  const key = name.replace(/[^a-z0-9]/g, '');
  const marked = decodeByMark(buffer);
  if (marked !== null) return { text: marked, note: null };
  if (unicodeOrNone.has(key)) return decodeUnicode(buffer, key);
  if (refused.has(key))
    return { text: buffer.toString('latin1'), note: `charset ${shown(name)} is not decoded` };
  if (westernDefaults.has(key)) {
    if (isMultibyteUtf8(buffer, 1))
      return { text: buffer.toString('utf8'), note: `declared ${shown(name)}, read as UTF-8` };
    return {
      text: decodeNamed(buffer, key === 'iso885915' ? 'iso-8859-15' : 'windows-1252') ?? '',
      note: null,
    };
  }
  if (singleByte.test(key) && isMultibyteUtf8(buffer)) {
    return { text: buffer.toString('utf8'), note: `declared ${shown(name)}, read as UTF-8` };
  }
  const text = decodeNamed(buffer, name);
  if (text !== null) return { text, note: null };
  if (isMultibyteUtf8(buffer, 1)) {
    return { text: buffer.toString('utf8'), note: `unknown charset ${shown(name)}, read as UTF-8` };
  }
  return {
    text: iconv.decode(buffer, 'windows-1252'),
    note: `unknown charset ${shown(name)}, read as latin1`,
  };
}

function decodeByMark(buffer: Buffer): string | null {
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) return buffer.toString('utf8', 3);
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return iconv.decode(buffer.subarray(2), 'utf-16le');
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return iconv.decode(buffer.subarray(2), 'utf-16be');
  return null;
}

function decodeUnicode(buffer: Buffer, key: string): DecodedBytes {
  // Pure ASCII may still be ISO-2022-JP, which is all seven bit; its escapes name it.
  if (key !== 'utf8' && /\x1b\$[@B]/.test(buffer.subarray(0, 4096).toString('latin1'))) {
    return { text: decodeNamed(buffer, 'iso-2022-jp') ?? buffer.toString('latin1'), note: null };
  }
  const text = buffer.toString('utf8');
  const damaged = count(text, /\ufffd/g);
  if (damaged === 0) return { text, note: null };
  const whole = count(text, /[^\x00-\x7f\ufffd]/gu);
  if (whole > damaged * 4) return { text, note: 'some bytes are not UTF-8' };
  const label = key === 'utf8' ? 'declared UTF-8' : 'no usable charset';
  return { text: iconv.decode(buffer, 'windows-1252'), note: `${label}, read as latin1` };
}

/** Null for a name that neither library knows. TextDecoder adds what iconv-lite lacks, ISO-2022-JP above all. */
function decodeNamed(buffer: Buffer, name: string): string | null {
  if (name === '' || name.length > 100) return null;
  try {
    if (iconv.encodingExists(name)) return iconv.decode(buffer, name);
    return new TextDecoder(name).decode(buffer);
  } catch {
    return null; // the RangeError of an unknown label
  }
}

function isMultibyteUtf8(buffer: Buffer, atLeast = MIN_MULTIBYTE): boolean {
  if (!isUtf8(buffer)) return false;
  let leads = 0;
  for (const byte of buffer) {
    if (byte >= 0xc0) leads += 1;
    if (leads >= atLeast) return true;
  }
  return false;
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  for (const _ of text.matchAll(pattern)) found += 1;
  return found;
}

function shown(name: string): string {
  const plain = name.replace(/[^\x21-\x7e]/g, '?');
  return plain.length > MAX_SHOWN_NAME ? `${plain.slice(0, MAX_SHOWN_NAME)}...` : plain;
}
