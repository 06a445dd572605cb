import {
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { AlertDetail, AlertItem, AlertListInput } from '../../src-shared/contract/alerts.ts';
import { client, orpc } from '../transport/client.ts';
import { patchAlert } from './live-cache.ts';

export type AlertFilter = Partial<Omit<AlertListInput, 'cursor' | 'limit'>>;

const pageSize = 50;

/** Newest first; `data.pages` grows by `fetchNextPage`. New alerts come in by themselves: see live-cache.ts. */
export const useAlerts = (filter: AlertFilter) =>
  useInfiniteQuery(
    orpc.alerts.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, limit: pageSize, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );

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

/** Shown at once and taken back when refused. */
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
