import type { AttachmentInfo } from '../message.ts';
import { bounds, cutEnd } from './mime-bounds.ts';
import type { Leaf } from './mime-leaves.ts';
import { neutraliseLine } from './neutralise.ts';

const MAX_TYPE_CHARS = 100;
const MAX_RAW_NAME_CHARS = 4000;
const KEPT_END_CHARS = 20;

/** What is listed of an attachment. The name is for display: no path, no control character, bounded. */
export function attachmentInfo(leaf: Leaf): AttachmentInfo {
  return {
    name: displayName(leaf.name),
    contentType: cutEnd(neutraliseLine(leaf.contentType).text, MAX_TYPE_CHARS),
    sizeBytes: leaf.content.length,
  };
}

function displayName(name: string | null): string {
  const plain = neutraliseLine(cutMiddleOfName(name ?? '', MAX_RAW_NAME_CHARS)).text;
  const base =
    plain
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/^[.\s]+/, '')
      .trim() ?? '';
  return base === '' ? 'unnamed' : cutMiddleOfName(base, bounds.attachmentNameChars);
}

/** The end of a name says what kind of file it is, so the middle goes. */
function cutMiddleOfName(name: string, maxChars: number): string {
  if (name.length <= maxChars) return name;
  return `${name.slice(0, maxChars - KEPT_END_CHARS - 3)}...${name.slice(-KEPT_END_CHARS)}`.toWellFormed();
}
