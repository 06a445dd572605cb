import { useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

export const useDestinations = () =>
  useQuery(orpc.destinations.list.queryOptions({ select: ({ items }) => items }));
export const useDestination = (id: string) => useQuery(orpc.destinations.get.queryOptions({ input: { id } }));

/** Forms show their refusals at the field. */
const useOwnErrors = () => ({
  ...useRefreshing(orpc.destinations.key(), orpc.channels.key()),
  meta: { showsOwnError: true },
});

export const useCreateDestination = () =>
  useMutation(orpc.destinations.create.mutationOptions(useOwnErrors()));
export const useUpdateDestination = () =>
  useMutation(orpc.destinations.update.mutationOptions(useOwnErrors()));
export const useRemoveDestination = () =>
  useMutation(orpc.destinations.remove.mutationOptions(useOwnErrors()));
