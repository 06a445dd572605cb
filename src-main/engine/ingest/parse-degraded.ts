import type { ParsedMail } from '../message.ts';
import { type HeaderScan, headerDate, headerValues, scanHeaders } from './header-scan.ts';
import { selectHeaders } from './header-select.ts';
import { bounds, cutEnd } from './mime-bounds.ts';
import { decodeBytes } from './mime-charset.ts';
import { neutraliseLine, neutraliseText } from './neutralise.ts';

const MAX_SCANNED_BYTES = 256 * 1024;
const SHOWN_BYTES = 4096;
const MAX_LISTED = 50;

/**
 * The mail as far as it can be read without opening it: headers by a tolerant scan, and the first 4 KB of the raw
 * message as text. For mails on which the parser gave up; cheap enough for the main thread, and never throws.
 */
export function degradedMail(raw: Uint8Array, reason: string): ParsedMail {
  const scan = scanHeaders(raw.subarray(0, MAX_SCANNED_BYTES));
  const subjects = values(scan, 'subject', bounds.subjectChars);
  const from = values(scan, 'from', bounds.addressChars)[0] ?? '';
  const to = [...values(scan, 'to', 20_000), ...values(scan, 'cc', 20_000)];
  return {
    from: { address: addressesIn(from)[0] ?? '', display: from },
    to: to.flatMap(addressesIn).slice(0, MAX_LISTED),
    subject: subjects[0] ?? '',
    otherSubjects: subjects.slice(1, 1 + bounds.subjects),
    messageId: values(scan, 'message-id', bounds.headerChars)[0] ?? null,
    date: headerDate(scan),
    headers: selectHeaders(scan),
    text: neutraliseText(decodeBytes(wholeCharacters(raw), null).text).text,
    textFrom: 'raw',
    html: null,
    attachments: [],
    notes: [`not parsed: ${reason}; the text is the beginning of the raw message`, ...scan.notes].slice(
      0,
      bounds.notes,
    ),
    degraded: true,
  };
}

function values(scan: HeaderScan, name: string, maxChars: number): string[] {
  return headerValues(scan, name).map((value) => cutEnd(neutraliseLine(value).text, maxChars));
}

function addressesIn(header: string): string[] {
  return header.match(/[^\s<>,;:"()]{1,200}@[^\s<>,;:"()]{1,250}/g) ?? [];
}

/** The first 4 KB, less a UTF-8 character that the cut would split. */
function wholeCharacters(raw: Uint8Array): Uint8Array {
  if (raw.length <= SHOWN_BYTES) return raw;
  let end = SHOWN_BYTES;
  while (end > SHOWN_BYTES - 4 && ((raw[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return raw.subarray(0, end);
}
