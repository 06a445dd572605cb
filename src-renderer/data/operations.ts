import { useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';

/** How old proof may be before green turns into "stale". */
export const freshForMs = 45_000;
const pollMs = 15_000;

// Live events refresh these at once; the poll proves that the server still answers when nothing happens.
export const useHealth = () =>
  useQuery(
    orpc.operations.health.queryOptions({ refetchInterval: pollMs, refetchIntervalInBackground: true }),
  );
export const useLedger = () => useQuery(orpc.operations.ledger.queryOptions({ refetchInterval: pollMs }));
export const useQueues = () => useQuery(orpc.operations.queues.queryOptions({ refetchInterval: pollMs }));

/** A refusal by the port is an answer; an error is one of our own. */
export const useSendSample = () =>
  useMutation(orpc.operations.sendSample.mutationOptions({ meta: { showsOwnError: true } }));
