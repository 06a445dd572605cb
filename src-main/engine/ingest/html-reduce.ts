export interface ReducedHtml {
  html: string;
  /** How deep elements nest, about. */
  depth: number;
  notes: string[];
}

const MAX_SCANNED_CHARS = 16 * 1024 * 1024;
/** Of the characters kept, how many come from the end: the last rows of a long table count as much as the first. */
const TAIL_SHARE = 0.25;

const voidElements = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
]);
/** Closed by their next sibling, so that a run of them without end tags does not nest. */
const selfClosing = new Set([
  'p',
  'li',
  'dt',
  'dd',
  'option',
  'optgroup',
  'tr',
  'td',
  'th',
  'thead',
  'tbody',
  'tfoot',
]);

/**
 * Prepares hostile or huge HTML for a converter, in linear time: comments, styles, scripts and embedded data go,
 * and what is still too long loses its middle.
 */
export function reduceHtml(input: string, maxChars: number): ReducedHtml {
  const notes: string[] = [];
  let html = dropUnseen(input.slice(0, MAX_SCANNED_CHARS));
  if (html.length > maxChars) {
    notes.push(`HTML cut from ${input.length} to ${maxChars} characters`);
    const tailChars = Math.floor(maxChars * TAIL_SHARE);
    const tail = html.slice(-tailChars);
    const firstTag = tail.indexOf('<');
    html = `${html.slice(0, maxChars - tailChars)}<p>[...]</p>${firstTag === -1 ? tail : tail.slice(firstTag)}`;
  }
  return { html, depth: nestingDepth(html), notes };
}

/** Comments (conditional ones too), the content of style and script, and the bytes of `data:` addresses. */
function dropUnseen(html: string): string {
  let out = html;
  for (const [open, close] of [
    ['<!--', '-->'],
    ['<style', '</style'],
    ['<script', '</script'],
  ] as const) {
    out = dropBetween(out, open, close);
  }
  return out.includes('base64,') ? out.replace(/;base64,[A-Za-z0-9+/=\s]{100,}/g, ';base64,') : out;
}

function dropBetween(html: string, open: string, close: string): string {
  const lower = html.toLowerCase();
  // Lower case changes the length of a few letters; offsets would not fit then.
  const searched = lower.length === html.length ? lower : html;
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const start = searched.indexOf(open, at);
    const end = start === -1 ? -1 : searched.indexOf(close, start + open.length);
    if (start === -1 || end === -1) break;
    kept.push(html.slice(at, start));
    const tagEnd = close === '-->' ? end + close.length : searched.indexOf('>', end) + 1;
    at = tagEnd === 0 ? html.length : tagEnd;
  }
  kept.push(html.slice(at));
  return kept.join('');
}

function nestingDepth(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const match of html.matchAll(/<(\/?)([a-z][a-z0-9:_-]{0,30})/gi)) {
    const name = (match[2] ?? '').toLowerCase();
    if (voidElements.has(name) || selfClosing.has(name)) continue;
    depth += match[1] === '/' ? -1 : 1;
    if (depth < 0) depth = 0;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}
