import { isUtf8 } from 'node:buffer';
import { decodeHeaderWords } from './header-words.ts';
import { decodeBytes } from './mime-charset.ts';

export interface HeaderLine {
  /** Lower case. */
  name: string;
  /** Unfolded, encoded words still in place, raw bytes read as UTF-8 or latin1. */
  value: string;
}

export interface HeaderScan {
  /** The headers worth keeping, in order and bounded in number and length. */
  lines: HeaderLine[];
  /** Offset of the body's first byte; 0 when the bytes begin with no header at all. */
  bodyStart: number;
  /** What was odd, in words. */
  notes: string[];
}

const MAX_LINES = 100_000;
const MAX_VALUE_BYTES = 64 * 1024;
const MAX_KEPT_KNOWN = 800;
const MAX_KEPT_OTHER = 200;
const MAX_KEPT_PER_NAME = 20;
const MAX_NAME_BYTES = 100;

const knownNames = new Set([
  'auto-submitted',
  'bcc',
  'cc',
  'comments',
  'content-description',
  'content-disposition',
  'content-id',
  'content-language',
  'content-transfer-encoding',
  'content-type',
  'date',
  'delivered-to',
  'dkim-signature',
  'errors-to',
  'from',
  'importance',
  'in-reply-to',
  'keywords',
  'list-id',
  'list-unsubscribe',
  'message-id',
  'mime-version',
  'organization',
  'precedence',
  'priority',
  'received',
  'references',
  'reply-to',
  'return-path',
  'sender',
  'subject',
  'thread-topic',
  'to',
  'user-agent',
]);

const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads the header block as tolerantly as it can be read, in one pass over it: any line end, no blank line before the
 * body, lines that are no header, megabytes of them. Never throws.
 */
export function scanHeaders(raw: Uint8Array): HeaderScan {
  const buffer = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const notes: string[] = [];
  const kept: Array<{ name: string; parts: Buffer[]; bytes: number }> = [];
  const perName = new Map<string, number>();
  let current: { name: string; parts: Buffer[]; bytes: number } | null = null;
  let sawHeader = false;
  let sawKnown = false;
  let at = startOfHeaders(buffer);
  let bodyStart = -1;
  let count = 0;

  while (at < buffer.length && count < MAX_LINES) {
    const { end, next } = lineAt(buffer, at);
    const line = buffer.subarray(at, end);
    count += 1;
    if (line.length === 0) {
      bodyStart = next;
      break;
    }
    const isFolded = line[0] === 0x20 || line[0] === 0x09;
    if (isFolded && sawHeader) {
      if (current !== null) append(current, line);
    } else {
      // A blank in front of the very first header is a fault seen in the wild, not folding.
      const name = headerName(isFolded ? line.subarray(1) : line);
      if (name === null) {
        if (!sawHeader || !isKnown(headerName(nextLine(buffer, next)))) {
          bodyStart = at;
          if (sawHeader) notes.push('no blank line between headers and body');
          break;
        }
        notes.push('a line among the headers is no header');
      } else {
        sawHeader = true;
        sawKnown ||= isKnown(name);
        current = keep(kept, perName, name);
        if (current !== null) append(current, line.subarray(line.indexOf(0x3a) + 1));
      }
    }
    at = next;
  }

  if (!sawKnown)
    return { lines: [], bodyStart: 0, notes: buffer.length > 0 ? ['no headers'] : ['empty message'] };
  if (count >= MAX_LINES) notes.push(`more than ${MAX_LINES} header lines`);
  if (bodyStart === -1) bodyStart = count >= MAX_LINES ? at : buffer.length;
  const charset = declaredCharset(kept);
  const lines = kept.map(({ name, parts }) => ({ name, value: valueText(parts, charset) }));
  return { lines, bodyStart, notes: [...new Set(notes)] };
}

/** The decoded values of one header, in order; still to be neutralised. */
export function headerValues(scan: HeaderScan, name: string): string[] {
  return scan.lines.filter((line) => line.name === name).map((line) => decodeHeaderWords(line.value));
}

/** RFC 5322 date to epoch ms; null when there is none or it is none. */
export function headerDate(scan: HeaderScan): number | null {
  const value = headerValues(scan, 'date')[0];
  if (value === undefined || value.length > 200) return null;
  const time = Date.parse(value.replace(/\([^()]*\)/g, ' ').trim());
  return Number.isNaN(time) ? null : time;
}

/** Skips a byte order mark, blank lines in front of real headers, and an mbox `From ` line. */
function startOfHeaders(buffer: Buffer): number {
  let at = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
  for (let i = 0; i < 5 && at < buffer.length; i += 1) {
    const { end, next } = lineAt(buffer, at);
    const line = buffer.subarray(at, Math.min(end, at + 6)).toString('latin1');
    if (end !== at && !/^>?From /.test(line)) break;
    at = next;
  }
  return at;
}

function lineAt(buffer: Buffer, at: number): { end: number; next: number } {
  const lf = buffer.indexOf(LF, at);
  if (lf === -1) return { end: buffer.length, next: buffer.length };
  return { end: lf > at && buffer[lf - 1] === CR ? lf - 1 : lf, next: lf + 1 };
}

function nextLine(buffer: Buffer, at: number): Buffer {
  return buffer.subarray(at, lineAt(buffer, at).end);
}

function headerName(line: Buffer): string | null {
  const match = /^([!-9;-~]{1,100})[ \t]*:/.exec(line.subarray(0, MAX_NAME_BYTES + 2).toString('latin1'));
  return match?.[1] === undefined ? null : match[1].toLowerCase();
}

function isKnown(name: string | null): boolean {
  return name !== null && (knownNames.has(name) || name.startsWith('x-'));
}

function keep(
  kept: Array<{ name: string; parts: Buffer[]; bytes: number }>,
  perName: Map<string, number>,
  name: string,
): { name: string; parts: Buffer[]; bytes: number } | null {
  const soFar = perName.get(name) ?? 0;
  perName.set(name, soFar + 1);
  // Room is left for the headers that matter most: a flood of X- lines must not push the subject out.
  const room = knownNames.has(name) ? MAX_KEPT_KNOWN : MAX_KEPT_OTHER;
  if (soFar >= MAX_KEPT_PER_NAME || kept.length >= room) return null;
  const entry = { name, parts: [], bytes: 0 };
  kept.push(entry);
  return entry;
}

function append(entry: { parts: Buffer[]; bytes: number }, piece: Buffer): void {
  const room = MAX_VALUE_BYTES - entry.bytes;
  if (room <= 0) return;
  entry.parts.push(piece.subarray(0, room));
  entry.bytes += Math.min(piece.length, room);
}

/** Senders that put raw bytes into headers mean the charset of their body. */
function declaredCharset(kept: ReadonlyArray<{ name: string; parts: Buffer[] }>): string | null {
  const type = kept.find((entry) => entry.name === 'content-type');
  if (type === undefined) return null;
  return /charset\s*=\s*"?([^\s";]{1,60})/i.exec(Buffer.concat(type.parts).toString('latin1'))?.[1] ?? null;
}

function valueText(parts: Buffer[], charset: string | null): string {
  const bytes = Buffer.concat(parts);
  return decodeBytes(bytes, isUtf8(bytes) ? null : charset).text.trim();
}
