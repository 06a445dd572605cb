/**
 * History for an emptied Redis: every settled message the spool still holds becomes a record again, with the status it
 * had. Nobody is told; it runs in the background, one message at a time, behind the work that matters.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AlertStatus } from '../../../src-shared/vocabulary.ts';
import { AppError } from '../errors.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Logger } from '../ports.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import { describeRedisError, isConnectionError } from '../store/redis-error.ts';
import type { Spool } from './spool.ts';

const isSettled = (status: AlertStatus): boolean => status !== 'waiting' && status !== 'dead';
const roomEveryMs = 2_000;

/**
 * Answers how many records were made. Stops when the signal aborts. Rejects where Redis or the parser goes away; begun again it
 * skips what is there whole. Other trouble with a message costs that one: it is a record without what its mail says.
 */
export const restoreHistory = async (
  deps: {
    spool: Pick<Spool, 'scan' | 'read'>;
    records: Pick<AlertRecords, 'statuses' | 'isBeingRestored' | 'admit' | 'get' | 'noteRestored'>;
    pipeline: Pick<Pipeline, 'describe'>;
    /** While there is none, the oldest alerts leave the history: what is newer waits for their room. */
    hasRoom: () => boolean;
    logger: Logger;
  },
  signal: AbortSignal,
): Promise<number> => {
  const { spool, records, pipeline, hasRoom, logger } = deps;
  let restored = 0;
  await spool.scan(async ({ envelope, location, status, copies }) => {
    const { id } = envelope;
    if (signal.aborted || !isSettled(status)) return;
    if ((await records.statuses([id]))[0] !== null && !(await records.isBeingRestored(id))) return;
    while (!hasRoom()) {
      await sleep(roomEveryMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
    }
    const stored = await spool.read(location);
    if (stored === null) return;
    await records.admit([{ envelope, location, copies, raw: null, restoredAs: status, toldBefore: [] }]);
    const record = await records.get(id);
    if (record !== null) {
      await pipeline.describe(record, stored.raw).catch((error: unknown) => {
        const said = describeRedisError(error);
        if (isConnectionError(said) || (error instanceof AppError && error.retry)) throw error;
        logger.error({ id, error: said.message }, 'an alert of the history could not be read again');
      });
    }
    await records.noteRestored(id);
    restored++;
  });
  if (restored > 0) logger.warn({ restored }, 'history restored from the spool');
  return restored;
};
