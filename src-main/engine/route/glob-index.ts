/**
 * Many globs asked at once: which is the first, in their order, that matches an address? Almost all globs that people
 * write are an address, or everything of a domain; those are looked up. Only the others are tried one by one, and of
 * these only the ones that stand before what was found already, and whose longest plain piece stands in the address.
 */
import { type AddressMatcher, compileGlob, maxAddressLength } from './globs.ts';

export interface GlobIndex {
  /** The place of the first glob that matches, among those before `below`; null where none does. */
  first(address: string, below: number): number | null;
}

const plain = /^[a-z0-9@._-]+$/;
const domainGlob = /^\*+@([a-z0-9._-]+)$/;
/** Wildcards other than `*` and `?` change what the text around them means: no piece is taken from such a glob. */
const onlyStars = /^[a-z0-9@._*?-]+$/;

const longestPiece = (glob: string): string =>
  onlyStars.test(glob)
    ? glob.split(/[*?]+/).reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '')
    : '';

const keepFirst = (places: Map<string, number>, key: string, place: number): void => {
  if (!places.has(key)) places.set(key, place);
};

/** `place` counts as the order; each is given once, in rising order. */
export const createGlobIndex = (globs: readonly { glob: string; place: number }[]): GlobIndex => {
  const addresses = new Map<string, number>();
  const domains = new Map<string, number>();
  const others: { place: number; piece: string; matches: AddressMatcher }[] = [];
  for (const { glob, place } of globs) {
    const folded = glob.toLowerCase();
    const domain = domainGlob.exec(folded)?.[1];
    if (domain !== undefined) keepFirst(domains, domain, place);
    else if (plain.test(folded)) keepFirst(addresses, folded, place);
    else others.push({ place, piece: longestPiece(folded), matches: compileGlob(glob) });
  }
  return {
    first(address, below) {
      const folded = address.toLowerCase();
      const isLong = address.length > maxAddressLength;
      const at = folded.lastIndexOf('@');
      let found = below;
      if (!isLong) {
        found = Math.min(found, addresses.get(folded) ?? found);
        if (at >= 0) found = Math.min(found, domains.get(folded.slice(at + 1)) ?? found);
      }
      for (const { place, piece, matches } of others) {
        if (place >= found) break;
        if (folded.includes(piece) && matches(address)) {
          found = place;
          break;
        }
      }
      return found < below ? found : null;
    },
  };
};
