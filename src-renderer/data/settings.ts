import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';

export const useSettings = () => useQuery(orpc.settings.get.queryOptions());

/** Give only what changed. `showsOwnError`: the form shows refusals at their fields. */
export const useUpdateSettings = ({ showsOwnError = false } = {}) => {
  const queries = useQueryClient();
  return useMutation(
    orpc.settings.update.mutationOptions({
      meta: { showsOwnError },
      onSuccess: async (settings) => {
        queries.setQueryData(orpc.settings.get.queryKey(), settings);
        await queries.invalidateQueries({ queryKey: orpc.destinations.key() });
      },
    }),
  );
};
