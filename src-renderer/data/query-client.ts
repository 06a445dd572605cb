import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isWorthRetrying, toApiError } from '../transport/api-error.ts';
import { orpc } from '../transport/client.ts';

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** The form shows the error itself: no toast. */
      showsOwnError?: boolean;
    };
  }
}

const retries = 2;

interface QueryClientDeps {
  /** A change was refused and nobody else says so. */
  onMutationError(error: unknown): void;
}

export const createQueryClient = ({ onMutationError }: QueryClientDeps): QueryClient => {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => forgetUserWhenSignedOut(client, error) }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        forgetUserWhenSignedOut(client, error);
        if (mutation.meta?.showsOwnError !== true) onMutationError(error);
      },
    }),
    defaultOptions: {
      queries: {
        // Live events keep what is shown fresh; this is the net below them.
        staleTime: 30_000,
        retry: (failures, error) => failures < retries && isWorthRetrying(error),
        // A machine without internet still reaches the server beside it.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
};

/** The session ended: the shell shows the login page as soon as nobody is signed in. */
export const forgetUserWhenSignedOut = (client: QueryClient, error: unknown): void => {
  if (toApiError(error).code === 'unauthenticated')
    client.setQueryData(orpc.auth.me.queryKey(), null as never);
};
