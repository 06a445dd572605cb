/**
 * Reads MAIL FROM and RCPT TO the way monitoring tools really write them: without brackets, without a domain, with
 * a display name, with spaces. RFC 5321 section 4.1.2 says what is right; what Postfix takes by default is the
 * measure of what is refused here, since most of these senders never try again.
 */

/** The domain given to a bare local part (`root`), as the tools that send it mean it. */
export const BARE_DOMAIN = 'localhost';

/** Local part 64, `@`, domain 255 (RFC 5321 section 4.5.3.1), in UTF-8 bytes. Longer is refused. */
export const MAX_ADDRESS_BYTES = 320;

/** Parameters that the intake reads. All others (DSN, AUTH=, vendor ones) are taken and left aside. */
export interface PathParameters {
  SIZE?: string;
  BODY?: string;
  SMTPUTF8?: true;
}

export type EnvelopePath =
  | { kind: 'path'; address: string; parameters: PathParameters }
  | { kind: 'refused'; reason: string };

// C0, DEL, C1 and the invisible formatting characters: never part of an address, and a way into logs and headers.
const unsafe = /[\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff]/;
const sourceRoute = /^@[^\s,:@]+(?:,@[^\s,:@]+)*:/;

/**
 * Reads one command line. `address` is `''` for the null sender `<>`; otherwise local part, `@`, lower-case domain.
 * Refused: control characters, over-long addresses, and an empty recipient.
 */
export function parseEnvelopePath(verb: 'MAIL FROM' | 'RCPT TO', line: string): EnvelopePath {
  const start = (verb === 'MAIL FROM' ? /^\s*mail\s+from\s*:?\s*/i : /^\s*rcpt\s+to\s*:?\s*/i).exec(line);
  if (start === null) return refused(`expected ${verb}:<address>`);
  const rest = line.slice(start[0].length).trimEnd();
  if (unsafe.test(rest)) return refused('control characters in the address');
  const [path, tail] = splitPath(rest);
  const address = normaliseAddress(path);
  if (address === '' && verb === 'RCPT TO') return refused('the recipient is empty');
  if (Buffer.byteLength(address) > MAX_ADDRESS_BYTES) {
    return refused(`the address is longer than ${MAX_ADDRESS_BYTES} bytes`);
  }
  return { kind: 'path', address, parameters: readParameters(tail) };
}

function refused(reason: string): EnvelopePath {
  return { kind: 'refused', reason };
}

/** Splits into the path and the parameters behind it. The first bracket pair outside quotes wins over what precedes it. */
function splitPath(text: string): [path: string, tail: string] {
  const open = indexOutsideQuotes(text, '<', 0);
  if (open !== -1 && isPathOpening(text, open)) {
    const close = indexOutsideQuotes(text, '>', open + 1);
    return close === -1
      ? splitBare(text.slice(open + 1))
      : [text.slice(open + 1, close), text.slice(close + 1)];
  }
  return splitBare(text);
}

/** A bracket far behind, inside a parameter, opens no path: `a@b SIZE=1 X=<y>`. */
function isPathOpening(text: string, open: number): boolean {
  return !/\s[A-Za-z][A-Za-z0-9-]*=/.test(text.slice(0, open));
}

/** Without brackets: a quoted local part may hold spaces, otherwise the first word is the address. */
function splitBare(text: string): [string, string] {
  const end = indexOutsideQuotes(text, ' ', 0);
  const path = end === -1 ? text : text.slice(0, end);
  if (/^[A-Za-z][A-Za-z0-9-]*=/.test(path) || path.toUpperCase() === 'SMTPUTF8') return ['', text];
  return [path.replace(/>+$/, ''), end === -1 ? '' : text.slice(end)];
}

function indexOutsideQuotes(text: string, wanted: string, from: number): number {
  let quoted = false;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (character === '\\' && quoted) index++;
    else if (character === '"') quoted = !quoted;
    else if (character === wanted && !quoted) return index;
  }
  // An opening quote that never closes is a character like any other.
  return quoted ? text.indexOf(wanted, from) : -1;
}

function normaliseAddress(path: string): string {
  const address = path.trim().replace(/^<+/, '').replace(sourceRoute, '').trim();
  if (address === '') return '';
  const at = address.lastIndexOf('@');
  if (at === -1 || address.endsWith('"')) return `${address}@${BARE_DOMAIN}`;
  const domain = address
    .slice(at + 1)
    .trim()
    .replace(/\.+$/, '')
    .toLowerCase();
  const local = address.slice(0, at).trim();
  return `${local}@${domain === '' ? BARE_DOMAIN : domain}`;
}

function readParameters(tail: string): PathParameters {
  const parameters: PathParameters = {};
  for (const word of tail.trim().split(/\s+/)) {
    const [key = '', value = ''] = word.split('=', 2);
    if (/^size$/i.test(key) && /^\d{1,20}$/.test(value)) parameters.SIZE = value;
    else if (/^body$/i.test(key) && /^(7bit|8bitmime)$/i.test(value)) parameters.BODY = value;
    else if (/^smtputf8$/i.test(key)) parameters.SMTPUTF8 = true;
  }
  return parameters;
}
