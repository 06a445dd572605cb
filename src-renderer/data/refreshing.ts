import { type QueryKey, useQueryClient } from '@tanstack/react-query';

/** Options of a mutation that has what it changed asked for again; it is pending until that is there. */
export const useRefreshing = (...queryKeys: QueryKey[]) => {
  const queries = useQueryClient();
  return {
    onSuccess: async (): Promise<void> => {
      await Promise.all(queryKeys.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  };
};
