/**
 * Reads `formatted_body` as a careful client does: only elements and attributes of the specification, well nested;
 * throws on anything else. Answers the text a person sees and the targets of links.
 */
const allowed = new Set(
  (
    'del h1 h2 h3 h4 h5 h6 blockquote p a ul ol sup sub li b i u strong em s code hr br div table thead tbody tr th td ' +
    'caption pre span img details summary'
  ).split(' '),
);
const attributes: Record<string, RegExp> = {
  a: /^ href="https?:\/\/[^"<>]*"$/,
  span: /^ data-mx-color="#[0-9a-f]{6}"$/,
};
const voids = new Set(['br', 'hr']);
const blocks = new Set(['p', 'li', 'pre', 'ul', 'br']);
const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

export const readMatrixHtml = (html: string): { text: string; links: string[]; inCode: string } => {
  const open: string[] = [];
  const links: string[] = [];
  let text = '';
  let inCode = '';
  const token = /<(\/?)([a-z0-9]+)((?: [^<>]*)?)>|([^<>]+)|(.)/gsu;
  for (const [whole, slash, name, attribute, plain] of html.matchAll(token)) {
    if (plain !== undefined) {
      const decoded = plain.replace(/&(?:[a-z]+;)?/g, (entity) => {
        const character = entities[entity];
        if (character === undefined) throw new Error(`unescaped ampersand or unknown entity: ${plain}`);
        return character;
      });
      text += decoded;
      if (open.includes('code')) inCode += `${decoded}\n`;
      continue;
    }
    if (name === undefined || !allowed.has(name)) throw new Error(`not allowed: ${whole} in ${html}`);
    if (blocks.has(name)) text += '\n';
    if (slash === '/') {
      if (open.pop() !== name) throw new Error(`badly nested: ${whole}`);
      continue;
    }
    if (attribute !== '' && !attributes[name]?.test(attribute ?? '')) throw new Error(`attribute: ${whole}`);
    if (name === 'a') links.push(whole);
    if (!voids.has(name)) open.push(name);
    if (open.length > 100) throw new Error('nested too deep');
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(' ')}`);
  return { text, links, inCode };
};
