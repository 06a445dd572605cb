import { cutBytes } from './mime-bounds.ts';
import { decodeBytes } from './mime-charset.ts';

const MAX_LINES = 400_000;
const mimeHeader = /^(content-[a-z-]{1,40}|mime-version):/i;
const delimiter = /^--[^\s-][^\s]{0,199}$|^--[^\s]{1,200}--\s*$/;
const encodedLine = /^[A-Za-z0-9+/=]{60,100}$/;

/**
 * The lines a person can read in a body that could not be taken apart: without delimiters, part headers and lines of
 * base64.
 */
export function readableLines(body: Buffer): string {
  const lines = decodeBytes(cutBytes(body), null).text.split(/\r\n|[\r\n]/, MAX_LINES);
  const kept: string[] = [];
  let inPartHeader = false;
  for (const line of lines) {
    if (mimeHeader.test(line)) {
      inPartHeader = true;
    } else if (inPartHeader && /^[ \t]/.test(line)) {
      // the folded rest of a part header
    } else {
      inPartHeader = false;
      if (!delimiter.test(line) && !encodedLine.test(line)) kept.push(line);
    }
  }
  return kept.join('\n');
}
