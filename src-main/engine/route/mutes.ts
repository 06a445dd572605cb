/** Mutes: mail of these senders or domains is dropped before anything is paid for it, and counted. */
import type { MuteRecord } from '../store/config-document.ts';
import { compileGlob } from './globs.ts';

export interface MuteTable {
  /** The mute that holds for a sender at a time, or null. */
  match(from: readonly string[], now: number): MuteRecord | null;
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

export const compileMutes = (mutes: readonly MuteRecord[]): MuteTable => {
  const compiled = mutes.map((mute) => {
    const matches = compileGlob(mute.glob.replace(/^@/, mute.scope === 'domain' ? '' : '@'));
    return {
      mute,
      matches: mute.scope === 'domain' ? (address: string) => matches(domainOf(address)) : matches,
    };
  });
  return {
    match(from, now) {
      const held = compiled.find(
        ({ mute, matches }) =>
          (mute.until === null || mute.until > now) && from.some((address) => matches(address)),
      );
      return held?.mute ?? null;
    },
  };
};
