import type { AttachmentInfo } from '../message.ts';
import { bounds, cutEnd } from './mime-bounds.ts';
import type { Leaf } from './mime-leaves.ts';
import { neutraliseLine } from './neutralise.ts';

const MAX_TYPE_CHARS = 100;

/** What is listed of an attachment. The name is for display: no path, no control character, bounded. */
export function attachmentInfo(leaf: Leaf): AttachmentInfo {
  return {
    name: displayName(leaf.name),
    contentType: cutEnd(neutraliseLine(leaf.contentType).text, MAX_TYPE_CHARS),
    sizeBytes: leaf.content.length,
  };
}

function displayName(name: string | null): string {
  const plain = neutraliseLine((name ?? '').slice(0, 4096)).text;
  const base =
    plain
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/^[.\s]+/, '')
      .trim() ?? '';
  return base === '' ? 'unnamed' : cutMiddleOfName(base);
}

/** The end of a name says what kind of file it is, so the middle goes. */
function cutMiddleOfName(name: string): string {
  if (name.length <= bounds.attachmentNameChars) return name;
  const tail = 20;
  return `${name.slice(0, bounds.attachmentNameChars - tail - 3)}...${name.slice(-tail)}`.toWellFormed();
}
