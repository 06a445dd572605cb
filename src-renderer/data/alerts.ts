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
import { toApiError } from '../transport/api-error.ts';
import { client, orpc } from '../transport/client.ts';
import type { AlertFilter } from './alert-pages.ts';
import { patchAlert } from './live-cache.ts';
import { useRefreshing } from './refreshing.ts';

const pageSize = 100;

const listOptions = (filter: AlertFilter) =>
  orpc.alerts.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...filter, limit: pageSize, cursor }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // Live events keep the pages fresh; asking again for all that were scrolled through would be a lot.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** Newest first; `data.pages` grows by `fetchNextPage`. New alerts come in by themselves: see live-cache.ts. */
export const useAlerts = (filter: AlertFilter) =>
  useInfiniteQuery({ ...listOptions(filter), placeholderData: keepPreviousData });

/** Asks for the first page of a list before there is anything to show it. */
export const askForAlerts = (queries: QueryClient, filter: AlertFilter): void =>
  void queries.prefetchInfiniteQuery(listOptions(filter));

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

/** While the next one comes, the one before is still there: see `isPlaceholderData`. */
export const useAlert = (id: string) =>
  useQuery(orpc.alerts.get.queryOptions({ input: { id }, placeholderData: keepPreviousData }));

const shownRawBytes = 256 * 1024;

/** The message as received: the file, and as much of it as is worth showing, one character a byte where it is no UTF-8. */
export const useRawMessage = (id: string) =>
  useQuery({
    queryKey: orpc.alerts.raw.queryKey({ input: { id } }),
    async queryFn({ signal }) {
      const file = await client.alerts.raw({ id }, { signal });
      const bytes = await file.slice(0, shownRawBytes).arrayBuffer();
      return { file, text: decode(bytes), isCut: file.size > shownRawBytes };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

const decode = (bytes: ArrayBuffer): string => {
  try {
    // The end may be cut within a character: as a stream, that is no error.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
};

/** What was sent to a model for it, word for word; null where nothing was. */
export const useSentText = (id: string) => useQuery(orpc.alerts.sent.queryOptions({ input: { id } }));

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
        try {
          const ids = input.ids.slice(at, at + bulkPiece);
          const { done, failed } = await client.alerts.bulk({ action: input.action, ids });
          result.done += done;
          result.failed.push(...failed);
          input.onProgress?.(Math.min(at + bulkPiece, input.ids.length));
        } catch (error) {
          if (at === 0) throw error;
          const { message } = toApiError(error);
          result.failed.push(...input.ids.slice(at).map((id) => ({ id, reason: message })));
          break;
        }
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

/** One more attempt at a delivery that was given up. */
export const useRetryDelivery = () =>
  useMutation(
    orpc.deadLetters.retry.mutationOptions(
      useRefreshing(orpc.deadLetters.key(), orpc.operations.ledger.key(), orpc.alerts.get.key()),
    ),
  );
