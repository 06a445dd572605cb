/**
 * Alerts, newest first, page by page. The narrowest index among the filters is walked from the cursor on; what no index
 * knows is compared item by item, a bounded number a call, so that a rare match costs pages and never blocks.
 */

import { matchesQuery, parseQuery, type QueryTerm } from '../../../src-shared/alert-query.ts';
import type { AlertCounts, AlertItem, AlertListInput } from '../../../src-shared/contract/alerts.ts';
import { alertStatuses, severities, states } from '../../../src-shared/vocabulary.ts';
import { AppError } from '../errors.ts';
import { compileGlob } from '../route/globs.ts';
import type { AlertRecords } from './alert-records.ts';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export interface AlertPage {
  items: AlertItem[];
  nextCursor: string | null;
}

export interface AlertSearch {
  /** Throws `invalid_input` for a query or cursor that cannot be read. */
  list(input: AlertListInput): Promise<AlertPage>;
  /** From the indexes alone, so it costs the same however many alerts there are. Epoch ms, both included. */
  counts(time: { since?: number | undefined; until?: number | undefined }): Promise<AlertCounts>;
}

const batchSize = 500;
const maxLookedAt = 50_000;
const cursorPattern = /^(\d{1,16})_([0-9a-f-]{36})$/;

export const createAlertSearch = (redis: RedisCommands, records: AlertRecords): AlertSearch => ({
  async list(input) {
    const index = await narrowest(redis, input);
    const fits = filterOf(input);
    const items: AlertItem[] = [];
    let position = readCursor(input.cursor);
    let lookedAt = 0;
    while (lookedAt < maxLookedAt) {
      const found = await pageOf(redis, index, position, input);
      const batch = await records.items(found.map(({ id }) => id));
      for (const [i, item] of batch.entries()) {
        position = found[i] ?? position;
        lookedAt++;
        if (item !== null && fits(item)) items.push(item);
        if (items.length === input.limit) {
          const isLast = i === batch.length - 1 && found.length < batchSize;
          return { items, nextCursor: isLast || position === null ? null : writeCursor(position) };
        }
      }
      if (found.length < batchSize) return { items, nextCursor: null };
    }
    return { items, nextCursor: position === null ? null : writeCursor(position) };
  },

  async counts({ since = 0, until = Number.MAX_SAFE_INTEGER }) {
    const count = (index: string) => redis.zcount(index, since, until);
    const by = async <T extends string>(
      facet: 'severity' | 'state' | 'status',
      values: readonly T[],
    ): Promise<Record<T, number>> => {
      const found = await Promise.all(
        values.map(async (value) => [value, await count(keys.alertsBy(facet, value))] as const),
      );
      return Object.fromEntries(found) as Record<T, number>;
    };
    const [total, severity, state, status] = await Promise.all([
      count(keys.alerts),
      by('severity', severities),
      by('state', states),
      by('status', alertStatuses),
    ]);
    return { total, severity, state, status };
  },
});

interface Position {
  at: number;
  id: string;
}

const readCursor = (cursor: string | undefined): Position | null => {
  if (cursor === undefined || cursor === '') return null;
  const match = cursorPattern.exec(cursor);
  if (!match)
    throw new AppError('invalid_input', {
      field: 'cursor',
      message: 'cursor must be the nextCursor of an earlier answer.',
    });
  return { at: Number(match[1]), id: match[2] ?? '' };
};

const writeCursor = ({ at, id }: Position): string => `${at}_${id}`;

/** The index with the fewest alerts among those that the filters allow. */
const narrowest = async (redis: RedisCommands, input: AlertListInput): Promise<string> => {
  const indexes = [
    ...(input.status ? [keys.alertsBy('status', input.status)] : []),
    ...(input.severity ? [keys.alertsBy('severity', input.severity)] : []),
    ...(input.state ? [keys.alertsBy('state', input.state)] : []),
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
  input: AlertListInput,
): Promise<Position[]> => {
  const newest = Math.min(behind?.at ?? Number.MAX_SAFE_INTEGER, input.until ?? Number.MAX_SAFE_INTEGER);
  const oldest = input.since ?? 0;
  const page: Position[] = [];
  let offset = 0;
  while (page.length < batchSize) {
    const reply = await redis.zrevrangebyscore(
      index,
      newest,
      oldest,
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

const filterOf = (input: AlertListInput): ((item: AlertItem) => boolean) => {
  const query = parseQuery(input.q ?? '');
  if (query.kind === 'refused') throw new AppError('invalid_input', { field: 'q', message: query.message });
  const terms: QueryTerm[] = query.terms;
  const from = input.from === undefined ? null : addressFilter(input.from);
  const to = input.to === undefined ? null : addressFilter(input.to);
  return (item) =>
    (input.severity === undefined || item.severity === input.severity) &&
    (input.state === undefined || item.state === input.state) &&
    (input.status === undefined || item.status === input.status) &&
    (from === null || from(item.from)) &&
    (to === null || item.to.some(to)) &&
    matchesQuery(item, terms);
};

/** A glob where it holds `*` or `?`, else a part of the address. */
const addressFilter = (text: string): ((address: string) => boolean) => {
  if (/[*?]/.test(text) && (text.match(/\*+/g)?.length ?? 0) <= 3) return compileGlob(text);
  const part = text.toLowerCase();
  return (address) => address.toLowerCase().includes(part);
};
