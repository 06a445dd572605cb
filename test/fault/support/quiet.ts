/** Waiting until the product has come to rest. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../support/api-client.ts';
import { readLedger } from './console.ts';

const lookEveryMs = 150;

/** Waits until nothing waits and the ledger balances; answers how long that took, or null when the bound came first. */
export const settle = async (api: ApiClient, boundMs: number, atLeast = 0): Promise<number | null> => {
  const from = performance.now();
  while (performance.now() - from < boundMs) {
    const ledger = await readLedger(api).catch(() => null);
    if (ledger?.balanced === true && ledger.waiting === 0 && ledger.accepted >= atLeast) {
      return performance.now() - from;
    }
    await sleep(lookEveryMs);
  }
  return null;
};
