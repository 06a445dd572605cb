import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { client, orpc } from '../transport/client.ts';
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

const changed = () => [
  orpc.deadLetters.key(),
  orpc.operations.queues.key(),
  orpc.operations.ledger.key(),
  orpc.alerts.key(),
];

/** Ids of all dead letters, of one channel or of all, as they are now. */
export const fetchDeadLetterIds = async (channelId?: string): Promise<string[]> =>
  (await client.deadLetters.ids({ channelId })).ids;

/** One portion of a larger work; whoever does it refreshes what is shown when all of it is done. */
export const workOnDeadLetters = {
  retry: (ids: string[]) => client.deadLetters.bulkRetry({ ids }),
  discard: (ids: string[]) => client.deadLetters.bulkDiscard({ ids }),
  restore: (ids: string[]) => client.deadLetters.bulkRestore({ ids }),
};

export const useRefreshDeadLetters = (): (() => void) => {
  const { onSuccess } = useRefreshing(...changed());
  return () => void onSuccess();
};
