import type { ParsedMail } from '../message.ts';
import { type HeaderScan, headerDate, headerValues } from './header-scan.ts';
import { selectHeaders } from './header-select.ts';
import { MAX_HTML_CHARS, tidyText } from './html-text.ts';
import { attachmentInfo } from './mime-attachments.ts';
import { readBody } from './mime-body.ts';
import { bounds, cutEnd, cutMiddle } from './mime-bounds.ts';
import { type AddressEntry, type Leaf, readLeaves } from './mime-leaves.ts';
import { prepareMessage } from './mime-prepare.ts';
import { readableLines } from './mime-readable.ts';
import { dropControls, neutraliseLine, neutraliseText } from './neutralise.ts';

/** How deep attached messages (message/rfc822, as in forwards and bounces) are opened. */
const MAX_MESSAGE_DEPTH = 3;
const MAX_OPENED_MESSAGES = 10;
/** Of no interest in an attached message. */
const outerNotes = new Set(['no From header', 'no headers', 'empty message']);
/** Neutralising costs time per character; what is cut away afterwards need not pass through it. */
const MAX_NEUTRALISED_CHARS = 2 * bounds.textChars;

/**
 * The raw bytes of one message as an alert's mail. Every message gives one: a fault in it is worth a note, never a
 * refusal. What leaves here is bounded and neutralised for display; the raw message keeps the rest. Meant to run in a
 * worker, since hostile input can make it slow.
 */
export async function mimeToMail(raw: Uint8Array): Promise<ParsedMail> {
  return readMessage(raw, 0);
}

async function readMessage(raw: Uint8Array, depth: number): Promise<ParsedMail> {
  const { scan, message, body, notes } = prepareMessage(raw);
  const mime = await readLeaves(message);
  if (mime.error !== null) notes.push(`MIME reading stopped early: ${mime.error}`);
  const content = readBody(mime.leaves);
  notes.push(...content.notes);

  const attached = await openMessages(content.attachments, depth, notes);
  let { text, textFrom } = content;
  if (attached !== '') text = text === '' ? attached : `${text}\n\n${attached}`;
  if (text.trim() === '' && mime.leaves.every((leaf) => leaf.content.length === 0)) {
    const lines = tidyText(readableLines(body));
    if (lines !== '') {
      text = lines;
      textFrom = 'raw';
      notes.push('no part could be read, the text is the raw body');
    }
  }

  return assemble(scan, {
    ...content,
    text,
    textFrom,
    from: mime.from[0] ?? null,
    to: mime.to.map((entry) => entry.address || entry.name),
    notes,
  });
}

interface Pieces {
  text: string;
  textFrom: ParsedMail['textFrom'];
  html: string | null;
  attachments: readonly Leaf[];
  from: AddressEntry | null;
  to: string[];
  notes: string[];
}

function assemble(scan: HeaderScan, pieces: Pieces): ParsedMail {
  const notes = [...pieces.notes];
  const line = (value: string, maxChars: number): string => {
    const clean = neutraliseLine(value.slice(0, 4 * maxChars));
    notes.push(...clean.notes);
    return cutEnd(clean.text, maxChars);
  };
  const subjects = headerValues(scan, 'subject').map((value) => line(value, bounds.subjectChars));
  const fromHeader = headerValues(scan, 'from')[0] ?? '';
  const address = line(pieces.from?.address ?? '', bounds.addressChars);
  const name = line(pieces.from?.name ?? '', bounds.addressChars);
  if (subjects.length > 1) notes.push(`${subjects.length} Subject headers`);
  if (fromHeader.trim() === '') notes.push('no From header');

  const text = neutraliseText(beforeNeutralising(pieces.text));
  notes.push(...text.notes);
  const hidden = pieces.attachments.length - bounds.attachments;
  if (hidden > 0) notes.push(`${hidden} more attachments are not listed`);
  const date = headerDate(scan);
  if (date === null && headerValues(scan, 'date').length > 0) notes.push('the Date header is no date');
  const messageId = headerValues(scan, 'message-id')[0];

  return {
    from: { address, display: fromDisplay(fromHeader, address, name, line) },
    to: pieces.to.slice(0, bounds.addresses).map((entry) => line(entry, bounds.addressChars)),
    subject: subjects[0] ?? '',
    otherSubjects: subjects.slice(1, 1 + bounds.subjects),
    messageId: messageId === undefined ? null : line(messageId, bounds.headerChars) || null,
    date,
    headers: selectHeaders(scan),
    text: cutMiddle(text.text),
    textFrom: pieces.textFrom,
    html: pieces.html === null ? null : dropControls(pieces.html.slice(0, MAX_HTML_CHARS)),
    attachments: pieces.attachments.slice(0, bounds.attachments).map(attachmentInfo),
    notes: tidyNotes(notes),
    degraded: false,
  };
}

/** The name; without one the address; without that the header as it stands: `root (Cron Daemon)`. */
function fromDisplay(
  header: string,
  address: string,
  name: string,
  line: (value: string, maxChars: number) => string,
): string {
  if (address !== '') return name === '' ? address : name;
  return line(header, bounds.addressChars);
}

function beforeNeutralising(text: string): string {
  if (text.length <= MAX_NEUTRALISED_CHARS) return text;
  const half = MAX_NEUTRALISED_CHARS / 2;
  const left = text.length - MAX_NEUTRALISED_CHARS;
  return `${text.slice(0, half)}\n\n[... ${left} characters left out ...]\n\n${text.slice(-half)}`;
}

function tidyNotes(notes: readonly string[]): string[] {
  const unique = [...new Set(notes.map((note) => neutraliseLine(note).text))];
  return unique.slice(0, bounds.notes).map((note) => cutEnd(note, bounds.noteChars));
}

/** The attached messages as text, each under its own subject; deeper than the limit only their readable lines. */
async function openMessages(attachments: readonly Leaf[], depth: number, notes: string[]): Promise<string> {
  const messages = attachments.filter(
    (leaf) => leaf.contentType === 'message/rfc822' && leaf.content.length > 0,
  );
  if (messages.length > MAX_OPENED_MESSAGES)
    notes.push(`only ${MAX_OPENED_MESSAGES} attached messages are opened`);
  const shown: string[] = [];
  for (const leaf of messages.slice(0, MAX_OPENED_MESSAGES)) {
    if (depth >= MAX_MESSAGE_DEPTH) {
      notes.push(`attached messages nested more than ${MAX_MESSAGE_DEPTH} deep`);
      shown.push(tidyText(readableLines(leaf.content)));
      continue;
    }
    const inner = await readMessage(leaf.content, depth + 1);
    if (leaf.name === null && inner.subject !== '') leaf.name = `${inner.subject.replace(/[/\\]/g, ' ')}.eml`;
    notes.push(...inner.notes.filter((note) => !outerNotes.has(note)));
    shown.push(messageText(inner));
  }
  return shown.filter((text) => text !== '').join('\n\n');
}

function messageText(mail: ParsedMail): string {
  const head = ['--- Attached message ---'];
  if (mail.from.display !== '') head.push(`From: ${mail.from.display}`);
  for (const subject of [mail.subject, ...mail.otherSubjects]) {
    if (subject !== '') head.push(`Subject: ${subject}`);
  }
  return `${head.join('\n')}\n\n${mail.text}`.trimEnd();
}
