/** Bytes of the header that are looked at. */
export const HEADER_SCAN_BYTES = 16 * 1024;

/** Identifiers beyond this length are cut; they only serve to recognise a resend. */
const MAX_MESSAGE_ID_LENGTH = 998;

/**
 * Finds the Message-ID in the first bytes of a mail without parsing it: folded lines, bare LF and missing brackets
 * are taken. Null when the header has none, as many monitoring tools send none.
 */
export function scanMessageId(start: Buffer): string | null {
  const text = start.toString('latin1', 0, HEADER_SCAN_BYTES);
  const end = /\r?\n\r?\n/.exec(text);
  const header = end === null ? text : text.slice(0, end.index);
  const field = /(?:^|\n)message-id[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)/i.exec(header);
  if (field === null) return null;
  const value = (field[1] ?? '').replace(/\s+/g, ' ').trim();
  const bracketed = /<[^<>]*>/.exec(value)?.[0] ?? value;
  return bracketed === '' ? null : bracketed.slice(0, MAX_MESSAGE_ID_LENGTH);
}
