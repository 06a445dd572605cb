import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenDelivery } from '../../../src-shared/contract/deliveries.ts';
import { Age } from '../../components/Age.tsx';
import { DeliveryBadge, SeverityBadge } from '../../components/badges.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { OneLine } from '../../components/ltr.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { ServerLine } from '../../components/ServerText.tsx';
import { toastDone } from '../../components/toasts.tsx';
import { useAttemptDelivery, useOpenDeliveries } from '../../data/deliveries.ts';
import { useFormat } from '../../i18n/format.ts';
import { ChannelFilter } from './ChannelFilter.tsx';
import { DeliveryDrawer } from './DeliveryDrawer.tsx';
import { subjectOf } from './subject.ts';
import { type Stage, useQueueFilter } from './use-queue-filter.ts';

/** Deliveries still owed, with the time of their next attempt, and a way not to wait for it. */
export const OpenDeliveryList = () => {
  const { t } = useTranslation('queues');
  const format = useFormat();
  const { filter, setFilter } = useQueueFilter();
  const { channelId, stage } = filter;
  const query = useOpenDeliveries({ channelId, stage });
  const attempt = useAttemptDelivery();
  const attemptNow = ({ id }: OpenDelivery): void =>
    attempt.mutate({ id }, { onSuccess: () => toastDone(t('open.attempted')) });
  const columns = useColumns(attemptNow, attempt.isPending ? attempt.variables?.id : undefined);
  return (
    <>
      <Group mb="sm" gap="sm">
        <ChannelFilter />
        <SegmentedControl<Stage | 'all'>
          size="xs"
          aria-label={t('filter.stage')}
          value={stage ?? 'all'}
          onChange={(value) => setFilter({ stage: value === 'all' ? undefined : value })}
          data={(['all', 'waiting', 'active', 'retrying'] as const).map((value) => ({
            value,
            label: t(`stages.${value}`),
          }))}
        />
      </Group>
      <QueryGate query={query}>
        {({ pages }) => {
          const rows = uniqueRows(pages.flatMap(({ items }) => items));
          const total = pages[0]?.total ?? 0;
          if (rows.length === 0) {
            const isFiltered = channelId !== undefined || stage !== undefined;
            return isFiltered ? (
              <EmptyState
                title={t('open.noneHere')}
                next={t('open.noneHereNext')}
                action={
                  <Button
                    variant="light"
                    size="xs"
                    onClick={() => setFilter({ channelId: undefined, stage: undefined })}
                  >
                    {t('filter.clear')}
                  </Button>
                }
              />
            ) : (
              <EmptyState title={t('open.empty')} next={t('open.emptyNext')} />
            );
          }
          const opened = rows.find(({ id }) => id === filter.openId);
          return (
            <>
              <Text size="sm" c="dimmed" mb={6} aria-live="polite">
                {t('shown', {
                  shown: format.number(rows.length),
                  total: format.number(Math.max(total, rows.length)),
                })}
              </Text>
              <DataTable
                label={t('tabs.open')}
                columns={columns}
                rows={rows}
                rowId={({ id }) => id}
                rowHeight={44}
                height="60dvh"
                onOpen={({ id }) => setFilter({ openId: id })}
                openId={filter.openId}
                onNearEnd={() => query.hasNextPage && !query.isFetching && void query.fetchNextPage()}
                isLoadingMore={query.isFetchingNextPage}
                onRowKey={(key, row) => key === 't' && attemptNow(row)}
              />
              <DeliveryDrawer
                delivery={opened}
                onClose={() => setFilter({})}
                actions={
                  opened !== undefined && (
                    <Button
                      leftSection={<IconPlayerPlay size={16} className="flip-in-rtl" />}
                      onClick={() => attemptNow(opened)}
                      loading={attempt.isPending}
                      disabled={opened.state === 'sending'}
                    >
                      {t('open.attempt')}
                    </Button>
                  )
                }
              />
            </>
          );
        }}
      </QueryGate>
    </>
  );
};

/** Pages are cut from queues that move: one may stand on two of them. */
const uniqueRows = (rows: OpenDelivery[]): OpenDelivery[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
];

const useColumns = (attemptNow: (row: OpenDelivery) => void, pendingId: string | undefined) => {
  const { t } = useTranslation('queues');
  const format = useFormat();
  return useMemo<Column<OpenDelivery>[]>(
    () => [
      {
        key: 'severity',
        header: t('columns.severity'),
        cell: ({ alert }) => alert !== null && <SeverityBadge severity={alert.severity} />,
        width: '96px',
        hiddenBelow: 'md',
      },
      {
        key: 'alert',
        header: t('columns.alert'),
        cell: (row) => <OneLine>{subjectOf(row)}</OneLine>,
        width: 'minmax(110px, 2fr)',
      },
      {
        key: 'destination',
        header: t('columns.destination'),
        cell: ({ destinationName }) => <OneLine>{destinationName}</OneLine>,
        width: 'minmax(90px, 1fr)',
        hiddenBelow: 'sm',
      },
      {
        key: 'state',
        header: t('columns.state'),
        cell: ({ state }) => <DeliveryBadge state={state} />,
        width: '120px',
        hiddenBelow: 'md',
      },
      {
        key: 'attempts',
        header: t('columns.attempts'),
        cell: ({ attemptCount }) => format.number(attemptCount),
        width: '72px',
        align: 'end',
        hiddenBelow: 'lg',
      },
      {
        key: 'next',
        header: t('columns.next'),
        cell: ({ nextAttemptAt, state }) =>
          state === 'sending' || nextAttemptAt === null ? t('open.now') : <Age at={nextAttemptAt} />,
        width: '118px',
      },
      {
        key: 'error',
        header: t('columns.lastError'),
        cell: ({ attempts }) => <ServerLine>{attempts.at(-1)?.error ?? ''}</ServerLine>,
        width: 'minmax(120px, 2fr)',
        hiddenBelow: 'lg',
      },
      {
        key: 'act',
        header: '',
        headerLabel: t('columns.actions'),
        cell: (row) => (
          <Button
            size="compact-xs"
            variant="default"
            tabIndex={-1}
            loading={pendingId === row.id}
            disabled={row.state === 'sending'}
            onClick={(event) => {
              event.stopPropagation();
              attemptNow(row);
            }}
          >
            {t('open.attempt')}
          </Button>
        ),
        width: '104px',
        align: 'end',
      },
    ],
    [t, format, attemptNow, pendingId],
  );
};
