/** Takes the oldest settled alerts out of the history: by age, by number, and first of all when memory runs short (D7). */
import type { AlertRecords } from './alert-records.ts';

const batchSize = 200;
/** In one run; the next one goes on. */
const maxPerRun = 20_000;

export interface RetentionLimits {
  olderThan: number;
  maxAlerts: number;
  /** True while memory is short: the oldest go whatever their age. */
  memoryIsShort: () => boolean;
}

/** Alerts received before `olderThan` (epoch ms; a UUIDv7 begins with its time) and not waiting or dead. Answers how many went. */
export const trimHistory = async (records: AlertRecords, limits: RetentionLimits): Promise<number> => {
  let gone = 0;
  let offset = 0;
  let count = await records.count();
  while (gone < maxPerRun) {
    const ids = await records.oldest(batchSize, offset);
    if (ids.length === 0) return gone;
    const surplus = count - limits.maxAlerts;
    const drop = limits.memoryIsShort()
      ? ids
      : ids.filter((id, index) => index + offset < surplus || receivedAt(id) < limits.olderThan);
    if (drop.length === 0) return gone;
    const dropped = await records.drop(drop);
    gone += dropped;
    count -= dropped;
    // Those that are not settled stay at the old end: look behind them.
    offset += ids.length - dropped;
  }
  return gone;
};

/** RFC 9562 section 5.7: the first 48 bits are the Unix time in ms. */
const receivedAt = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
