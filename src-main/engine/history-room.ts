/**
 * Keeps room in Redis: old alerts and incidents leave the history, and what is owed for long becomes thin. Once a minute;
 * every second while memory is short and that frees some, because feeding waits for it.
 */
import type { IncidentKeeper } from './fold/keeper.ts';
import type { Clock, Logger } from './ports.ts';
import type { AlertRecords } from './store/alert-records.ts';
import type { RedisMemory } from './store/redis-memory.ts';
import { thinTold, trimHistory } from './store/retention.ts';

/** How often `run` is to be called, ms. */
export const historyRoomEveryMs = 1_000;
const trimEveryMs = 60_000;
const dayMs = 86_400_000;

export interface HistoryRoomDeps {
  records: AlertRecords;
  incidents: Pick<IncidentKeeper, 'trim'>;
  memory: RedisMemory;
  settings: () => { alertRetentionDays: number; maxAlerts: number };
  /** While the wall clock cannot be relied on nothing leaves for its age. */
  isClockSettled: () => boolean;
  clock: Clock;
  logger: Logger;
}

export interface HistoryRoom {
  run(): Promise<void>;
}

export const createHistoryRoom = (deps: HistoryRoomDeps): HistoryRoom => {
  const { records, incidents, memory, settings, isClockSettled, clock, logger } = deps;
  let trimmedAt = clock.monotonic();
  /** Where nothing could go the last time, the next minute is soon enough. */
  let isWorthwhile = true;

  const thin = async (): Promise<number> => {
    const thinned = await thinTold(records, { now: clock.now(), isTight: memory.isTight });
    if (thinned > 0) logger.info({ thinned }, 'memory is tight: mails that were told are left to the spool');
    return thinned;
  };

  const trim = async (): Promise<number> => {
    const { alertRetentionDays, maxAlerts } = settings();
    const olderThan = isClockSettled() ? clock.now() - alertRetentionDays * dayMs : 0;
    const gone = await trimHistory(records, {
      olderThan,
      maxAlerts,
      async memoryIsShort() {
        await memory.look();
        return memory.isShort();
      },
    });
    if (gone > 0) logger.info({ gone }, 'old alerts left the history');
    await incidents.trim({ olderThan, most: maxAlerts, memoryIsShort: memory.isShort });
    return gone;
  };

  return {
    async run() {
      const isShort = memory.isShort();
      if (!isShort) isWorthwhile = true;
      const isDue = clock.monotonic() - trimmedAt >= trimEveryMs;
      if (!isDue && !(isShort && isWorthwhile)) return;
      trimmedAt = clock.monotonic();
      const thinned = memory.isTight() ? await thin() : 0;
      isWorthwhile = thinned + (await trim()) > 0;
    },
  };
};
