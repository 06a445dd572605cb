import { type HeaderScan, scanHeaders } from './header-scan.ts';
import { decodeHeaderWords } from './header-words.ts';
import { neutraliseLine } from './neutralise.ts';

export interface PreparedMessage {
  scan: HeaderScan;
  /** A message mailparser can take: headers rebuilt and bounded, CRLF after each, a bounded number of parts. */
  message: Buffer;
  /** The body as it came, line ends repaired. */
  body: Buffer;
  notes: string[];
}

/** mailparser gives a message with more up; the first thousand say what there is to say. */
const MAX_PARTS = 900;
const MAX_SAME_HEADER = 5;
const MAX_BOUNDARIES = 20_000;

const addressHeaders = new Set(['from', 'to', 'cc']);
/** A quoted string with an encoded word in it, which many senders write; or encoded words in a row. */
const encodedName =
  /"[^"]{0,2000}=\?[^"]{1,2000}\?="|=\?[^\s?]{1,60}\?[bq]\?[^?]*\?=(?:\s+=\?[^\s?]{1,60}\?[bq]\?[^?]*\?=)*/gi;

/** All that mailparser needs of the outer headers: the structure, and the addresses. */
const passedOn = ['content-type', 'content-transfer-encoding', 'content-disposition', 'from', 'to', 'cc'];

/**
 * Turns raw bytes into a message without the faults at which mailparser loses the text: CR-only lines, no header or
 * no blank line after it, megabytes of headers, a multipart without its boundary, thousands of parts.
 */
export function prepareMessage(raw: Uint8Array): PreparedMessage {
  const notes: string[] = [];
  const buffer = repairLineEnds(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), notes);
  const scan = scanHeaders(buffer);
  notes.push(...scan.notes);
  const body = buffer.subarray(scan.bodyStart);
  const headers: string[] = [];
  for (const name of passedOn) {
    const limit = name === 'to' || name === 'cc' ? MAX_SAME_HEADER : 1;
    for (const line of scan.lines.filter((entry) => entry.name === name).slice(0, limit)) {
      const value = repairValue(name, line.value, body, notes);
      headers.push(`${name}: ${value.replace(/[\r\n\0]+/g, ' ')}`);
    }
  }
  const head = Buffer.from(`${headers.join('\r\n')}\r\n\r\n`, 'utf8');
  return { scan, message: Buffer.concat([head, boundParts(body, scan, notes)]), body, notes };
}

/** Old Mac senders, and some Zabbix servers, end lines with CR alone. */
function repairLineEnds(raw: Buffer, notes: string[]): Buffer {
  if (raw.includes(0x0a) || !raw.includes(0x0d)) return raw;
  notes.push('lines end with CR alone');
  const out = Buffer.from(raw);
  for (let at = out.indexOf(0x0d); at !== -1; at = out.indexOf(0x0d, at + 1)) out[at] = 0x0a;
  return out;
}

function repairValue(name: string, value: string, body: Buffer, notes: string[]): string {
  if (name === 'content-type') return repairContentType(value, body, notes);
  return addressHeaders.has(name) ? quoteEncodedNames(value) : value;
}

/**
 * Encoded words become quoted strings before the addresses are taken apart: what they decode to can then neither name
 * an address nor, by a stray colon or comma, hide one.
 */
function quoteEncodedNames(value: string): string {
  if (!value.includes('=?')) return value;
  return value.replace(encodedName, (encoded) => {
    const decoded = decodeHeaderWords(encoded.replace(/^"|"$/g, '')).replace(/[\\"]/g, '\\$&');
    return `"${neutraliseLine(decoded).text}"`;
  });
}

function repairContentType(value: string, body: Buffer, notes: string[]): string {
  const isMultipart = /^\s*multipart\//i.test(value);
  if (!isMultipart || /;\s*boundary(\*0?\*?)?\s*=\s*"?[^\s";]/i.test(value)) return value;
  const boundary = guessBoundary(body);
  if (boundary === null) {
    notes.push('multipart without a boundary, read as text');
    return 'text/plain';
  }
  notes.push('multipart without a boundary, found one in the body');
  return `multipart/mixed; boundary="${boundary}"`;
}

/** A line `--x` near the top for which a line `--x--` follows. */
function guessBoundary(body: Buffer): string | null {
  const top = body.subarray(0, 8192).toString('latin1');
  const match = /^--([0-9A-Za-z'()+_,./:=?-]{1,70})[ \t]*\r?$/m.exec(top);
  const boundary = match?.[1];
  if (boundary === undefined) return null;
  return body.includes(`\n--${boundary}--`) ? boundary : null;
}

/** Cuts the body behind the last part that is read. Boundaries are those any header in the message declares. */
function boundParts(body: Buffer, scan: HeaderScan, notes: string[]): Buffer {
  if (countDelimiterLike(body) <= MAX_PARTS) return body;
  const declared = declaredBoundaries(body, scan);
  if (declared.size === 0) return body;
  let parts = 0;
  for (let at = nextDelimiterLike(body, 0); at !== -1; at = nextDelimiterLike(body, at + 2)) {
    const lineEnd = body.indexOf(0x0a, at);
    const line = body.subarray(at + 2, Math.min(lineEnd === -1 ? body.length : lineEnd, at + 260));
    if (!declared.has(line.toString('latin1').trimEnd())) continue;
    parts += 1;
    if (parts > MAX_PARTS) {
      notes.push(`more than ${MAX_PARTS} parts, the others are left out`);
      return body.subarray(0, at);
    }
  }
  return body;
}

function declaredBoundaries(body: Buffer, scan: HeaderScan): Set<string> {
  const found = new Set<string>();
  const text = `${scan.lines.map((line) => line.value).join('\n')}\n${body.toString('latin1')}`;
  for (const match of text.matchAll(/\bboundary\s{0,5}=\s{0,5}(?:"([^"\r\n]{1,250})"|([^\s";]{1,250}))/gi)) {
    found.add(match[1] ?? match[2] ?? '');
    if (found.size >= MAX_BOUNDARIES) break;
  }
  return found;
}

function countDelimiterLike(body: Buffer): number {
  let count = 0;
  for (
    let at = nextDelimiterLike(body, 0);
    at !== -1 && count <= MAX_PARTS;
    at = nextDelimiterLike(body, at + 2)
  ) {
    count += 1;
  }
  return count;
}

/** Offset of the next `--` at the start of a line, or -1. */
function nextDelimiterLike(body: Buffer, from: number): number {
  if (from === 0 && body[0] === 0x2d && body[1] === 0x2d) return 0;
  const at = body.indexOf('\n--', Math.max(0, from - 1), 'latin1');
  return at === -1 ? -1 : at + 1;
}
