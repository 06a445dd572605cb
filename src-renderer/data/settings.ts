import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';

export const useSettings = () => useQuery(orpc.settings.get.queryOptions());

/** Give only what changed. */
export const useUpdateSettings = () => {
  const queries = useQueryClient();
  return useMutation(
    orpc.settings.update.mutationOptions({
      onSuccess: async (settings) => {
        queries.setQueryData(orpc.settings.get.queryKey(), settings);
        await queries.invalidateQueries({ queryKey: orpc.destinations.key() });
      },
    }),
  );
};
