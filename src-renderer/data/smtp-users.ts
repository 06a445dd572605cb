import { useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';
import { useRefreshing } from './refreshing.ts';

/** Accounts of monitoring tools at the SMTP port. */
export const useSmtpUsers = () =>
  useQuery(orpc.smtpUsers.list.queryOptions({ select: ({ items }) => items }));

export const useCreateSmtpUser = () =>
  useMutation(orpc.smtpUsers.create.mutationOptions(useRefreshing(orpc.smtpUsers.key())));
export const useRemoveSmtpUser = () =>
  useMutation(orpc.smtpUsers.remove.mutationOptions(useRefreshing(orpc.smtpUsers.key())));
