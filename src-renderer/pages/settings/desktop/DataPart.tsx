import { Alert, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DesktopInfo } from '../../../../src-shared/contract/desktop.ts';
import { Ltr } from '../../../components/ltr.tsx';
import { Section } from '../../../components/Section.tsx';
import { useMoveDataDir, useOpenLogs } from '../../../data/desktop.ts';

export const DataPart = ({ info }: { info: DesktopInfo }) => {
  const { t } = useTranslation('desktop');
  const move = useMoveDataDir();
  const logs = useOpenLogs();
  const result = move.data;
  return (
    <Section title={t('settings.data')}>
      <Stack gap="sm">
        <Table variant="vertical" layout="auto" withTableBorder={false}>
          <Table.Tbody>
            <Table.Tr>
              <Table.Th>{t('settings.dataDir')}</Table.Th>
              <Table.Td>
                <Ltr>{info.dataDir}</Ltr>
              </Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Th>{t('settings.secrets')}</Table.Th>
              <Table.Td>{t(`settings.secretsChoices.${info.secrets}`)}</Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
        <Group gap="xs">
          <Button variant="default" loading={move.isPending} onClick={() => move.mutate(undefined)}>
            {t('settings.move')}
          </Button>
          <Button variant="default" onClick={() => logs.mutate(undefined)}>
            {t('settings.logs')}
          </Button>
        </Group>
        {result?.kind === 'refused' && (
          <Alert color="red" role="alert">
            {t(`settings.moveRefused.${result.reason}`, { to: result.to })}
          </Alert>
        )}
        {result?.kind === 'moved' && (
          <Text size="sm">{t('settings.moved', { from: result.from, to: result.to })}</Text>
        )}
      </Stack>
    </Section>
  );
};
