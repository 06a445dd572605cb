const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const breaking = /^\/?(p|div|br|tr|table|li|ul|ol|h[1-6]|hr|pre|blockquote|section|article|header|footer)$/;
const MAX_TAG_CHARS = 20_000;

/** The words of HTML without any layout but line breaks: linear, and indifferent to nesting and to broken markup. */
export function stripTags(html: string): string {
  const out: string[] = [];
  let at = 0;
  for (;;) {
    const open = html.indexOf('<', at);
    if (open === -1) break;
    out.push(html.slice(at, open));
    const name = /^\/?[a-z][a-z0-9]{0,20}|^!|^\?/i.exec(html.slice(open + 1, open + 24))?.[0];
    const close = name === undefined ? -1 : html.indexOf('>', open);
    if (name === undefined || close === -1 || close - open > MAX_TAG_CHARS) {
      out.push('<');
      at = open + 1;
      if (close === -1 && name !== undefined) break; // no `>` is left, so no tag is either
      continue;
    }
    out.push(breaking.test(name.toLowerCase()) ? '\n' : /^td$|^th$/i.test(name) ? ' ' : '');
    at = close + 1;
  }
  out.push(html.slice(at));
  return decodeEntities(out.join(''));
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
