import { useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

export const useChannels = () => useQuery(orpc.channels.list.queryOptions({ select: ({ items }) => items }));
export const useChannel = (id: string) => useQuery(orpc.channels.get.queryOptions({ input: { id } }));

/** Forms show their refusals at the field. */
const useOwnErrors = () => ({
  ...useRefreshing(orpc.channels.key(), orpc.operations.health.key()),
  meta: { showsOwnError: true },
});

export const useCreateChannel = () => useMutation(orpc.channels.create.mutationOptions(useOwnErrors()));
export const useUpdateChannel = () => useMutation(orpc.channels.update.mutationOptions(useOwnErrors()));
export const useRemoveChannel = () => useMutation(orpc.channels.remove.mutationOptions(useOwnErrors()));

const useTestOptions = () => ({
  ...useRefreshing(orpc.operations.health.key()),
  meta: { showsOwnError: true },
});

/** A refused test is an answer, shown in the TestResultPanel; an error is one of our own. */
export const useTestChannel = () => useMutation(orpc.channels.test.mutationOptions(useTestOptions()));
/** The same with a form that is not saved. */
export const useTestUnsavedChannel = () =>
  useMutation(orpc.channels.testUnsaved.mutationOptions({ meta: { showsOwnError: true } }));

/** Holds back what is sent through a channel, or lets it go on. */
export const usePauseChannel = () =>
  useMutation(
    orpc.channels.pause.mutationOptions(
      useRefreshing(orpc.operations.queues.key(), orpc.operations.health.key()),
    ),
  );
