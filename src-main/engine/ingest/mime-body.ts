import { partsDisagree } from './compare-parts.ts';
import { htmlToPlain, tidyText } from './html-text.ts';
import { cutBytes } from './mime-bounds.ts';
import { decodeBytes } from './mime-charset.ts';
import { joinFlowed } from './mime-flowed.ts';
import type { Leaf } from './mime-leaves.ts';
import { readableLines } from './mime-readable.ts';

export interface Body {
  text: string;
  textFrom: 'text' | 'html' | 'both' | 'raw';
  /** The HTML parts as they are, joined; null without one. */
  html: string | null;
  /** The leaves that hold neither body text nor HTML. */
  attachments: Leaf[];
  notes: string[];
}

const MAX_BODY_PARTS = 50;
const differenceMark = '--- The HTML part of this mail reads differently: ---';
const textLike =
  /^text\/(?!html\b|calendar\b|vcard\b|rtf\b)|^message\/(delivery-status|disposition-notification)$/;
const readableAttachment =
  /^text\/|^application\/(json|xml|x-yaml|yaml|x-log|x-sh)$|^message\/rfc822-headers$/;
const readableName = /\.(txt|log|out|err|csv|json|xml|ya?ml|md|conf)$/i;

/**
 * Chooses what of a mail is its text: the text parts; the HTML where there is no text; both, marked, where they tell
 * different things; else the first attachment that is text. Never the raw message: that is the caller's last resort.
 */
export function readBody(leaves: readonly Leaf[]): Body {
  const notes: string[] = [];
  const isBody = (leaf: Leaf) => !leaf.isAttachment && (leaf.name === null || leaves.length === 1);
  const texts = leaves
    .filter((leaf) => isBody(leaf) && textLike.test(leaf.contentType))
    .slice(0, MAX_BODY_PARTS);
  const htmls = leaves
    .filter((leaf) => isBody(leaf) && leaf.contentType === 'text/html')
    .slice(0, MAX_BODY_PARTS);
  const attachments = leaves.filter((leaf) => !texts.includes(leaf) && !htmls.includes(leaf));

  const text = tidyText(texts.map((leaf) => leafText(leaf, notes)).join('\n\n'));
  const html = htmls.length === 0 ? null : htmls.map((leaf) => decode(leaf, notes)).join('\n');
  const fromHtml = html === null ? '' : convert(html, notes);
  const rest = { html, attachments, notes };

  if (text.trim() !== '' && fromHtml !== '' && partsDisagree(text, fromHtml)) {
    notes.push('text and HTML parts differ');
    return { text: `${text}\n\n${differenceMark}\n\n${fromHtml}`, textFrom: 'both', ...rest };
  }
  if (text.trim() !== '') return { text, textFrom: 'text', ...rest };
  if (fromHtml !== '') return { text: fromHtml, textFrom: 'html', ...rest };
  const file = attachments.find(isReadable);
  if (file !== undefined) {
    notes.push('text taken from an attachment');
    const content =
      file.contentType === 'text/html' ? convert(decode(file, notes), notes) : leafText(file, notes);
    return { text: tidyText(content), textFrom: 'text', ...rest };
  }
  return { text: '', textFrom: 'text', ...rest };
}

function isReadable(leaf: Leaf): boolean {
  if (leaf.content.length === 0) return false;
  return (
    readableAttachment.test(leaf.contentType) || readableName.test(leaf.name ?? '') || isBrokenMultipart(leaf)
  );
}

/** A multipart that could not be opened, for want of a boundary, comes as a leaf. */
function isBrokenMultipart(leaf: Leaf): boolean {
  return leaf.contentType.startsWith('multipart/');
}

function leafText(leaf: Leaf, notes: string[]): string {
  if (isBrokenMultipart(leaf)) return readableLines(leaf.content);
  const text = decode(leaf, notes).replace(/\r\n?/g, '\n');
  return leaf.isFlowed ? joinFlowed(text, leaf.dropsSpace) : text;
}

function decode(leaf: Leaf, notes: string[]): string {
  const { text, note } = decodeBytes(cutBytes(leaf.content), leaf.charset);
  if (note !== null) notes.push(note);
  return text;
}

function convert(html: string, notes: string[]): string {
  const converted = htmlToPlain(html);
  notes.push(...converted.notes);
  return converted.text;
}
