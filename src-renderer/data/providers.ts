import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { inOrder } from './in-order.ts';
import { useRefreshing } from './refreshing.ts';

const breakerPollMs = 15_000;

/** In the order of the chain. */
export const useProviders = () =>
  useQuery(orpc.providers.list.queryOptions({ select: ({ items }) => items }));
/** The same, asked for again and again: breakers open and close without a change of the configuration. */
export const useProvidersAtWork = () =>
  useQuery(
    orpc.providers.list.queryOptions({ select: ({ items }) => items, refetchInterval: breakerPollMs }),
  );
export const useProvider = (id: string) => useQuery(orpc.providers.get.queryOptions({ input: { id } }));

/** Forms show their refusals at the field. */
const useOwnErrors = () => ({
  ...useRefreshing(orpc.providers.key(), orpc.operations.health.key()),
  meta: { showsOwnError: true },
});

export const useCreateProvider = () => useMutation(orpc.providers.create.mutationOptions(useOwnErrors()));
export const useUpdateProvider = () => useMutation(orpc.providers.update.mutationOptions(useOwnErrors()));
export const useRemoveProvider = () => useMutation(orpc.providers.remove.mutationOptions(useOwnErrors()));

/** The new order shows at once and goes back when it is refused. */
export const useReorderProviders = () => {
  const queries = useQueryClient();
  const queryKey = orpc.providers.list.queryKey();
  return useMutation(
    orpc.providers.reorder.mutationOptions({
      onMutate: async ({ ids }) => {
        await queries.cancelQueries({ queryKey });
        const before = queries.getQueryData(queryKey);
        if (before !== undefined) queries.setQueryData(queryKey, { items: inOrder(before.items, ids) });
        return { before };
      },
      onError: (_error, _input, result) => {
        if (result?.before !== undefined) queries.setQueryData(queryKey, result.before);
      },
      onSuccess: (answer) => queries.setQueryData(queryKey, answer),
    }),
  );
};

/** A refused test is an answer; an error is one of our own. */
export const useTestProvider = () => useMutation(orpc.providers.test.mutationOptions(useOwnErrors()));
/** The same with a form that is not saved. */
export const useTestUnsavedProvider = () =>
  useMutation(orpc.providers.testUnsaved.mutationOptions({ meta: { showsOwnError: true } }));
/** What the endpoint offers. */
export const useProviderModels = () =>
  useMutation(orpc.providers.models.mutationOptions({ meta: { showsOwnError: true } }));
