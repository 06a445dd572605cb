/**
 * Nothing accepted is ever without an owner: every message that is not settled in the spool is compared with its record
 * in Redis. No record: it is fed again. Settled there: the spool is told. Waiting there: its jobs are added again, which
 * does nothing where they still are.
 */
import type { Clock, Logger } from '../ports.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import type { Feed } from './feed.ts';
import type { Spool } from './spool.ts';

const batchSize = 500;
/** Alerts handed over less long ago than this have an owner for certain. */
const graceMs = 30_000;
/**
 * What waits for a remote or a digest is looked after by its deliveries' jobs; in a storm that is thousands of alerts for
 * minutes, and adding all their jobs again every time would cost more than the storm.
 */
const owedGraceMs = 300_000;

export interface Reconciler {
  /**
   * One pass over everything unsettled (after Redis was away or lost), or over what was handed over some time ago (from
   * time to time). Answers what it found.
   */
  run(which: 'everything' | 'aged'): Promise<{ fed: number; settled: number; owned: number }>;
}

export const createReconciler = (deps: {
  spool: Spool;
  feed: Feed;
  records: AlertRecords;
  /** Adds the jobs of alerts that wait in Redis. */
  ensureOwned: (ids: string[]) => Promise<void>;
  clock: Clock;
  logger: Logger;
}): Reconciler => {
  const { spool, feed, records, ensureOwned, clock, logger } = deps;

  /** Alert that is told and waits -> when it was first seen so, or its jobs were added again; on the monotonic clock. */
  const lookedAfter = new Map<string, number>();

  return {
    async run(which) {
      const found = { fed: 0, settled: 0, owned: 0 };
      const admitted = feed.admitted();
      const entries = [...spool.unsettled()].filter((entry) => {
        const since = admitted.get(entry.id);
        return which === 'everything' || since === undefined || clock.now() - since > graceMs;
      });
      const now = clock.monotonic();
      for (const [id, at] of lookedAfter) if (now - at > 2 * owedGraceMs) lookedAfter.delete(id);
      /** Its jobs were there at the last look, and that is not long ago. */
      const isLookedAfter = (id: string): boolean => {
        const at = lookedAfter.get(id);
        const isSoon = which === 'aged' && (at === undefined || now - at <= owedGraceMs);
        if (at === undefined || !isSoon) lookedAfter.set(id, now);
        return isSoon;
      };
      for (let start = 0; start < entries.length; start += batchSize) {
        const batch = entries.slice(start, start + batchSize);
        const ids = batch.map(({ id }) => id);
        const [statuses, owed] = await Promise.all([records.statuses(ids), records.areOwed(ids)]);
        const owned: string[] = [];
        batch.forEach((entry, i) => {
          const status = statuses[i] ?? null;
          if (status === null) {
            feed.offerAgain({
              id: entry.id,
              location: entry.location,
              copies: entry.copies,
              envelope: null,
              raw: null,
            });
            found.fed++;
          } else if (status === 'waiting') {
            feed.adopt(entry.id);
            if (owed[i] === true && isLookedAfter(entry.id)) return;
            owned.push(entry.id);
            found.owned++;
          } else if (status !== entry.status) {
            spool.mark(entry.id, entry.location, status);
            if (status !== 'dead') feed.forget(entry.id);
            found.settled++;
          } else {
            feed.adopt(entry.id);
          }
        });
        if (owned.length > 0) await ensureOwned(owned);
      }
      if (found.fed + found.settled > 0) logger.info(found, 'spool and Redis reconciled');
      return found;
    },
  };
};
