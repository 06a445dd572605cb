/**
 * Whether one glob takes everything that another takes. Certain when it says yes. Globs with [abc], {1..9} or nested
 * braces are only compared with themselves.
 */

const maxVariants = 64;
const maxWork = 100_000;

/** One run of a glob without braces: characters, `?` and `*`. */
type Variant = readonly string[];

export const globCovers = (wide: string, narrow: string): boolean => {
  const [outer, inner] = [fold(wide), fold(narrow)];
  if (outer === '*' || outer === inner) return true;
  const outerVariants = variantsOf(outer);
  const innerVariants = variantsOf(inner);
  if (outerVariants === null || innerVariants === null) return false;
  return innerVariants.every((variant) => isCovered(variant, outerVariants));
};

const fold = (glob: string): string => glob.trim().toLowerCase().replace(/\*+/g, '*');

/** `{a,b}@x` as `a@x` and `b@x`; null where the glob holds more than this file understands. */
const variantsOf = (glob: string): Variant[] | null => {
  if (/[[\]]|\{[^,{}]*\}|\{[^}]*\{|\.\./.test(glob)) return null;
  let texts = [''];
  for (const piece of glob.split(/(\{[^{}]*\})/)) {
    const choices = piece.startsWith('{') ? piece.slice(1, -1).split(',') : [piece];
    texts = texts.flatMap((text) => choices.map((choice) => text + choice));
    if (texts.length > maxVariants) return null;
  }
  return texts.map((text) => [...text.replace(/\*+/g, '*')]);
};

/**
 * Walks the narrow glob and, beside it, the set of places where the wide ones can be. A path on which the narrow one
 * ends and none of the wide ones does is an address that only the narrow one takes.
 */
const isCovered = (narrow: Variant, wide: readonly Variant[]): boolean => {
  const letters = alphabetOf([narrow, ...wide]);
  const start = { at: 0, places: close(wide, new Set(wide.map((_, index) => placeOf(index, 0)))) };
  const todo = [start];
  const seen = new Set<string>();
  let work = 0;
  while (todo.length > 0) {
    const { at, places } = todo.pop() ?? start;
    const key = `${at}|${[...places].sort().join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const sign = narrow[at];
    if (sign === undefined) {
      if (!isEnd(wide, places)) return false;
      continue;
    }
    if (sign === '*') todo.push({ at: at + 1, places });
    for (const letter of sign === '*' || sign === '?' ? letters : [sign]) {
      work += places.size;
      if (work > maxWork) return false;
      const next = close(wide, step(wide, places, letter));
      todo.push({ at: sign === '*' ? at : at + 1, places: next });
    }
  }
  return true;
};

/** Characters named anywhere, and one that stands for all others. */
const other = '\u0000';
const alphabetOf = (variants: readonly Variant[]): string[] => [
  ...new Set([other, ...variants.flat().filter((sign) => sign !== '*' && sign !== '?')]),
];

const placeOf = (variant: number, at: number): string => `${variant}:${at}`;
const readPlace = (place: string): [number, number] => place.split(':').map(Number) as [number, number];

const step = (wide: readonly Variant[], places: ReadonlySet<string>, letter: string): Set<string> => {
  const next = new Set<string>();
  for (const place of places) {
    const [index, at] = readPlace(place);
    const sign = wide[index]?.[at];
    if (sign === '*') next.add(place);
    else if (sign === '?' || sign === letter) next.add(placeOf(index, at + 1));
  }
  return next;
};

/** A star may also stand for nothing. */
const close = (wide: readonly Variant[], places: Set<string>): Set<string> => {
  for (const place of places) {
    const [index, at] = readPlace(place);
    if (wide[index]?.[at] === '*') places.add(placeOf(index, at + 1));
  }
  return places;
};

const isEnd = (wide: readonly Variant[], places: ReadonlySet<string>): boolean =>
  [...places].some((place) => {
    const [index, at] = readPlace(place);
    return at === wide[index]?.length;
  });
