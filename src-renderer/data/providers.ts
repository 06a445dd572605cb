import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ProviderView } from '../../src-shared/contract/providers.ts';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

/** In the order of the chain. */
export const useProviders = () =>
  useQuery(orpc.providers.list.queryOptions({ select: ({ items }) => items }));
export const useProvider = (id: string) => useQuery(orpc.providers.get.queryOptions({ input: { id } }));

const changed = () => [orpc.providers.key(), orpc.operations.health.key()];

export const useCreateProvider = () =>
  useMutation(orpc.providers.create.mutationOptions(useRefreshing(...changed())));
export const useUpdateProvider = () =>
  useMutation(orpc.providers.update.mutationOptions(useRefreshing(...changed())));
export const useRemoveProvider = () =>
  useMutation(orpc.providers.remove.mutationOptions(useRefreshing(...changed())));

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

const inOrder = (providers: readonly ProviderView[], ids: readonly string[]): ProviderView[] =>
  ids.flatMap((id, position) =>
    providers.filter((provider) => provider.id === id).map((provider) => ({ ...provider, position })),
  );

export const useTestProvider = () =>
  useMutation(orpc.providers.test.mutationOptions({ meta: { showsOwnError: true } }));
