import { Button, Group, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { IncidentItem } from '../../../src-shared/contract/incidents.ts';
import { incidentStatuses, severities } from '../../../src-shared/vocabulary.ts';
import { Age } from '../../components/Age.tsx';
import { SeverityBadge } from '../../components/badges.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Bdi, Ltr, OneLine } from '../../components/ltr.tsx';
import { useNow } from '../../components/now.ts';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useUrlText } from '../../components/url-text.ts';
import { useIncidentCounts, useIncidents } from '../../data/incidents.ts';
import { useFormat } from '../../i18n/format.ts';
import { IncidentMarks, IncidentStatusBadge } from './IncidentBadges.tsx';
import classes from './incidents.module.css';
import { ResolveDialog } from './ResolveDialog.tsx';
import { useIncidentActions } from './use-incident-actions.ts';
import { useIncidentFilter } from './use-incident-filter.ts';

/** What is going on, one row a condition however many mails speak of it. */
export const IncidentList = () => {
  const { t } = useTranslation(['incidents', 'words']);
  const navigate = useNavigate();
  const { search } = useLocation();
  const { filter, setStatus, setSeverity, clear, isNarrowed } = useIncidentFilter();
  const [text, type] = useUrlText('q');
  const field = useRef<HTMLInputElement>(null);
  const actions = useIncidentActions();
  const [resolving, setResolving] = useState<IncidentItem | null>(null);
  const query = useIncidents({ ...filter, q: text.trim() === '' ? undefined : text.trim() });
  const columns = useColumns();
  useShortcut({ keys: '/', label: t('search'), group: 'page', run: () => field.current?.focus() });
  const rowKeys = { group: 'list', when: () => false, run: () => {} } as const;
  useShortcut({ keys: 'a', label: t('keys.acknowledge'), ...rowKeys });
  useShortcut({ keys: 'r', label: t('keys.resolve'), ...rowKeys });
  const onRowKey = (key: string, incident: IncidentItem): void => {
    if (key === 'a') toggle(incident);
    if (key === 'r' && incident.status !== 'resolved') setResolving(incident);
  };
  const toggle = (incident: IncidentItem): void =>
    incident.status === 'resolved'
      ? undefined
      : incident.acknowledged === null
        ? actions.acknowledge(incident)
        : actions.unacknowledge(incident);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Group mb="sm" gap="sm">
        <TextInput
          ref={field}
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<IconSearch size={16} />}
          type="search"
          value={text}
          onChange={(event) => type(event.currentTarget.value)}
          className={classes.search}
        />
        <StatusFilter value={filter.status ?? 'all'} onChange={setStatus} />
        <Select
          aria-label={t('columns.severity')}
          placeholder={t('anySeverity')}
          clearable
          clearButtonProps={{ 'aria-label': t('anySeverity') }}
          value={filter.severity ?? null}
          onChange={setSeverity}
          data={severities.map((value) => ({ value, label: t(`words:severity.${value}`) }))}
          w={160}
        />
      </Group>
      <QueryGate query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) {
            return isNarrowed ? (
              <EmptyState
                title={t('none.filtered')}
                next={t('none.filteredNext')}
                action={
                  <Button variant="light" size="xs" onClick={clear}>
                    {t('showAll')}
                  </Button>
                }
              />
            ) : (
              <EmptyState
                title={filter.status === 'open' ? t('none.open') : t('none.any')}
                next={filter.status === 'open' ? t('none.openNext') : t('none.anyNext')}
                action={
                  filter.status !== undefined && (
                    <Button variant="light" size="xs" onClick={clear}>
                      {t('showAll')}
                    </Button>
                  )
                }
              />
            );
          }
          return (
            <DataTable
              label={t('title')}
              columns={columns}
              rows={rows}
              rowId={({ id }) => id}
              rowHeight={58}
              onOpen={({ id }) => void navigate(`/incidents/${id}${search}`)}
              onNearEnd={() => query.hasNextPage && !query.isFetching && void query.fetchNextPage()}
              isLoadingMore={query.isFetchingNextPage}
              onRowKey={onRowKey}
            />
          );
        }}
      </QueryGate>
      <ResolveDialog incident={resolving} actions={actions} onClose={() => setResolving(null)} />
    </>
  );
};

const StatusFilter = ({
  value,
  onChange,
}: {
  value: (typeof incidentStatuses)[number] | 'all';
  onChange: (value: (typeof incidentStatuses)[number] | 'all') => void;
}) => {
  const { t } = useTranslation(['incidents', 'words']);
  const format = useFormat();
  const counts = useIncidentCounts().data;
  const withCount = (words: string, count: number | undefined): string =>
    count === undefined ? words : `${words} ${format.number(count)}`;
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('columns.status')}
      className={classes.statuses}
      value={value}
      onChange={(next) => onChange(next as typeof value)}
      data={[
        ...incidentStatuses.map((status) => ({
          value: status,
          label: withCount(t(`words:incident.${status}`), counts?.status[status]),
        })),
        { value: 'all', label: withCount(t('all'), counts?.total) },
      ]}
    />
  );
};

/** How long it lasts, or lasted. */
export const IncidentSpan = ({ incident }: { incident: Pick<IncidentItem, 'openedAt' | 'resolvedAt'> }) => {
  const format = useFormat();
  const now = useNow();
  const spanMs = Math.max(0, (incident.resolvedAt ?? now) - incident.openedAt);
  // What was over with its first mail lasted no time.
  return <>{spanMs < 1_000 ? '–' : format.duration(spanMs)}</>;
};

const useColumns = () => {
  const { t } = useTranslation('incidents');
  const format = useFormat();
  return useMemo<Column<IncidentItem>[]>(
    () => [
      {
        key: 'severity',
        header: t('columns.severity'),
        cell: ({ severity }) => <SeverityBadge severity={severity} />,
        width: '96px',
      },
      {
        key: 'summary',
        header: t('columns.summary'),
        cell: (incident) => (
          <div className={classes.what}>
            <OneLine>{incident.summary || incident.condition}</OneLine>
            <div className={classes.where}>
              <Ltr>{[incident.host, incident.resource].filter(Boolean).join(' · ')}</Ltr>
              <IncidentMarks incident={incident} />
            </div>
          </div>
        ),
        width: 'minmax(140px, 3fr)',
      },
      {
        key: 'status',
        header: t('columns.status'),
        cell: ({ status }) => <IncidentStatusBadge status={status} />,
        width: '116px',
        hiddenBelow: 'sm',
      },
      {
        key: 'by',
        header: t('columns.acknowledged'),
        cell: ({ acknowledged }) => (acknowledged === null ? '' : <Bdi>{acknowledged.by}</Bdi>),
        width: '110px',
        hiddenBelow: 'lg',
      },
      {
        key: 'count',
        header: t('columns.count'),
        cell: ({ count }) => format.number(count),
        width: '76px',
        hiddenBelow: 'md',
      },
      {
        key: 'span',
        header: t('columns.span'),
        cell: (incident) => <IncidentSpan incident={incident} />,
        width: '120px',
        hiddenBelow: 'md',
      },
      {
        key: 'last',
        header: t('columns.last'),
        cell: ({ lastAt }) => <Age at={lastAt} />,
        width: '118px',
        hiddenBelow: 'sm',
      },
    ],
    [t, format],
  );
};
