import { useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

export const useChannels = () => useQuery(orpc.channels.list.queryOptions({ select: ({ items }) => items }));
export const useChannel = (id: string) => useQuery(orpc.channels.get.queryOptions({ input: { id } }));

const changed = () => [orpc.channels.key(), orpc.operations.health.key()];

export const useCreateChannel = () =>
  useMutation(orpc.channels.create.mutationOptions(useRefreshing(...changed())));
export const useUpdateChannel = () =>
  useMutation(orpc.channels.update.mutationOptions(useRefreshing(...changed())));
export const useRemoveChannel = () =>
  useMutation(orpc.channels.remove.mutationOptions(useRefreshing(...changed())));

/** A refused test is an answer, shown in the TestResultPanel; an error is one of our own. */
export const useTestChannel = () =>
  useMutation(orpc.channels.test.mutationOptions({ meta: { showsOwnError: true } }));
