import { useMutation, useQuery } from '@tanstack/react-query';
import { desktopOrpc } from '../transport/desktop.ts';
import { useRefreshing } from './refreshing.ts';

export const useDesktopSettings = () => useQuery(desktopOrpc.settings.queryOptions());

/** Each change applies at once. */
export const useChangeDesktop = () =>
  useMutation(desktopOrpc.updateSettings.mutationOptions(useRefreshing(desktopOrpc.settings.queryKey())));

export const useDesktopInfo = () => useQuery(desktopOrpc.info.queryOptions());
export const useMoveDataDir = () => useMutation(desktopOrpc.moveDataDir.mutationOptions());
export const useChooseUpdate = () => useMutation(desktopOrpc.chooseUpdate.mutationOptions());
export const useInstallUpdate = () => useMutation(desktopOrpc.installUpdate.mutationOptions());
export const useOpenLogs = () => useMutation(desktopOrpc.openLogs.mutationOptions());
