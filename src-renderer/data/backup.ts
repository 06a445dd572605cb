import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { orpc } from '../transport/client.ts';

const ownErrors = { meta: { showsOwnError: true } };

export const useExportBackup = () => useMutation({ ...orpc.backup.export.mutationOptions(), ...ownErrors });
export const usePreviewBackup = () => useMutation({ ...orpc.backup.preview.mutationOptions(), ...ownErrors });

/** Everything that is shown comes from the configuration: all of it is asked for again. */
const useRefreshingAll = () => {
  const queries = useQueryClient();
  return { onSuccess: () => void queries.invalidateQueries() };
};
export const useImportBackup = () =>
  useMutation({ ...orpc.backup.import.mutationOptions(useRefreshingAll()), ...ownErrors });
export const useRestoreVersion = () => useMutation(orpc.backup.restore.mutationOptions(useRefreshingAll()));

export const useConfigVersions = () => useQuery(orpc.backup.versions.queryOptions());
