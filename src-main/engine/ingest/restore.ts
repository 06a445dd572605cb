/**
 * History for an emptied Redis: every settled message the spool still holds becomes a record again, with the status it
 * had. Nobody is told; it runs in the background, one message at a time, behind the work that matters.
 */
import type { AlertStatus } from '../../../src-shared/vocabulary.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Logger } from '../ports.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import type { Spool } from './spool.ts';

const isSettled = (status: AlertStatus): boolean => status !== 'waiting' && status !== 'dead';

/** Answers how many records were made. Stops when the signal aborts. */
export const restoreHistory = async (
  deps: { spool: Spool; records: AlertRecords; pipeline: Pipeline; logger: Logger },
  signal: AbortSignal,
): Promise<number> => {
  const { spool, records, pipeline, logger } = deps;
  let restored = 0;
  await spool.scan(async ({ envelope, location, status, copies }) => {
    if (signal.aborted || !isSettled(status)) return;
    if ((await records.statuses([envelope.id]))[0] !== null) return;
    const stored = await spool.read(location);
    if (stored === null) return;
    await records.admit([{ envelope, location, copies, raw: null, restoredAs: status, toldBefore: [] }]);
    const record = await records.get(envelope.id);
    if (record !== null) await pipeline.describe(record, stored.raw);
    restored++;
  });
  if (restored > 0) logger.warn({ restored }, 'history restored from the spool');
  return restored;
};
