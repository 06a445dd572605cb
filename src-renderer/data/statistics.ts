import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useNow } from '../components/now.ts';
import { orpc } from '../transport/client.ts';
import { useLedger } from './operations.ts';

const hour = 3_600_000;

/** Spans that figures are shown for: 24 blocks of an hour, 28 of six hours. */
export const statisticsRanges = {
  day: { blocks: 24, blockMs: hour },
  week: { blocks: 28, blockMs: 6 * hour },
} as const;
export type StatisticsRange = keyof typeof statisticsRanges;

/** Blocks begin at whole hours (midnight, 6, 12, 18 for those of six) of the reader's clock; the last one is now. */
export const statisticsSpan = (
  range: StatisticsRange,
  now: number,
  zoneOffsetMs = -new Date(now).getTimezoneOffset() * 60_000,
): { since: number; until: number; blocks: number } => {
  const { blocks, blockMs } = statisticsRanges[range];
  const begin = Math.floor((now + zoneOffsetMs) / blockMs) * blockMs - zoneOffsetMs;
  const until = begin + blockMs;
  return { since: until - blocks * blockMs, until, blocks };
};

const pollMs = 15_000;
/** However fast alerts come in, figures are asked for again no sooner than this. */
const restMs = 3_000;

const movingFigures = ['accepted', 'delivered', 'suppressed', 'dead', 'unrouted'] as const;

/** Figures of a span that ends now; new alerts are in them within seconds. */
export const useStatistics = (range: StatisticsRange) => {
  const queries = useQueryClient();
  const input = statisticsSpan(range, useNow());
  const query = useQuery(
    orpc.alerts.statistics.queryOptions({
      input,
      refetchInterval: pollMs,
      placeholderData: keepPreviousData,
    }),
  );
  const ledger = useLedger().data;
  // Also what is settled counts: an alert has its severity only once it has been read.
  const moved = ledger === undefined ? '' : movingFigures.map((name) => ledger[name]).join(' ');
  const { dataUpdatedAt } = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ledger moved
  useEffect(() => {
    if (moved === '') return;
    const queryKey = orpc.alerts.statistics.key();
    const wait = Math.max(0, dataUpdatedAt + restMs - Date.now());
    // An answer that is still on its way may be older than what moved: it is asked for anew.
    const timer = setTimeout(() => void queries.invalidateQueries({ queryKey }), wait);
    return () => clearTimeout(timer);
  }, [moved]);
  return query;
};
