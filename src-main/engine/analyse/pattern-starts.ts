/**
 * With what the matches of a pattern begin, worked out from its source: a word's first letters, or a sign. A text that has
 * none of it need not be searched. Of a pattern that is not plain enough nothing is said, and it is sought in every text.
 */

/** So many letters of a word are looked at. */
const maxLetters = 6;

/** Escapes and classes are one piece: a bracket or bar in them groups nothing. */
const piece = /\\.|\[(?:\\.|[^\]\\])*\]|[\s\S]/gu;

const branchesOf = (source: string): string[] => {
  const branches = [''];
  let depth = 0;
  for (const [part] of source.matchAll(piece)) {
    if (part === '(') depth += 1;
    if (part === ')') depth -= 1;
    if (part === '|' && depth === 0) branches.push('');
    else branches[branches.length - 1] += part;
  }
  return branches;
};

const firstGroupEnd = (source: string): number => {
  let depth = 0;
  let at = 0;
  for (const [part] of source.matchAll(piece)) {
    at += part.length;
    if (part === '(') depth += 1;
    if (part === ')') depth -= 1;
    if (depth === 0) break;
  }
  return at;
};

/** What stands there in any case, and is no class. */
const letters = /^[a-z]+(?![?*{])/;
const sign = /^(?:[<@!]|\\[[{]|[^\u0000-\u007f])(?![?*{])/;

const leadsOf = (source: string, form: RegExp): string[] | null => {
  if (!source.startsWith('(?:')) {
    const lead = form.exec(source)?.[0];
    return lead === undefined ? null : [lead.replace('\\', '').slice(0, maxLetters)];
  }
  const end = firstGroupEnd(source);
  const ofGroup = eachOf(branchesOf(source.slice('(?:'.length, end - 1)), (branch) => leadsOf(branch, form));
  if (source[end] !== '?') return source[end] === '*' || source[end] === '{' ? null : ofGroup;
  const ofRest = leadsOf(source.slice(end + 1), form);
  return ofGroup === null || ofRest === null ? null : [...ofGroup, ...ofRest];
};

const eachOf = (branches: readonly string[], of: (branch: string) => string[] | null): string[] | null => {
  const found = branches.map(of);
  return found.includes(null) ? null : found.flatMap((one) => one ?? []);
};

/** With one of these each match begins; null where it may begin with anything. */
export const startsOf = ({ source, flags }: RegExp): string[] | null =>
  flags.includes('i')
    ? null
    : eachOf(branchesOf(source), (branch) =>
        branch.startsWith('\\b') ? leadsOf(branch.slice('\\b'.length), letters) : leadsOf(branch, sign),
      );

/** Answers for a text which of the patterns may be found in it: all but those with whose starts it has nothing in common. */
export const createPatternFilter = (patterns: readonly RegExp[]): ((text: string) => ReadonlySet<RegExp>) => {
  const anywhere: RegExp[] = [];
  const byStart = new Map<string, RegExp[]>();
  for (const pattern of patterns) {
    const starts = startsOf(pattern);
    if (starts === null) anywhere.push(pattern);
    for (const start of starts ?? []) byStart.set(start, [...(byStart.get(start) ?? []), pattern]);
  }
  // Backwards, the longer of two comes first; what it begins with is looked up as well.
  const words = [...byStart.keys()]
    .filter((start) => letters.test(start))
    .toSorted()
    .toReversed();
  const signs = [...byStart.keys()].filter((start) => !letters.test(start));
  const anyStart = new RegExp(String.raw`\b(?:${words.join('|')})|[${signs.join('')}]`, 'g');
  return (text) => {
    const found = new Set(anywhere);
    for (const start of new Set(text.match(anyStart)))
      for (let count = 1; count <= start.length; count += 1)
        for (const pattern of byStart.get(start.slice(0, count)) ?? []) found.add(pattern);
    return found;
  };
};
