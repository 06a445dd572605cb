/** Reads alerts and what happened to them from Redis into the columns. */
import type { AlertColumns, AlertRow } from './alert-index-columns.ts';
import { itemFields, itemFromFields } from './alert-record.ts';
import type { Position } from './alert-search-filter.ts';
import { maxEvents, toEvent } from './events.ts';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

/** Records read at a time: the event loop is held for one batch. */
const batchSize = 100;
/** Ids read at a time. */
export const pageSize = 1000;
const eventsAtATime = 500;

/** Columns and the place in Redis's history up to which they are true. */
export interface Held {
  readonly columns: AlertColumns;
  readonly epoch: string | null;
  /** The last event that is in the columns; null where there was none yet. */
  cursor: string | null;
}

/** The events after the last one seen, as they are now. Null where some may be missing, or it is another Redis. */
const readEvents = async (redis: RedisCommands, { epoch, cursor }: Held) => {
  const [mark, entries] = await Promise.all([
    redis.get(keys.epoch),
    redis.xrange(keys.events, cursor ?? '-', '+', 'COUNT', eventsAtATime + 1),
  ]);
  if (mark !== epoch) return null;
  if (cursor === null) {
    // There was no event at all: what is there now is everything, unless it is so much that some may be trimmed.
    const isWhole = entries.length === 0 || (await redis.xlen(keys.events)) < maxEvents;
    return isWhole ? entries.map(([id, fields]) => toEvent(id, fields)) : null;
  }
  return entries[0]?.[0] === cursor ? entries.slice(1).map(([id, fields]) => toEvent(id, fields)) : null;
};

/**
 * Brings the columns up to date. Goes on at most until a time (as `now` tells it) where events keep coming. False where
 * changes may have been missed.
 */
export const followEvents = async (
  redis: RedisCommands,
  held: Held,
  now: () => number,
  endAt: number,
): Promise<boolean> => {
  for (;;) {
    const events = await readEvents(redis, held);
    if (events === null) return false;
    const changed = new Set<string>();
    for (const { type, alertId, detail } of events) {
      if (alertId !== '') changed.add(alertId);
      // Those that left the history are read again too: what is not there any more goes.
      if (type === 'gone' && Array.isArray(detail.ids)) for (const id of detail.ids) changed.add(String(id));
    }
    await readInto(redis, held.columns, [...changed]);
    held.cursor = events.at(-1)?.cursor ?? held.cursor;
    if (events.length < eventsAtATime || now() > endAt) return true;
  }
};

/** Reads records as they are now; those that are gone leave the columns. Redis reads a batch while the last one is put in. */
export const readInto = async (
  redis: RedisCommands,
  columns: AlertColumns,
  ids: readonly string[],
): Promise<void> => {
  const read = (from: number): Promise<(AlertRow | null)[]> => {
    const rows = readRows(redis, ids.slice(from, from + batchSize));
    // Looked at only after the batch before it; where that fails, this one may fail unseen.
    rows.catch(() => {});
    return rows;
  };
  let next = read(0);
  for (let from = 0; from < ids.length; from += batchSize) {
    const rows = await next;
    if (from + batchSize < ids.length) next = read(from + batchSize);
    for (const row of rows) if (row !== null) columns.put(row);
    columns.remove(ids.slice(from, from + batchSize).filter((_, place) => rows[place] === null));
  }
};

const readRows = async (redis: RedisCommands, ids: readonly string[]): Promise<(AlertRow | null)[]> => {
  if (ids.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.hmget(keys.alert(id), 'at', 'first-told', ...itemFields);
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, reply], place) => {
    if (error) throw error;
    const [at, firstTold, ...fields] = reply as (string | null)[];
    const item = itemFromFields(fields);
    if (item === null) return null;
    const firstToldAt = firstTold ? Number(firstTold) : null;
    return { id: ids[place] ?? '', at: Number(at), item, firstToldAt };
  });
};

/** The next ids behind a position, oldest first; fewer than a page at the end. */
export const idsAfter = async (redis: RedisCommands, after: Position | null): Promise<Position[]> => {
  const page: Position[] = [];
  for (let offset = 0; page.length < pageSize; offset += pageSize) {
    const reply = await redis.zrangebyscore(
      keys.alerts,
      after?.at ?? '-inf',
      '+inf',
      'WITHSCORES',
      'LIMIT',
      offset,
      pageSize,
    );
    for (let i = 0; i + 1 < reply.length; i += 2) {
      const position = { id: reply[i] ?? '', at: Number(reply[i + 1]) };
      if (after === null || position.at > after.at || position.id > after.id) page.push(position);
    }
    if (reply.length < 2 * pageSize) break;
  }
  return page.slice(0, pageSize);
};
