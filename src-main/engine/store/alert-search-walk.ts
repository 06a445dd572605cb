/**
 * Alerts newest first from Redis alone, while there is no index in memory: the narrowest of Redis's indexes among the
 * filters is walked from a position on, and what no index knows is compared item by item, a bounded number a call.
 */
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import type { AlertRecords } from './alert-records.ts';
import { type AlertFilter, fitsFilter, type Position } from './alert-search-filter.ts';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

const batchSize = 500;
const maxLookedAt = 50_000;

export interface WalkedPage {
  items: AlertItem[];
  /** Where to go on; null at the end. A page may be short, or empty, and still have a next one. */
  next: Position | null;
}

export const walkAlerts = async (
  redis: RedisCommands,
  records: AlertRecords,
  filter: AlertFilter,
  behind: Position | null,
  limit: number,
): Promise<WalkedPage> => {
  const index = await narrowest(redis, filter);
  const items: AlertItem[] = [];
  let position = behind;
  let lookedAt = 0;
  while (lookedAt < maxLookedAt) {
    const found = await pageOf(redis, index, position, filter);
    const batch = await records.items(found.map(({ id }) => id));
    for (const [i, item] of batch.entries()) {
      position = found[i] ?? position;
      lookedAt++;
      if (item !== null && fitsFilter(filter, item)) items.push(item);
      if (items.length === limit) {
        const isLast = i === batch.length - 1 && found.length < batchSize;
        return { items, next: isLast ? null : position };
      }
    }
    if (found.length < batchSize) return { items, next: null };
  }
  return { items, next: position };
};

/** The index with the fewest alerts among those that the filters allow. */
const narrowest = async (redis: RedisCommands, filter: AlertFilter): Promise<string> => {
  const indexes = [
    ...(filter.status ? [keys.alertsBy('status', filter.status)] : []),
    ...(filter.severity ? [keys.alertsBy('severity', filter.severity)] : []),
    ...(filter.state ? [keys.alertsBy('state', filter.state)] : []),
  ];
  if (indexes.length < 2) return indexes[0] ?? keys.alerts;
  const sizes = await Promise.all(indexes.map((index) => redis.zcard(index)));
  return indexes[sizes.indexOf(Math.min(...sizes))] ?? keys.alerts;
};

/** The next ids behind a position. Ids of the same millisecond come in descending order, as Redis sorts them. */
const pageOf = async (
  redis: RedisCommands,
  index: string,
  behind: Position | null,
  { since, until }: AlertFilter,
): Promise<Position[]> => {
  const newest = Math.min(behind?.at ?? Number.MAX_SAFE_INTEGER, until);
  const page: Position[] = [];
  let offset = 0;
  while (page.length < batchSize) {
    const reply = await redis.zrevrangebyscore(
      index,
      newest,
      since,
      'WITHSCORES',
      'LIMIT',
      offset,
      batchSize,
    );
    for (let i = 0; i + 1 < reply.length; i += 2) {
      const position = { id: reply[i] ?? '', at: Number(reply[i + 1]) };
      if (behind !== null && position.at === behind.at && position.id >= behind.id) continue;
      page.push(position);
    }
    if (reply.length < 2 * batchSize) return page;
    offset += batchSize;
  }
  return page.slice(0, batchSize);
};
