import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UserView } from '../../src-shared/contract/users.ts';
import { toApiError } from '../transport/api-error.ts';
import { client, orpc } from '../transport/client.ts';

export const meOptions = () =>
  queryOptions<UserView | null>({
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

/** Who is signed in; `null`: nobody. */
export const useMe = () => useQuery(meOptions());

/** False for operators: pages then show, but do not offer, what only an admin may do. */
export const useIsAdmin = (): boolean => useMe().data?.role === 'admin';

/** Nothing that another user was shown stays. The query itself does: the shell watches it. */
const becomeUser = (queries: QueryClient, user: UserView | null): void => {
  const meKey = JSON.stringify(orpc.auth.me.queryKey());
  queries.removeQueries({ predicate: ({ queryKey }) => JSON.stringify(queryKey) !== meKey });
  queries.setQueryData<UserView | null>(orpc.auth.me.queryKey(), user);
};

export const useLogin = () => {
  const queries = useQueryClient();
  return useMutation(
    orpc.auth.login.mutationOptions({
      meta: { showsOwnError: true },
      onSuccess: ({ user }) => {
        becomeUser(queries, user);
      },
    }),
  );
};

export const useLogout = () => {
  const queries = useQueryClient();
  return useMutation(
    orpc.auth.logout.mutationOptions({
      onSuccess: () => {
        becomeUser(queries, null);
      },
    }),
  );
};

export const useChangePassword = () =>
  useMutation(orpc.auth.changePassword.mutationOptions({ meta: { showsOwnError: true } }));
