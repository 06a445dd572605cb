import { Alert, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BackupSummary } from '../../../../src-shared/contract/backup.ts';
import { Bdi, Ltr } from '../../../components/ltr.tsx';
import { useFormat } from '../../../i18n/format.ts';
import { settingsList } from '../setting-fields.ts';

type Change = BackupSummary['collections'][number];

/** What an import would change, before it does. */
export const BackupSummaryView = ({ summary }: { summary: BackupSummary }) => {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const { collections, settings, endsOwnSession, madeAt, madeBy, programVersion } = summary;
  const settingLabel = (name: string): string => {
    const field = settingsList.find((one) => one.name === name);
    return field === undefined ? name : t(`fields.${field.name}.label`);
  };
  return (
    <Stack gap="sm" w="100%" role="status">
      <Text size="sm">
        {t('backup.madeAt', { time: format.dateTime(madeAt) })} <Bdi>{madeBy}</Bdi> ·{' '}
        <Ltr>AlertFlow {programVersion}</Ltr>
      </Text>
      {endsOwnSession && (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title={t('backup.endsTitle')}>
          {t('backup.ends')}
        </Alert>
      )}
      {collections.length + settings.length === 0 ? (
        <Alert color="gray" icon={<IconInfoCircle size={18} />} title={t('backup.nothingTitle')}>
          {t('backup.nothing')}
        </Alert>
      ) : (
        <Table.ScrollContainer minWidth={420} type="native">
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('backup.part')}</Table.Th>
                <Table.Th>{t('backup.added')}</Table.Th>
                <Table.Th>{t('backup.changed')}</Table.Th>
                <Table.Th>{t('backup.removed')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {collections.map((change) => (
                <Table.Tr key={change.collection}>
                  <Table.Th scope="row">{t(`backup.collections.${change.collection}`)}</Table.Th>
                  {(['added', 'changed', 'removed'] as const).map((kind) => (
                    <Table.Td key={kind}>
                      <Names count={change[kind]} names={namesOf(change, kind)} />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
              {settings.length > 0 && (
                <Table.Tr>
                  <Table.Th scope="row">{t('backup.settings')}</Table.Th>
                  <Table.Td />
                  <Table.Td>
                    <Names count={settings.length} names={settings.map(settingLabel)} />
                  </Table.Td>
                  <Table.Td />
                </Table.Tr>
              )}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
};

const namesOf = (change: Change, kind: 'added' | 'changed' | 'removed'): readonly string[] =>
  kind === 'added' ? change.addedNames : kind === 'changed' ? change.changedNames : change.removedNames;

const shownNames = 5;

const Names = ({ count, names }: { count: number; names: readonly string[] }) => {
  const format = useFormat();
  if (count === 0) return null;
  const shown = names.slice(0, shownNames);
  return (
    <>
      <b>{format.number(count)}</b>{' '}
      <Text span size="sm" c="dimmed">
        {shown.map((name, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names may be the same
          <span key={index}>
            {index > 0 && ' · '}
            <Bdi>{name}</Bdi>
          </span>
        ))}
        {count > shown.length && ' …'}
      </Text>
    </>
  );
};
