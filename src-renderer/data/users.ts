import { useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

export const useUsers = () => useQuery(orpc.users.list.queryOptions({ select: ({ items }) => items }));

export const useCreateUser = () =>
  useMutation(orpc.users.create.mutationOptions(useRefreshing(orpc.users.key())));
export const useUpdateUser = () =>
  useMutation(orpc.users.update.mutationOptions(useRefreshing(orpc.users.key(), orpc.auth.key())));
export const useRemoveUser = () =>
  useMutation(orpc.users.remove.mutationOptions(useRefreshing(orpc.users.key())));
