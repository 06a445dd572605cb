import {
  compile,
  type DomNode,
  type FormatCallback,
  type FormatOptions,
  type HtmlToTextOptions,
} from 'html-to-text';
import { reduceHtml } from './html-reduce.ts';
import { layOutRows } from './html-rows.ts';
import { stripTags } from './html-strip.ts';

export interface HtmlText {
  text: string;
  notes: string[];
}

export const MAX_HTML_CHARS = 512 * 1024;
const MAX_DEPTH = 200;
const MAX_CHILD_NODES = 50_000;
/** A table counts once towards the depth and adds up to four levels. */
const MAX_WALKED_DEPTH = 5 * MAX_DEPTH;
const MAX_LINK_CHARS = 500;

/**
 * HTML to text as a person would copy it: table rows as `a | b`, links as `text (url)` once, pictures by their
 * description, nothing hidden. Bounded in input and depth; HTML that is too deep for that loses its layout, not its
 * words.
 */
export function htmlToPlain(html: string): HtmlText {
  const { html: reduced, depth, notes } = reduceHtml(html, MAX_HTML_CHARS);
  if (depth > MAX_DEPTH) {
    return {
      text: tidyText(stripTags(reduced)),
      notes: [...notes, `HTML nested more than ${MAX_DEPTH} deep`],
    };
  }
  try {
    // The metadata of one conversion: the links already written out.
    return { text: tidyText(convert(reduced, new Set<string>())), notes };
  } catch {
    // A fault of the converter must not cost the words.
    return { text: tidyText(stripTags(reduced)), notes: [...notes, 'HTML could not be laid out'] };
  }
}

/** Line ends without blanks, no-break spaces as spaces, at most one empty line in a row. */
export function tidyText(text: string): string {
  const out: string[] = [];
  for (const line of text.replaceAll('\u00a0', ' ').split('\n')) {
    const trimmed = line.trimEnd();
    if (trimmed === '' && (out.length === 0 || out[out.length - 1] === '')) continue;
    out.push(trimmed);
  }
  return out.join('\n').trimEnd();
}

const anchor: FormatCallback = (elem, walk, builder) => {
  if (isHidden(elem) || attribute(elem, 'href')?.toLowerCase() === '#top') return;
  const href = shownLink(attribute(elem, 'href'));
  let text = '';
  builder.pushWordTransform((word) => {
    text += word;
    return word;
  });
  walk(elem.children, builder);
  builder.popWordTransform();
  if (href === null || text === '') return;
  const links = linksOf(builder);
  const bare = href.replace(/^mailto:/i, '');
  if (links.has(href) || sameLink(bare, text)) return;
  links.add(href);
  builder.addInline(` (${bare})`, { noWordTransform: true });
};

const image: FormatCallback = (elem, _walk, builder) => {
  const alt = (attribute(elem, 'alt') ?? '').trim();
  if (alt === '' || isPixel(elem)) return;
  builder.addInline(alt, { noWordTransform: true });
};

const table: FormatCallback = (elem, walk, builder) => {
  let hasHeader = false;
  builder.openTable();
  const cell = (nodes: DomNode[]) => {
    builder.openTableCell();
    walk(nodes, builder);
    builder.closeTableCell();
  };
  const row = (nodes: DomNode[]) => {
    builder.openTableRow();
    for (const node of nodes) {
      if (isHidden(node) || isBlank(node)) continue;
      hasHeader ||= node.name === 'th';
      // What sloppy markup puts between cells is read as one.
      cell(node.name === 'td' || node.name === 'th' ? node.children : [node]);
    }
    builder.closeTableRow();
  };
  const rows = (nodes: DomNode[]) => {
    for (const node of nodes) {
      if (isHidden(node) || isBlank(node)) continue;
      if (node.name === 'tr') row(node.children);
      else if (rowGroups.has(node.name ?? '')) rows(node.children);
      else row([node]);
    }
  };
  rows(elem.children);
  builder.closeTable({
    leadingLineBreaks: 1,
    trailingLineBreaks: 1,
    tableToString: (cells) =>
      layOutRows(
        cells.map((texts) => texts.map((entry) => entry.text)),
        hasHeader,
      ),
  });
};

const visibleOnly: FormatCallback = (elem, walk, builder) => {
  if (!isHidden(elem)) walk(elem.children, builder);
};

const visibleBlock: FormatCallback = (elem, walk, builder, options: FormatOptions) => {
  if (isHidden(elem)) return;
  builder.openBlock({ leadingLineBreaks: options.leadingLineBreaks ?? 1 });
  walk(elem.children, builder);
  builder.closeBlock({ trailingLineBreaks: options.trailingLineBreaks ?? 1 });
};

const rule: FormatCallback = (_elem, _walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addInline('---');
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const rowGroups = new Set(['thead', 'tbody', 'tfoot', 'center', 'form']);

const blocks = [
  'address',
  'article',
  'aside',
  'center',
  'dd',
  'div',
  'dl',
  'dt',
  'fieldset',
  'footer',
  'form',
  'header',
  'legend',
  'main',
  'nav',
  'section',
  'caption',
  'tr',
];
const paragraphs = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p'];
const leftOut = [
  'title',
  'head',
  'script',
  'style',
  'template',
  'noscript',
  'object',
  'iframe',
  'select',
  'button[hidden]',
  'input',
  'svg',
];

const options: HtmlToTextOptions = {
  wordwrap: false,
  formatters: { anchor, image, table, visibleOnly, visibleBlock, rule },
  limits: {
    maxInputLength: 4 * MAX_HTML_CHARS,
    maxDepth: MAX_WALKED_DEPTH,
    maxChildNodes: MAX_CHILD_NODES,
    ellipsis: '[...]',
  },
  selectors: [
    { selector: '*', format: 'visibleOnly' },
    { selector: 'a', format: 'anchor' },
    { selector: 'img', format: 'image' },
    { selector: 'table', format: 'table' },
    { selector: 'hr', format: 'rule' },
    { selector: 'ul', options: { itemPrefix: '- ', leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'ol', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'pre', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'blockquote', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    ...blocks.map((selector) => ({ selector, format: 'visibleBlock' })),
    ...paragraphs.map((selector) => ({
      selector,
      format: 'visibleBlock',
      options: { leadingLineBreaks: 2, trailingLineBreaks: 2 },
    })),
    ...leftOut.map((selector) => ({ selector, format: 'skip' })),
  ],
};

// The published types leave out the second argument.
const convert: (html: string, metadata: unknown) => string = compile(options);

function linksOf(builder: object): Set<string> {
  return 'metadata' in builder && builder.metadata instanceof Set ? builder.metadata : new Set();
}

function attribute(elem: DomNode, name: string): string | undefined {
  const value: unknown = elem.attribs?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** Only links a person could follow are shown; `javascript:`, `cid:`, `data:` and jumps within the mail are not. */
function shownLink(href: string | undefined): string | null {
  const link = href?.replace(/[\s\x00-\x1f]+/g, '') ?? '';
  if (!/^(https?:\/\/|ftp:\/\/|mailto:.|tel:.)/i.test(link)) return null;
  return link.length > MAX_LINK_CHARS ? `${link.slice(0, MAX_LINK_CHARS)}...` : link;
}

function sameLink(href: string, text: string): boolean {
  const bare = (link: string) =>
    link
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/\/$/, '');
  return bare(href) === bare(text);
}

function isHidden(elem: DomNode): boolean {
  if (attribute(elem, 'hidden') !== undefined) return true;
  const style = attribute(elem, 'style');
  return style !== undefined && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
}

function isBlank(node: DomNode): boolean {
  if (node.type === 'text') return (node.data ?? '').trim() === '';
  return node.type !== 'tag';
}

function isPixel(elem: DomNode): boolean {
  const tiny = (value: string | undefined) => value !== undefined && /^[01](px)?$/.test(value.trim());
  return tiny(attribute(elem, 'width')) && tiny(attribute(elem, 'height'));
}
