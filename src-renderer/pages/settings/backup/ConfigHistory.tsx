import { Button, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConfigVersion } from '../../../../src-shared/contract/backup.ts';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { Bdi } from '../../../components/ltr.tsx';
import { QueryGate } from '../../../components/QueryGate.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { Section } from '../../../components/Section.tsx';
import { toastUndo } from '../../../components/toasts.tsx';
import { useConfigVersions, useRestoreVersion } from '../../../data/backup.ts';
import { useFormat } from '../../../i18n/format.ts';

/** Every change is a version; each of the last thirty can be gone back to. */
export const ConfigHistory = () => {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const versions = useConfigVersions();
  const restore = useRestoreVersion();
  const [asked, setAsked] = useState<ConfigVersion | null>(null);
  const goTo = (version: number): void =>
    restore.mutate(
      { version },
      {
        onSuccess: ({ previousVersion }) =>
          toastUndo(t('history.restored', { number: format.number(version) }), () => goTo(previousVersion)),
        onSettled: () => setAsked(null),
      },
    );
  return (
    <Section title={t('history.title')} lead={t('history.lead')}>
      <QueryGate query={versions}>
        {({ current, items }) =>
          items.length === 0 ? (
            <EmptyState title={t('history.empty')} next={t('history.next')} />
          ) : (
            <Table.ScrollContainer minWidth={420} mah={360} type="native">
              <Table verticalSpacing={4} stickyHeader>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('history.version')}</Table.Th>
                    <Table.Th>{t('history.at')}</Table.Th>
                    <Table.Th>{t('history.by')}</Table.Th>
                    <Table.Th aria-label={t('actions')} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((item) => (
                    <Table.Tr key={item.version}>
                      <Table.Td>{format.number(item.version)}</Table.Td>
                      <Table.Td>{item.changedAt > 0 && <RelativeTime at={item.changedAt} />}</Table.Td>
                      <Table.Td>
                        <Bdi>{item.changedBy}</Bdi>
                      </Table.Td>
                      <Table.Td ta="end">
                        {item.version === current ? (
                          <Text size="sm" c="dimmed">
                            {t('history.current')}
                          </Text>
                        ) : (
                          <Button
                            size="compact-xs"
                            variant="default"
                            aria-label={t('history.restoreOf', { number: format.number(item.version) })}
                            onClick={() => setAsked(item)}
                          >
                            {t('history.restore')}
                          </Button>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </QueryGate>
      <ConfirmDialog
        isOpen={asked !== null}
        title={t('history.confirmTitle', { number: format.number(asked?.version ?? 0) })}
        confirmLabel={t('history.restore')}
        isPending={restore.isPending}
        onClose={() => setAsked(null)}
        onConfirm={() => asked !== null && goTo(asked.version)}
      >
        {t('history.confirm')}
      </ConfirmDialog>
    </Section>
  );
};
