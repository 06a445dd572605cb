import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { simulateInput } from '../../src-shared/contract/rules.ts';
import { orpc } from '../transport/client.ts';
import { inOrder } from './in-order.ts';
import { useRefreshing } from './refreshing.ts';

/** In the order in which they are asked. */
export const useRules = () => useQuery(orpc.rules.list.queryOptions({ select: ({ items }) => items }));
export const useRule = (id: string) => useQuery(orpc.rules.get.queryOptions({ input: { id } }));

/** Forms show their refusals at the field. */
const useOwnErrors = () => ({
  ...useRefreshing(orpc.rules.key(), orpc.destinations.key()),
  meta: { showsOwnError: true },
});

export const useCreateRule = () => useMutation(orpc.rules.create.mutationOptions(useOwnErrors()));
export const useUpdateRule = () => useMutation(orpc.rules.update.mutationOptions(useOwnErrors()));
export const useRemoveRule = () =>
  useMutation(orpc.rules.remove.mutationOptions(useRefreshing(orpc.rules.key(), orpc.destinations.key())));

/** The new order shows at once and goes back when it is refused. */
export const useReorderRules = () => {
  const queries = useQueryClient();
  const queryKey = orpc.rules.list.queryKey();
  return useMutation(
    orpc.rules.reorder.mutationOptions({
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

/** Asks while one types: give null to ask nothing. */
export const useSimulation = (input: z.input<typeof simulateInput> | null) =>
  useQuery(
    orpc.rules.simulate.queryOptions({ input: input ?? { from: '' }, enabled: input !== null, staleTime: 0 }),
  );

/** What would be read from a whole mail and where it would go. */
export const useMailSimulation = () =>
  useMutation(orpc.rules.simulateMail.mutationOptions({ meta: { showsOwnError: true } }));
