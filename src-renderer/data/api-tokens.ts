import { useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

export const useApiTokens = () =>
  useQuery(orpc.apiTokens.list.queryOptions({ select: ({ items }) => items }));

/** The answer holds the token itself, this once. */
export const useCreateApiToken = () =>
  useMutation({
    ...orpc.apiTokens.create.mutationOptions(useRefreshing(orpc.apiTokens.key())),
    meta: { showsOwnError: true },
  });
export const useRevokeApiToken = () =>
  useMutation(orpc.apiTokens.revoke.mutationOptions(useRefreshing(orpc.apiTokens.key())));
