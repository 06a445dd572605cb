/**
 * Finds the answer in what a model wrote: bare JSON, JSON in prose, in a code fence, after thinking, or cut off before
 * its end. Bounded: it reads at most the last `maxScanChars` and tries at most `maxStarts` opening braces.
 */
export const maxScanChars = 100_000;
const maxStarts = 64;
const maxDepth = 64;

/**
 * The JSON object in `text` that holds the most of `fields`; of equals the last, for the answer follows the
 * thinking. undefined where there is none. Never throws.
 */
export const extractJson = (text: string, fields: readonly string[]): unknown => {
  const known = new Set(fields);
  for (const section of sections(text.slice(-maxScanChars))) {
    const found = fullest(candidates(section), known);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Text behind the last thinking tag first, then everything. */
const sections = (text: string): string[] => {
  const after = [...text.matchAll(/<\/(?:think|thinking|reasoning)>/gi)].at(-1);
  return after === undefined ? [text] : [text.slice(after.index + after[0].length), text];
};

const fullest = (values: unknown[], known: ReadonlySet<string>): unknown => {
  const scored = values
    .map((value) => ({ value, score: score(value, known) }))
    .filter(({ score }) => score > 0);
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored.findLast(({ score }) => score === best)?.value;
};

const score = (value: unknown, known: ReadonlySet<string>): number =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.keys(value).filter((key) => known.has(key.trim().toLowerCase())).length
    : 0;

/** Every complete object among the first opening braces; where there is none, what a cut-off one still gives. */
const candidates = (text: string): unknown[] => {
  const complete: unknown[] = [];
  let cutOff: unknown;
  let start = text.indexOf('{');
  for (let tries = 0; start !== -1 && tries < maxStarts; tries += 1) {
    const scan = scanObject(text, start);
    const value = scan.kind === 'complete' ? parse(text.slice(start, scan.end)) : undefined;
    if (value !== undefined) complete.push(value);
    else if (scan.kind === 'cut' && cutOff === undefined) cutOff = parse(scan.mended);
    const isWrapper = value !== undefined && Object.keys(value).length <= 2;
    start = text.indexOf(
      '{',
      scan.kind === 'complete' && value !== undefined && !isWrapper ? scan.end : start + 1,
    );
  }
  return [cutOff, ...complete];
};

type Scan = { kind: 'complete'; end: number } | { kind: 'cut'; mended: string } | { kind: 'none' };

/** Reads one object from its brace on. A cut-off one is mended: back to its last complete member, then closed. */
const scanObject = (text: string, start: number): Scan => {
  const closers: string[] = [];
  let inString = false;
  let safe: { at: number; closing: string } | null = null;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
      continue;
    }
    if (char === '"') inString = true;
    else if (char === '{' || char === '[') {
      if (closers.length === maxDepth) return { kind: 'none' };
      closers.push(char === '{' ? '}' : ']');
    } else if (char === ',') safe = { at, closing: closers.toReversed().join('') };
    else if (char === '}' || char === ']') {
      if (closers.pop() !== char) return { kind: 'none' };
      if (closers.length === 0) return { kind: 'complete', end: at + 1 };
    }
  }
  return safe === null
    ? { kind: 'none' }
    : { kind: 'cut', mended: text.slice(start, safe.at) + safe.closing };
};

const parse = (text: string): object | undefined =>
  tryParse(text) ?? tryParse(text.replace(/,\s*([}\]])/g, '$1'));

const tryParse = (text: string): object | undefined => {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // Not JSON: an expected outcome here.
  }
};
