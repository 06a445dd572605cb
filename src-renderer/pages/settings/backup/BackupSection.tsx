import { Stack } from '@mantine/core';
import { ConfigHistory } from './ConfigHistory.tsx';
import { ExportForm } from './ExportForm.tsx';
import { ImportForm } from './ImportForm.tsx';

/** The whole configuration as one file, out and in, and the way back. */
export const BackupSection = () => (
  <Stack gap="md">
    <ExportForm />
    <ImportForm />
    <ConfigHistory />
  </Stack>
);
