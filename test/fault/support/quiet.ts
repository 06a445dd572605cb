/** Waiting until the product has come to rest. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../support/api-client.ts';
import { readLedger } from './console.ts';

const lookEveryMs = 150;

/**
 * Waits until nothing waits and the ledger balances; answers how long that took, or null when it does not come nearer to
 * that for `boundMs`: a machine that is busy otherwise takes longer, but moves. `atLeast`: so many must be accepted.
 */
export const settle = async (api: ApiClient, boundMs: number, atLeast = 0): Promise<number | null> => {
  const from = performance.now();
  let least = Number.POSITIVE_INFINITY;
  let movedAt = from;
  while (performance.now() - movedAt < boundMs) {
    const ledger = await readLedger(api).catch(() => null);
    if (ledger?.balanced === true && ledger.waiting === 0 && ledger.accepted >= atLeast)
      return performance.now() - from;
    if (ledger !== null && ledger.waiting < least) {
      least = ledger.waiting;
      movedAt = performance.now();
    }
    await sleep(lookEveryMs);
  }
  return null;
};
