/**
 * The dead man switch (Q8): an address outside is called from time to time, only while everything works, so that its silence
 * says that something does not.
 */
import type { Egress } from './egress.ts';

export interface HeartbeatDeps {
  /** '' : none. */
  url: () => string;
  isWell: () => Promise<boolean>;
  fetch: Egress['fetch'];
}

const timeoutMs = 10_000;

/** Answers whether it was called. Rejects where nobody answers. */
export const beatHeart = async ({ url, isWell, fetch }: HeartbeatDeps): Promise<boolean> => {
  const address = url();
  if (address === '' || !(await isWell())) return false;
  const response = await fetch(address, { method: 'GET' }, { timeoutMs });
  await response.body?.cancel();
  return true;
};
