import { useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

/** Expired ones too. */
export const useMutes = () => useQuery(orpc.mutes.list.queryOptions({ select: ({ items }) => items }));

/** Forms show their refusals at the field. */
const useOwnErrors = () => ({ ...useRefreshing(orpc.mutes.key()), meta: { showsOwnError: true } });

export const useCreateMute = () => useMutation(orpc.mutes.create.mutationOptions(useOwnErrors()));
export const useUpdateMute = () => useMutation(orpc.mutes.update.mutationOptions(useOwnErrors()));
/** Ends it now; it stays in the list. */
export const useExpireMute = () =>
  useMutation(orpc.mutes.expire.mutationOptions(useRefreshing(orpc.mutes.key())));
/** Can be undone by creating it again from what is returned by `useMutes`. */
export const useRemoveMute = () =>
  useMutation(orpc.mutes.remove.mutationOptions(useRefreshing(orpc.mutes.key())));
