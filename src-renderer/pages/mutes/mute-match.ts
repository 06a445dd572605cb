/** What a mute would keep back, judged as the server does: `engine/route/mutes.ts`. */
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import type { Mute } from '../../../src-shared/contract/mutes.ts';
import { compileAddressGlob } from '../../data/address-glob.ts';

type Muting = Pick<Mute, 'glob' | 'scope'>;

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** Null for a glob that the contract refuses. */
export const compileMute = ({ glob, scope }: Muting): ((sender: string) => boolean) | null => {
  const matches = compileAddressGlob(scope === 'domain' ? glob.trim().replace(/^@/, '') : glob);
  if (matches === null) return null;
  return scope === 'domain' ? (sender) => matches(domainOf(sender)) : matches;
};

export interface MutePreview {
  /** Newest first. */
  alerts: readonly AlertItem[];
  senders: readonly { address: string; count: number }[];
  /** Of these, conditions that hold now and that nobody has closed. */
  firing: number;
  /** Critical and high: what one would not like to miss. */
  grave: number;
}

/** What the mute would have kept back of these alerts. */
export const previewMute = (
  mute: Muting,
  alerts: readonly AlertItem[],
  since: number,
): MutePreview | null => {
  const matches = compileMute(mute);
  if (matches === null) return null;
  const hidden = alerts.filter(({ from, receivedAt }) => receivedAt >= since && matches(from));
  const counts = new Map<string, number>();
  for (const { from } of hidden) counts.set(from, (counts.get(from) ?? 0) + 1);
  return {
    alerts: hidden,
    senders: [...counts]
      .map(([address, count]) => ({ address, count }))
      .sort((a, b) => b.count - a.count || a.address.localeCompare(b.address)),
    firing: hidden.filter(({ state, resolved }) => state === 'firing' && resolved === null).length,
    grave: hidden.filter(({ severity }) => severity === 'critical' || severity === 'high').length,
  };
};
