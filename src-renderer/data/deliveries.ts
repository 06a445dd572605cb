import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

const pageSize = 50;
const pollMs = 15_000;

export interface OpenDeliveryFilter {
  channelId?: string | undefined;
  stage?: 'waiting' | 'active' | 'retrying' | undefined;
}

/** Those to be attempted next first. */
export const useOpenDeliveries = (filter: OpenDeliveryFilter) =>
  useInfiniteQuery(
    orpc.deliveries.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, limit: pageSize, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
      refetchInterval: pollMs,
    }),
  );

export const useAttemptDelivery = () =>
  useMutation(
    orpc.deliveries.attempt.mutationOptions(
      useRefreshing(orpc.deliveries.key(), orpc.operations.queues.key()),
    ),
  );
