/** Mails that no program would write, made of those that one did. */
import type { SeededRandom } from './seeded-random.ts';

/** Inputs are cut to this, so that many can be tried; large ones have tests of their own. */
const mostBytes = 24_000;
const mostSpan = 200;

const pieces = [
  'Content-Type: multipart/mixed; boundary="b"\r\n',
  '--b\r\n',
  '--b--\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Type: message/rfc822\r\n\r\n',
  'Content-Type: text/html; charset=utf-7\r\n',
  'Subject: =?utf-8?B?////?=\r\n',
  '\r\n\r\n',
  '\r\n.\r\n',
  '\0',
  '\x1b[31m',
  '\u202e',
  '<table>'.repeat(50),
  '&#x110000;',
  ' \r\n'.repeat(30),
].map((text) => Buffer.from(text));

/** One of `mails` with one to six changes: bytes turned, cut, doubled, put in, or the tail of another mail. */
export const mutatedMail = (mails: readonly Buffer[], { below, pick }: SeededRandom): Buffer => {
  let bytes = Buffer.from(pick(mails).subarray(0, mostBytes));
  for (let changes = 1 + below(6); changes > 0 && bytes.length > 1; changes--) {
    const at = below(bytes.length);
    const span = below(Math.min(mostSpan, bytes.length - at) + 1);
    const before = bytes.subarray(0, at);
    switch (below(7)) {
      case 0:
        bytes[at] = below(256);
        break;
      case 1:
        bytes = Buffer.concat([before, bytes.subarray(at + span)]);
        break;
      case 2:
        bytes = Buffer.concat([before, bytes.subarray(at, at + span), bytes.subarray(at)]);
        break;
      case 3:
        bytes = Buffer.concat([before, pick(pieces), bytes.subarray(at)]);
        break;
      case 4: {
        const other = pick(mails);
        bytes = Buffer.concat([before, other.subarray(below(other.length + 1), mostBytes)]);
        break;
      }
      case 5:
        bytes = before;
        break;
      default:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    }
  }
  return bytes.subarray(0, 2 * mostBytes);
};
