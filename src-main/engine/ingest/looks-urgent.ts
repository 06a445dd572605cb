/**
 * A glance at a message that nobody has read yet: whether it may be critical and should be read before others. It decides
 * about an order and about nothing else; what a mail says is found out when it is read.
 */
import { decodeHeaderWords } from './header-words.ts';

const glanceBytes = 4096;

const words =
  /(?<![\p{L}\p{N}_])(?:critical|crit|disaster|emergency|emerg|fatal|panic|down|unreachable|بحرانی|فاجعه|اضطراری|حیاتی)(?![\p{L}\p{N}_])/iu;
const priority = /^(?:x-priority:\s*1|importance:\s*high|x-msmail-priority:\s*high|priority:\s*urgent)\b/im;
const subject = /^subject:(.*(?:\r?\n[ \t].*)*)/im;

export const looksUrgent = (raw: Buffer): boolean => {
  const start = raw.toString('utf8', 0, glanceBytes);
  if (words.test(start) || priority.test(start)) return true;
  const encoded = subject.exec(start)?.[1] ?? '';
  return encoded.includes('=?') && words.test(decodeHeaderWords(encoded));
};
