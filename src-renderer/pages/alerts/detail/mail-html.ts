/**
 * The HTML of a mail, made harmless, for a frame that can neither run nor fetch anything. Two passes: the first reads
 * what the mail is, keeps colours and alignment as plain attributes (the console's policy forbids inline styles in the
 * frame too) and turns links and pictures into text; the second allows only what is left, and has the last word.
 */
import DOMPurify from 'dompurify';

export interface MailLink {
  text: string;
  url: string;
}

export interface MailView {
  /** A whole document for `srcdoc`. */
  document: string;
  /** In the order of their numbers in the text, from 1 on. */
  links: readonly MailLink[];
  /** Pictures that would have been fetched. */
  leftOutImages: number;
}

const tags = [
  ...[
    'abbr',
    'b',
    'blockquote',
    'br',
    'caption',
    'center',
    'code',
    'col',
    'colgroup',
    'dd',
    'del',
    'div',
    'dl',
  ],
  ...[
    'dt',
    'em',
    'font',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'hr',
    'i',
    'img',
    'ins',
    'kbd',
    'li',
    'ol',
    'p',
  ],
  ...['pre', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot'],
  ...['th', 'thead', 'tr', 'tt', 'u', 'ul', 'var'],
];
const attributes = [
  ...['align', 'alt', 'bgcolor', 'border', 'cellpadding', 'cellspacing', 'color', 'colspan', 'dir', 'height'],
  ...['lang', 'nowrap', 'rowspan', 'size', 'src', 'start', 'title', 'valign', 'width'],
];

const picture = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/i;

const strict = {
  ALLOWED_TAGS: tags,
  ALLOWED_ATTR: attributes,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  ALLOW_UNKNOWN_PROTOCOLS: false,
  SANITIZE_DOM: true,
  // The one attribute that could fetch something holds a picture that stands in the mail itself, or goes.
  ALLOWED_URI_REGEXP: picture,
  ADD_URI_SAFE_ATTR: attributes.filter((name) => name !== 'src'),
};

const policy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

const maxLinks = 500;
const maxUrlChars = 2000;

export const viewMail = (html: string): MailView => {
  const body = DOMPurify.sanitize(quietened(html), {
    ALLOWED_TAGS: [...tags, 'a'],
    ALLOWED_ATTR: [...attributes, 'href', styleAttribute],
    // `color: red` looks like an address of the scheme `color`.
    ADD_URI_SAFE_ATTR: [styleAttribute],
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM: true,
  }) as HTMLElement;
  const links = linksToText(body);
  const leftOutImages = imagesToText(body);
  stylesToAttributes(body);
  const clean = DOMPurify.sanitize(body.innerHTML, strict);
  const document = [
    '<!doctype html><html><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="only light">',
    '</head><body bgcolor="#ffffff" text="#1c2128"><font face="system-ui, sans-serif" size="2">',
    clean,
    '</font></body></html>',
  ].join('');
  return { document, links, leftOutImages };
};

/** Where the mail's own inline styles are carried, so that no browser applies them. */
const styleAttribute = 'data-mail-style';

/**
 * What a browser would only report (and never run) while it parses is renamed or cut first, so that a report of the
 * console's policy is always news. It makes nothing safe: that is what follows.
 */
const quietened = (html: string): string =>
  ['script', 'style', 'title'].reduce(withoutElement, html).replace(/<[a-z/][^<>]*>/gi, (tag) =>
    tag
      .replace(/^<(\/?)base(?![a-z0-9-])/i, '<$1x-base')
      .replace(/([\s"'/])style(\s*=)/gi, `$1${styleAttribute}$2`)
      .replace(/([\s"'/])on([a-z]+\s*=)/gi, '$1x-on$2'),
  );

/** One look over the text, however many there are. */
const withoutElement = (html: string, name: string): string => {
  const begin = new RegExp(`<${name}(?![a-z0-9-])`, 'gi');
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    begin.lastIndex = from;
    const found = begin.exec(html);
    if (found === null) return kept.join('') + html.slice(from);
    kept.push(html.slice(from, found.index));
    const end = new RegExp(`</${name}[^<>]*>`, 'gi');
    end.lastIndex = found.index;
    if (end.exec(html) === null) return kept.join('');
    from = end.lastIndex;
  }
};

const spaces = /\s+/g;

/** `<a href="https://x">see</a>` becomes `see [1]`; what it leads to is listed beside the mail. */
const linksToText = (body: HTMLElement): MailLink[] => {
  const links: MailLink[] = [];
  for (const anchor of body.querySelectorAll('a')) {
    const url = (anchor.getAttribute('href') ?? '').trim().slice(0, maxUrlChars);
    const text = body.ownerDocument.createElement('u');
    text.append(...anchor.childNodes);
    anchor.replaceWith(text);
    if (!/^(?:https?|mailto|tel):/i.test(url) || links.length >= maxLinks) continue;
    links.push({ url, text: (text.textContent ?? '').replace(spaces, ' ').trim().slice(0, 200) });
    text.after(` [${links.length}]`);
  }
  return links;
};

const imagesToText = (body: HTMLElement): number => {
  let leftOut = 0;
  for (const image of body.querySelectorAll('img')) {
    if (picture.test(image.getAttribute('src') ?? '')) continue;
    leftOut++;
    const alt = (image.getAttribute('alt') ?? '').trim();
    image.replaceWith(alt === '' ? '' : `[${alt}]`);
  }
  return leftOut;
};

const colour = /^(?:#[0-9a-f]{3}|#[0-9a-f]{6}|[a-z]{3,20})$/i;
const rgb = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+(0?\.\d+|[01]|\d{1,3}%))?\s*\)$/i;

/** As the attributes of old read it; null for what has no colour of its own. */
const toColour = (value: string | undefined): string | null => {
  const text = (value ?? '').trim().replace(/\s*!important$/i, '');
  const parts = rgb.exec(text);
  if (parts !== null) {
    const [, r, g, b, alpha] = parts;
    if (alpha !== undefined && Number.parseFloat(alpha) === 0) return null;
    return `#${[r, g, b].map((part) => Math.min(Number(part), 255).toString(16).padStart(2, '0')).join('')}`;
  }
  if (!colour.test(text) || /^(?:transparent|inherit|initial|unset|currentcolor|none)$/i.test(text))
    return null;
  const [, r, g, b] = /^#(.)(.)(.)$/.exec(text) ?? [];
  return r === undefined ? text : `#${r}${r}${g}${g}${b}${b}`;
};

const takesBackground = ['TABLE', 'TBODY', 'THEAD', 'TFOOT', 'TR', 'TD', 'TH'];

/** Red cells of a report stay red. What has no attribute for it is lost, not more. */
const stylesToAttributes = (body: HTMLElement): void => {
  for (const element of body.querySelectorAll<HTMLElement>(`[${styleAttribute}]`)) {
    const style = readStyle(element.getAttribute(styleAttribute) ?? '');
    element.removeAttribute(styleAttribute);
    if (/^none$/i.test(style.get('display') ?? '')) {
      element.remove();
      continue;
    }
    const background = toColour(style.get('background-color') ?? style.get('background')?.split(' ')[0]);
    if (background !== null && takesBackground.includes(element.tagName)) {
      element.setAttribute('bgcolor', background);
    }
    const align = /^(?:left|right|center)$/i.exec(style.get('text-align') ?? '')?.[0];
    if (align !== undefined) element.setAttribute('align', align);
    const width = /^(\d{1,4})(px|%)$/.exec(style.get('width') ?? '');
    if (width !== null && takesBackground.includes(element.tagName)) {
      element.setAttribute('width', `${width[1]}${width[2] === '%' ? '%' : ''}`);
    }
    const text = toColour(style.get('color'));
    if (text !== null && !unwrappable.includes(element.tagName))
      wrap(element, 'font').setAttribute('color', text);
    if (
      /^(?:bold|bolder|[6-9]00)$/i.test(style.get('font-weight') ?? '') &&
      !unwrappable.includes(element.tagName)
    )
      wrap(element, 'b');
  }
};

/** Their children may not stand in another element. */
const unwrappable = [
  'TABLE',
  'TBODY',
  'THEAD',
  'TFOOT',
  'TR',
  'COLGROUP',
  'COL',
  'UL',
  'OL',
  'DL',
  'HR',
  'BR',
  'IMG',
];

const wrap = (element: HTMLElement, tag: string): HTMLElement => {
  const inner = element.ownerDocument.createElement(tag);
  inner.append(...element.childNodes);
  element.append(inner);
  return inner;
};

const readStyle = (text: string): Map<string, string> =>
  new Map(
    text
      .slice(0, 4000)
      .split(';')
      .map((part) => part.split(/:(.*)/s))
      .map(([name = '', value = '']) => [name.trim().toLowerCase(), value.trim()]),
  );
