import { useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

export const useDestinations = () =>
  useQuery(orpc.destinations.list.queryOptions({ select: ({ items }) => items }));
export const useDestination = (id: string) => useQuery(orpc.destinations.get.queryOptions({ input: { id } }));

const changed = () => [orpc.destinations.key(), orpc.channels.key()];

export const useCreateDestination = () =>
  useMutation(orpc.destinations.create.mutationOptions(useRefreshing(...changed())));
export const useUpdateDestination = () =>
  useMutation(orpc.destinations.update.mutationOptions(useRefreshing(...changed())));
export const useRemoveDestination = () =>
  useMutation(orpc.destinations.remove.mutationOptions(useRefreshing(...changed())));
