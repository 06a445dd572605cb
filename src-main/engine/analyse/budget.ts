/** What a provider may be asked and may cost, over all nodes; and the account of what it was. */
import type { Clock, Logger } from '../ports.ts';
import type { ProviderUsageStore } from '../store/provider-usage.ts';
import type { ProviderRecord } from './provider-record.ts';

export interface Budget {
  /** Counts a call that is about to be made; answers why it must not be made instead, where a limit is reached. */
  take(): Promise<string | null>;
  /** Counts what the call took. */
  spent(tokens: { prompt: number; completion: number }): void;
}

export interface BudgetDeps {
  usage: ProviderUsageStore;
  clock: Clock;
  logger: Logger;
}

type Limits = Pick<ProviderRecord, 'id' | 'maxCallsPerMinute' | 'maxCallsPerDay' | 'maxTokensPerDay'>;

/** Tokens are known after a call only: the one that crosses the limit of a day is the last of that day. */
export const createBudget = (limits: Limits, { usage, clock, logger }: BudgetDeps): Budget => {
  const { id, maxCallsPerMinute, maxCallsPerDay, maxTokensPerDay } = limits;
  const hasLimit = maxCallsPerMinute > 0 || maxCallsPerDay > 0 || maxTokensPerDay > 0;
  return {
    async take() {
      const now = clock.now();
      try {
        const used = await usage.call(id, now);
        const why = reached(used, limits);
        if (why !== null) await usage.takeBack(id, now);
        return why;
      } catch {
        // Nothing may be spent that cannot be counted; without a limit the count alone is missing.
        return hasLimit ? 'its budget cannot be read now' : null;
      }
    },
    spent({ prompt, completion }) {
      usage.add(id, { promptTokens: prompt, completionTokens: completion }, clock.now()).catch(() => {
        logger.debug({ providerId: id }, 'what a call took could not be counted');
      });
    },
  };
};

const reached = (
  used: { callsThisMinute: number; callsToday: number; tokensToday: number },
  { maxCallsPerMinute, maxCallsPerDay, maxTokensPerDay }: Limits,
): string | null => {
  if (maxCallsPerMinute > 0 && used.callsThisMinute > maxCallsPerMinute)
    return `its budget of ${maxCallsPerMinute} calls a minute is used up`;
  if (maxCallsPerDay > 0 && used.callsToday > maxCallsPerDay)
    return `its budget of ${maxCallsPerDay} calls a day is used up until 00:00 UTC`;
  if (maxTokensPerDay > 0 && used.tokensToday >= maxTokensPerDay)
    return `its budget of ${maxTokensPerDay} tokens a day is used up until 00:00 UTC`;
  return null;
};
