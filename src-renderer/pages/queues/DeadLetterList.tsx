import { Button, Group, Text } from '@mantine/core';
import { IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeadLetter } from '../../../src-shared/contract/operations.ts';
import { Age } from '../../components/Age.tsx';
import { SeverityBadge } from '../../components/badges.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Bdi, OneLine } from '../../components/ltr.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { ServerLine } from '../../components/ServerText.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { toastError } from '../../components/toasts.tsx';
import { useChannels } from '../../data/channels.ts';
import { fetchDeadLetterIds, useDeadLetters } from '../../data/dead-letters.ts';
import { useFormat } from '../../i18n/format.ts';
import { ChannelFilter } from './ChannelFilter.tsx';
import { DeliveryDrawer } from './DeliveryDrawer.tsx';
import { subjectOf } from './subject.ts';
import { useDeadLetterWork, type WorkKind } from './use-dead-letter-work.ts';
import { useQueueFilter } from './use-queue-filter.ts';
import { WorkProgress } from './WorkProgress.tsx';

/** What was asked for all of them, and for whom exactly when it was asked. */
interface Asked {
  kind: Exclude<WorkKind, 'restore'>;
  ids: string[];
}

/** Deliveries that were given up: tried again or discarded, one, some, or all of them. */
export const DeadLetterList = () => {
  const { t } = useTranslation('queues');
  const format = useFormat();
  const { filter, setFilter } = useQueueFilter();
  const query = useDeadLetters(filter.channelId);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Asked | null>(null);
  const { work, run, stop, dismiss } = useDeadLetterWork();
  const columns = useColumns();
  const channelName = useChannels().data?.find(({ id }) => id === filter.channelId)?.name;
  const isBusy = work?.isRunning === true;

  const rows = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  // What left the list meanwhile is no longer meant.
  const chosen = rows.filter(({ id }) => selected.has(id)).map(({ id }) => id);
  const start = (kind: WorkKind, ids: readonly string[]): void => {
    setSelected(new Set());
    setAsked(null);
    if (ids.some((id) => id === filter.openId)) setFilter({});
    void run(kind, ids);
  };
  const askForAll = (kind: Asked['kind']): void => {
    fetchDeadLetterIds(filter.channelId).then((ids) => setAsked({ kind, ids }), toastError);
  };
  useShortcut({
    keys: 'shift+R',
    label: t('dead.retrySelected'),
    group: 'page',
    run: () => start('retry', chosen),
  });

  const opened = rows.find(({ id }) => id === filter.openId);
  const all = filter.channelId === undefined ? 'all' : 'channel';
  return (
    <>
      <Group mb="sm" gap="sm" justify="space-between">
        <ChannelFilter />
        {rows.length > 0 && (
          <Group gap="xs">
            {chosen.length > 0 ? (
              <>
                <Button size="xs" disabled={isBusy} onClick={() => start('retry', chosen)}>
                  {t('dead.retry', { count: chosen.length })}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  disabled={isBusy}
                  onClick={() => start('discard', chosen)}
                >
                  {t('dead.discard', { count: chosen.length })}
                </Button>
              </>
            ) : (
              <>
                <Button size="xs" variant="light" disabled={isBusy} onClick={() => askForAll('retry')}>
                  {t(`dead.retryAll.${all}`)}
                </Button>
                <Button size="xs" variant="default" disabled={isBusy} onClick={() => askForAll('discard')}>
                  {t(`dead.discardAll.${all}`)}
                </Button>
              </>
            )}
          </Group>
        )}
      </Group>
      {work !== null && <WorkProgress work={work} onStop={stop} onDismiss={dismiss} />}
      <QueryGate query={query}>
        {({ pages }) =>
          rows.length === 0 ? (
            filter.channelId === undefined ? (
              <EmptyState title={t('dead.empty')} next={t('dead.emptyNext')} />
            ) : (
              <EmptyState
                title={t('dead.noneHere')}
                next={t('dead.noneHereNext')}
                action={
                  <Button variant="light" size="xs" onClick={() => setFilter({ channelId: undefined })}>
                    {t('filter.clear')}
                  </Button>
                }
              />
            )
          ) : (
            <>
              <Text size="sm" c="dimmed" mb={6} aria-live="polite">
                {chosen.length > 0
                  ? t('dead.selected', { count: chosen.length })
                  : filter.channelId === undefined
                    ? t('shown', {
                        shown: format.number(rows.length),
                        total: format.number(pages.at(-1)?.total ?? rows.length),
                      })
                    : t('shownHere', { count: rows.length })}
              </Text>
              <DataTable
                label={t('tabs.dead')}
                columns={columns}
                rows={rows}
                rowId={({ id }) => id}
                rowHeight={44}
                height="60dvh"
                onOpen={({ id }) => setFilter({ openId: id })}
                openId={filter.openId}
                selection={{
                  ids: selected,
                  onChange: setSelected,
                  rowLabel: (row) => t('dead.select', { what: subjectOf(row) }),
                }}
                onNearEnd={() => query.hasNextPage && !query.isFetching && void query.fetchNextPage()}
                isLoadingMore={query.isFetchingNextPage}
                onRowKey={(key, row) => key === 'r' && start('retry', [row.id])}
              />
            </>
          )
        }
      </QueryGate>
      <DeliveryDrawer
        delivery={opened}
        onClose={() => setFilter({})}
        actions={
          opened !== undefined && (
            <>
              <Button
                leftSection={<IconRefresh size={16} />}
                disabled={isBusy}
                onClick={() => start('retry', [opened.id])}
              >
                {t('dead.retryOne')}
              </Button>
              <Button
                variant="default"
                leftSection={<IconTrash size={16} />}
                disabled={isBusy}
                onClick={() => start('discard', [opened.id])}
              >
                {t('dead.discardOne')}
              </Button>
            </>
          )
        }
      />
      {asked !== null && (
        <ConfirmDialog
          isOpen
          title={t(`confirm.${asked.kind}.title`, { count: asked.ids.length })}
          confirmLabel={t(`dead.${asked.kind}`, { count: asked.ids.length })}
          {...(asked.kind === 'discard' ? { typed: String(asked.ids.length) } : {})}
          onConfirm={() => start(asked.kind, asked.ids)}
          onClose={() => setAsked(null)}
        >
          {channelName === undefined ? (
            t(`confirm.${asked.kind}.all`, { count: asked.ids.length })
          ) : (
            <>
              {t(`confirm.${asked.kind}.channel`, { count: asked.ids.length })} <Bdi>{channelName}</Bdi>
            </>
          )}
        </ConfirmDialog>
      )}
    </>
  );
};

const useColumns = () => {
  const { t } = useTranslation('queues');
  const format = useFormat();
  return useMemo<Column<DeadLetter>[]>(
    () => [
      {
        key: 'severity',
        header: t('columns.severity'),
        cell: ({ alert }) => alert !== null && <SeverityBadge severity={alert.severity} />,
        width: '96px',
        hiddenBelow: 'sm',
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
        key: 'attempts',
        header: t('columns.attempts'),
        cell: ({ attemptCount }) => format.number(attemptCount),
        width: '72px',
        align: 'end',
        hiddenBelow: 'lg',
      },
      {
        key: 'reason',
        header: t('columns.remoteSaid'),
        cell: ({ reasonOfDeath }) => <ServerLine>{reasonOfDeath}</ServerLine>,
        width: 'minmax(120px, 2fr)',
        hiddenBelow: 'md',
      },
      {
        key: 'diedAt',
        header: t('columns.diedAt'),
        cell: ({ diedAt }) => <Age at={diedAt} />,
        width: '118px',
      },
    ],
    [t, format],
  );
};
