import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UserView } from '../../src-shared/contract/users.ts';
import { toApiError } from '../transport/api-error.ts';
import { client, orpc } from '../transport/client.ts';

/** Who is signed in; `null`: nobody. */
export const useMe = () =>
  useQuery<UserView | null>({
    queryKey: orpc.auth.me.queryKey(),
    async queryFn({ signal }) {
      try {
        return await client.auth.me(undefined, { signal });
      } catch (error) {
        if (toApiError(error).code === 'unauthenticated') return null;
        throw error;
      }
    },
    staleTime: 60_000,
    refetchOnWindowFocus: true,
  });

/** False for operators: pages then show, but do not offer, what only an admin may do. */
export const useIsAdmin = (): boolean => useMe().data?.role === 'admin';

export const useLogin = () => {
  const queries = useQueryClient();
  return useMutation(
    orpc.auth.login.mutationOptions({
      meta: { showsOwnError: true },
      onSuccess: ({ user }) => {
        queries.clear();
        queries.setQueryData(orpc.auth.me.queryKey(), user);
      },
    }),
  );
};

export const useLogout = () => {
  const queries = useQueryClient();
  return useMutation(
    orpc.auth.logout.mutationOptions({
      onSuccess: () => {
        queries.clear();
        queries.setQueryData(orpc.auth.me.queryKey(), null as never);
      },
    }),
  );
};

export const useChangePassword = () =>
  useMutation(orpc.auth.changePassword.mutationOptions({ meta: { showsOwnError: true } }));
