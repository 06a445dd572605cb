import { decodeBytes } from './mime-charset.ts';

// RFC 2047, and a little more than it allows: spaces inside Q text, as several mailers write.
const encodedWord = /=\?([^\s?*]{1,60})(?:\*[^\s?]{0,20})?\?([bq])\?([^?]*)\?=/gi;

interface Word {
  start: number;
  end: number;
  charset: string;
  bytes: Buffer;
}

/**
 * Decodes the encoded words (RFC 2047) of one header value. A multi-byte character split over two words comes out
 * whole; what does not decode stays as it stands. Line ends may come out of it: the caller neutralises.
 */
export function decodeHeaderWords(value: string): string {
  if (!value.includes('=?')) return value;
  const words = findWords(value);
  if (words.length === 0) return value;
  const out: string[] = [];
  let at = 0;
  for (let i = 0; i < words.length; ) {
    const run = adjacentRun(value, words, i);
    const first = run[0] as Word;
    const last = run[run.length - 1] as Word;
    const gap = value.slice(at, first.start);
    if (i === 0 || gap.trim() !== '') out.push(gap);
    out.push(decodeBytes(Buffer.concat(run.map((word) => word.bytes)), first.charset).text);
    at = last.end;
    i += run.length;
  }
  out.push(value.slice(at));
  return out.join('');
}

function findWords(value: string): Word[] {
  const words: Word[] = [];
  for (const match of value.matchAll(encodedWord)) {
    const [whole, charset = '', encoding = '', payload = ''] = match;
    const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(payload, 'base64') : decodeQ(payload);
    words.push({ start: match.index, end: match.index + whole.length, charset, bytes });
  }
  return words;
}

/** The words from `from` on that only white space separates and that share a charset: decoded as one. */
function adjacentRun(value: string, words: Word[], from: number): Word[] {
  let to = from + 1;
  while (to < words.length) {
    const left = words[to - 1] as Word;
    const right = words[to] as Word;
    const joined = value.slice(left.end, right.start).trim() === '';
    if (!joined || left.charset.toLowerCase() !== right.charset.toLowerCase()) break;
    to += 1;
  }
  return words.slice(from, to);
}

function decodeQ(payload: string): Buffer {
  const latin = payload
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin, /[^\x00-\xff]/.test(latin) ? 'utf8' : 'latin1');
}
