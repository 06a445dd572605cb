/** What this workstation's shell does. Kept beside the app; each change applies at once. */
import { Stack } from '@mantine/core';
import { QueryGate } from '../../../components/QueryGate.tsx';
import { useDesktopInfo, useDesktopSettings } from '../../../data/desktop.ts';
import { DataPart } from './DataPart.tsx';
import { MailPart } from './MailPart.tsx';
import { NoticePart } from './NoticePart.tsx';
import { StartPart } from './StartPart.tsx';
import { UpdatePart } from './UpdatePart.tsx';

export const DesktopSection = () => {
  const info = useDesktopInfo();
  return (
    <QueryGate query={useDesktopSettings()}>
      {(settings) => (
        <Stack gap="md">
          <NoticePart settings={settings} />
          <StartPart settings={settings} hasTray={info.data?.hasTray ?? true} />
          <MailPart settings={settings} />
          {info.data !== undefined && <DataPart info={info.data} />}
          {info.data !== undefined && <UpdatePart isInstalled={info.data.canUpdateFromFile} />}
        </Stack>
      )}
    </QueryGate>
  );
};
