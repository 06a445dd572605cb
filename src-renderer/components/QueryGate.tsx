import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState } from './ErrorState.tsx';
import { LoadingState } from './LoadingState.tsx';

interface QueryGateProps<T> {
  query: UseQueryResult<T>;
  /** Drawn once there is something; also while it is asked for again. */
  children: (data: T) => ReactNode;
  loading?: ReactNode;
}

/** Loading, failed with a retry, or there. */
export const QueryGate = <T,>({ query, children, loading = <LoadingState /> }: QueryGateProps<T>) => {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) return loading;
  return (
    <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
  );
};
