import {
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import {
  type AlertBulkAction,
  type AlertDetail,
  type AlertItem,
  maxBulkAlerts,
} from '../../src-shared/contract/alerts.ts';
import { client, orpc } from '../transport/client.ts';
import type { AlertFilter } from './alert-pages.ts';
import { patchAlert } from './live-cache.ts';

const pageSize = 100;

/** Newest first; `data.pages` grows by `fetchNextPage`. New alerts come in by themselves: see live-cache.ts. */
export const useAlerts = (filter: AlertFilter) =>
  useInfiniteQuery(
    orpc.alerts.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, limit: pageSize, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
      // Live events keep the pages fresh; asking again for all that were scrolled through would be a lot.
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
  );

/** How many there are by severity, state and status, in a time. */
export const useAlertCounts = (time: Pick<AlertFilter, 'since' | 'until'>, isOn: boolean) =>
  useQuery(
    orpc.alerts.counts.queryOptions({ input: time, placeholderData: keepPreviousData, enabled: isOn }),
  );

const fetchedAtOnce = 200;

/** All that match, newest first, up to what one bulk action takes. */
export const fetchMatching = async (filter: AlertFilter): Promise<AlertItem[]> => {
  const found: AlertItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.alerts.list({ ...filter, limit: fetchedAtOnce, cursor });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < maxBulkAlerts);
  return found.slice(0, maxBulkAlerts);
};

/** The newest few, for cards and previews. */
export const useRecentAlerts = (filter: AlertFilter, limit: number) =>
  useQuery(orpc.alerts.list.queryOptions({ input: { ...filter, limit }, placeholderData: keepPreviousData }));

export const useAlert = (id: string) => useQuery(orpc.alerts.get.queryOptions({ input: { id } }));

/** The message as received. */
export const fetchRawMessage = (id: string): Promise<File> => client.alerts.raw({ id });

const takeDetail = (queries: QueryClient, detail: AlertDetail): void => {
  queries.setQueryData(orpc.alerts.get.queryKey({ input: { id: detail.id } }), detail);
  patchAlert(queries, detail);
};

const useMark = (field: 'acknowledged' | 'resolved') => {
  const queries = useQueryClient();
  const operation = field === 'acknowledged' ? orpc.alerts.acknowledge : orpc.alerts.resolve;
  return useMutation(
    operation.mutationOptions({
      onSuccess: (item: AlertItem) => {
        patchAlert(queries, item);
        void queries.invalidateQueries({ queryKey: orpc.alerts.get.key({ input: { id: item.id } }) });
      },
    }),
  );
};

export const useAcknowledgeAlert = () => useMark('acknowledged');
export const useResolveAlert = () => useMark('resolved');

const bulkPiece = 50;

export interface BulkResult {
  done: number;
  failed: { id: string; reason: string }[];
}

/** In pieces, so that progress can be told. What was done stays done when a later piece fails. */
export const useBulkAlerts = () => {
  const queries = useQueryClient();
  return useMutation({
    meta: { showsOwnError: true },
    async mutationFn(input: {
      action: AlertBulkAction;
      ids: readonly string[];
      onProgress?: (done: number) => void;
    }): Promise<BulkResult> {
      const result: BulkResult = { done: 0, failed: [] };
      for (let at = 0; at < input.ids.length; at += bulkPiece) {
        const ids = input.ids.slice(at, at + bulkPiece);
        const { done, failed } = await client.alerts.bulk({ action: input.action, ids });
        result.done += done;
        result.failed.push(...failed);
        input.onProgress?.(Math.min(at + bulkPiece, input.ids.length));
      }
      return result;
    },
    // The lists hear of it as live events.
    onSettled: () => void queries.invalidateQueries({ queryKey: orpc.alerts.get.key() }),
  });
};

export const useReanalyseAlert = () => {
  const queries = useQueryClient();
  return useMutation(
    orpc.alerts.reanalyse.mutationOptions({ onSuccess: (detail) => takeDetail(queries, detail) }),
  );
};

export const useResendAlert = () => {
  const queries = useQueryClient();
  return useMutation(
    orpc.alerts.resend.mutationOptions({ onSuccess: (detail) => takeDetail(queries, detail) }),
  );
};
