/** Takes the oldest settled alerts out of the history: by age, by number, and first of all when memory runs short (D7). */
import type { AlertRecords } from './alert-records.ts';

const batchSize = 200;
/** In one run; the next one goes on. */
const maxPerRun = 20_000;

export interface RetentionLimits {
  olderThan: number;
  maxAlerts: number;
  /** True while memory is short: the oldest go whatever their age. Asked anew for each batch. */
  memoryIsShort: () => Promise<boolean>;
}

/** Alerts received before `olderThan` (epoch ms; a UUIDv7 begins with its time) and not waiting or dead. Answers how many went. */
export const trimHistory = async (records: AlertRecords, limits: RetentionLimits): Promise<number> => {
  let gone = 0;
  let offset = 0;
  let surplus = (await records.count()) - limits.maxAlerts;
  while (gone < maxPerRun) {
    const ids = await records.oldest(batchSize, offset);
    const statuses = await records.statuses(ids);
    const settled = ids.filter((_, i) => {
      const status = statuses[i];
      return status === null || status === 'delivered' || status === 'suppressed' || status === 'unrouted';
    });
    const isShort = await limits.memoryIsShort();
    const drop = settled.filter(
      (id, index) => isShort || index < surplus || receivedAt(id) < limits.olderThan,
    );
    // Behind a batch in which one is young enough to stay, all are, unless there are too many.
    if (ids.length === 0 || (settled.length > 0 && drop.length === 0)) return gone;
    const dropped = await records.drop(drop);
    gone += dropped;
    surplus -= dropped;
    // Those that are not settled stay at the old end: look behind them.
    offset += ids.length - dropped;
  }
  return gone;
};

/** Younger ones may still be asked about: a model, a first delivery, a person who looks at what was just told. */
const thinAfterMs = 60_000;

/**
 * While memory is short of room, alerts that were told and are still owed to somebody let go of what the spool can give
 * back: an outlet that is dead for long keeps thousands of them. Answers how many became thin.
 */
export const thinTold = async (
  records: AlertRecords,
  limits: { now: number; isTight: () => boolean; thinAfterMs?: number },
): Promise<number> => {
  let thinned = 0;
  for (const status of ['waiting', 'dead'] as const) {
    for (let offset = 0; offset < maxPerRun && limits.isTight(); offset += batchSize) {
      const ids = await records.withStatus(status, offset, batchSize);
      const old = ids.filter((id) => limits.now - receivedAt(id) >= (limits.thinAfterMs ?? thinAfterMs));
      thinned += await records.thin(old);
      if (old.length < batchSize) break;
    }
  }
  return thinned;
};

/** RFC 9562 section 5.7: the first 48 bits are the Unix time in ms. */
const receivedAt = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
