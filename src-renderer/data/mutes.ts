import { useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

/** Expired ones too. */
export const useMutes = () => useQuery(orpc.mutes.list.queryOptions({ select: ({ items }) => items }));

export const useCreateMute = () =>
  useMutation(orpc.mutes.create.mutationOptions(useRefreshing(orpc.mutes.key())));
export const useUpdateMute = () =>
  useMutation(orpc.mutes.update.mutationOptions(useRefreshing(orpc.mutes.key())));
/** Can be undone by creating it again from what is returned by `useMutes`. */
export const useRemoveMute = () =>
  useMutation(orpc.mutes.remove.mutationOptions(useRefreshing(orpc.mutes.key())));
