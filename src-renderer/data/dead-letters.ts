import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

const pageSize = 50;

/** Newest first, of one channel or of all. */
export const useDeadLetters = (channelId?: string) =>
  useInfiniteQuery(
    orpc.deadLetters.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: pageSize, cursor, channelId }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
export const useDeadLetter = (id: string) => useQuery(orpc.deadLetters.get.queryOptions({ input: { id } }));

const changed = () => [
  orpc.deadLetters.key(),
  orpc.operations.queues.key(),
  orpc.operations.ledger.key(),
  orpc.alerts.key(),
];

export const useRetryDeadLetter = () =>
  useMutation(orpc.deadLetters.retry.mutationOptions(useRefreshing(...changed())));
export const useDiscardDeadLetter = () =>
  useMutation(orpc.deadLetters.discard.mutationOptions(useRefreshing(...changed())));
/** Answers how many were done and which were not, and why. */
export const useRetryDeadLetters = () =>
  useMutation(orpc.deadLetters.bulkRetry.mutationOptions(useRefreshing(...changed())));
export const useDiscardDeadLetters = () =>
  useMutation(orpc.deadLetters.bulkDiscard.mutationOptions(useRefreshing(...changed())));
