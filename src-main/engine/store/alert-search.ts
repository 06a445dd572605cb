/**
 * Alerts, newest first, page by page, with counts and statistics. Answered from the index in memory where there is one, and
 * by walking Redis while there is none yet. What a page shows is read from Redis at answer time and tested once more.
 */
import type { AlertFacets, Statistics, StatisticsInput } from '../../../src-shared/contract/alert-figures.ts';
import type { AlertCounts, AlertItem, AlertListInput } from '../../../src-shared/contract/alerts.ts';
import { alertStatuses, severities, states } from '../../../src-shared/vocabulary.ts';
import { AppError } from '../errors.ts';
import type { AlertIndex } from './alert-index.ts';
import type { AlertColumns } from './alert-index-columns.ts';
import { scanAlerts } from './alert-index-scan.ts';
import type { AlertRecords } from './alert-records.ts';
import { createFacetCounter } from './alert-search-facets.ts';
import {
  type AlertFilter,
  filterFrom,
  fitsFilter,
  type Position,
  readCursor,
  writeCursor,
} from './alert-search-filter.ts';
import { walkAlerts } from './alert-search-walk.ts';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';
import { readStatistics } from './statistics.ts';

export interface AlertPage {
  items: AlertItem[];
  nextCursor: string | null;
  /** Where asked for; null while there is no index. */
  facets?: AlertFacets | null;
}

export interface AlertSearch {
  /** Throws `invalid_input` for a query or cursor that cannot be read. */
  list(input: AlertListInput): Promise<AlertPage>;
  /** From the indexes alone, so it costs the same however many alerts there are. Epoch ms, both included. */
  counts(time: { since?: number | undefined; until?: number | undefined }): Promise<AlertCounts>;
  /** Waits a moment for the index; throws `unavailable` where it takes longer. */
  statistics(input: StatisticsInput): Promise<Statistics>;
}

const statisticsWaitMs = 10_000;
const retryAfterSeconds = 5;

export const createAlertSearch = (deps: {
  redis: RedisCommands;
  records: AlertRecords;
  index: AlertIndex;
  now: () => number;
}): AlertSearch => {
  const { redis, records, index, now } = deps;

  /** What fits in memory, as it is now in Redis: what changed since goes out, and the page is filled up behind it. */
  const fromColumns = async (
    columns: AlertColumns,
    filter: AlertFilter,
    first: Position | null,
    limit: number,
    withFacets: boolean,
  ): Promise<AlertPage> => {
    const items: AlertItem[] = [];
    let behind = first;
    let found = await findPage(columns, filter, behind, limit, withFacets);
    const { facets } = found;
    for (;;) {
      const read = await records.items(found.page.map(({ id }) => id));
      items.push(
        ...read.filter((item) => item !== null && fitsFilter(filter, item)).filter((item) => item !== null),
      );
      behind = found.page.at(-1) ?? behind;
      if (!found.isMore || items.length >= limit) break;
      found = await findPage(columns, filter, behind, limit - items.length, false);
    }
    const nextCursor = found.isMore && behind !== null ? writeCursor(behind) : null;
    return { items, nextCursor, ...(withFacets ? { facets } : {}) };
  };

  return {
    async list(input) {
      const filter = filterFrom(input);
      const behind = readCursor(input.cursor);
      const withFacets = input.facets === true;
      const columns = await index.current();
      if (columns !== null) return fromColumns(columns, filter, behind, input.limit, withFacets);
      const { items, next } = await walkAlerts(redis, records, filter, behind, input.limit);
      const nextCursor = next === null ? null : writeCursor(next);
      return { items, nextCursor, ...(withFacets ? { facets: null } : {}) };
    },

    async statistics(input) {
      const columns = await index.ready(statisticsWaitMs);
      if (columns === null) {
        throw new AppError('unavailable', {
          message: 'The alerts are still being counted. Ask again in a moment.',
          retryAfterSeconds,
        });
      }
      return readStatistics(columns, input, now());
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
  };
};

interface FoundPage {
  page: Position[];
  /** Whether more fit behind them. */
  isMore: boolean;
  facets: AlertFacets | null;
}

/** The next fitting rows behind a position; with facets all that fit are counted, those before it too. */
const findPage = async (
  columns: AlertColumns,
  filter: AlertFilter,
  behind: Position | null,
  limit: number,
  withFacets: boolean,
): Promise<FoundPage> => {
  const counter = withFacets ? createFacetCounter(columns) : null;
  const page: Position[] = [];
  let isMore = false;
  await scanAlerts(columns, filter, counter === null ? behind : null, (row) => {
    counter?.add(row);
    if (page.length < limit) {
      const position = { at: columns.at(row), id: columns.id(row) };
      if (isBehind(position, behind)) page.push(position);
      return true;
    }
    isMore = true;
    return counter !== null;
  });
  return { page, isMore, facets: counter?.facets() ?? null };
};

const isBehind = (position: Position, other: Position | null): boolean =>
  other === null || position.at < other.at || (position.at === other.at && position.id < other.id);
