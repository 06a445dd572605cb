/** The engine's globs over addresses, for showing at once what is matched. Must judge as `engine/route/globs.ts` does. */
import picomatch from 'picomatch/posix';
import { globSchema } from '../../src-shared/contract/rules.ts';

const maxAddressLength = 254;

export type AddressMatcher = (address: string) => boolean;

// `*` of picomatch stops at a slash; no address holds the character that stands in for it.
const swapSlash = (text: string): string => text.replaceAll('/', '\u2215');

/** A matcher without regard to case; null for what the contract refuses. */
export const compileAddressGlob = (glob: string): AddressMatcher | null => {
  const judged = globSchema.safeParse(glob);
  if (!judged.success) return null;
  const folded = judged.data.toLowerCase().replace(/\*+/g, '*');
  if (folded === '*') return () => true;
  const matches = picomatch(swapSlash(folded), {
    dot: true,
    nonegate: true,
    noextglob: true,
    nobracket: false,
    posix: false,
  });
  return (address) => address.length <= maxAddressLength && matches(swapSlash(address.toLowerCase()));
};
