import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '../../../components/Section.tsx';
import { useChooseUpdate, useInstallUpdate } from '../../../data/desktop.ts';

export const UpdatePart = ({ isInstalled }: { isInstalled: boolean }) => {
  const { t } = useTranslation('desktop');
  const choose = useChooseUpdate();
  const install = useInstallUpdate();
  const choice = choose.data;
  return (
    <Section title={t('settings.update')} lead={t('settings.updateLead')}>
      <Stack gap="sm" align="flex-start">
        {!isInstalled && (
          <Text size="sm" c="dimmed">
            {t('settings.updateNotHere')}
          </Text>
        )}
        <Button
          variant="default"
          disabled={!isInstalled}
          loading={choose.isPending}
          onClick={() => choose.mutate(undefined)}
        >
          {t('settings.chooseUpdate')}
        </Button>
        {choice?.kind === 'refused' && (
          <Alert color="red" role="alert">
            {t(`settings.updateRefused.${choice.reason}`, { file: choice.file })}
          </Alert>
        )}
        {choice?.kind === 'ready' && (
          <Group gap="sm">
            <Text size="sm">{t('settings.updateReady', { version: choice.version })}</Text>
            <Button loading={install.isPending} onClick={() => install.mutate(undefined)}>
              {t('settings.install')}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  );
};
