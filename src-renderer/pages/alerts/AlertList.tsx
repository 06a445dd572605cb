import { useElementSize } from '@mantine/hooks';
import { IconCircleCheck, IconUserCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import { SeverityBadge, StateBadge, StatusBadge } from '../../components/badges.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Bdi, OneLine } from '../../components/ltr.tsx';
import { useNow } from '../../components/now.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './alerts.module.css';
import type { Density } from './stored.ts';

interface AlertListProps {
  items: readonly AlertItem[];
  density: Density;
  openId: string | undefined;
  onOpen: (item: AlertItem) => void;
  onFocus: (item: AlertItem) => void;
  onKey: (key: string, item: AlertItem) => void;
  onNearEnd: () => void;
  isLoadingMore: boolean;
  selectedIds: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
}

/** Below this width of the list itself an alert is two lines instead of columns. */
const columnsFromPx = 860;
/** And below this one the words get a line of their own. */
const roomyLinesFromPx = 480;
const rowHeights = {
  columns: { comfortable: 44, compact: 32 },
  lines: { comfortable: 68, compact: 54 },
} as const satisfies Record<string, Record<Density, number>>;

export const AlertList = (props: AlertListProps) => {
  const { items, density, openId, onOpen, onFocus, onKey, onNearEnd, isLoadingMore, selectedIds } = props;
  const { t } = useTranslation('alerts');
  const { ref, width } = useElementSize();
  const isNarrow = width > 0 && width < columnsFromPx;
  const columns = useColumns(!isNarrow ? 'columns' : width < roomyLinesFromPx ? 'tight' : 'lines');
  return (
    <div ref={ref} className={classes.list} data-density={density}>
      <DataTable
        label={t('title')}
        columns={columns}
        rows={items}
        rowId={idOf}
        rowHeight={rowHeights[isNarrow ? 'lines' : 'columns'][density]}
        onOpen={onOpen}
        onFocusRow={onFocus}
        openId={openId}
        onRowKey={onKey}
        onNearEnd={onNearEnd}
        isLoadingMore={isLoadingMore}
        selection={{
          ids: selectedIds,
          onChange: props.onSelect,
          rowLabel: (item) => t('list.select', { subject: item.summary || item.subject }),
        }}
        height="100%"
      />
    </div>
  );
};

const idOf = (item: AlertItem): string => item.id;

type Layout = 'columns' | 'lines' | 'tight';

const useColumns = (layout: Layout): readonly Column<AlertItem>[] => {
  const { t } = useTranslation('alerts');
  return useMemo(
    () =>
      layout !== 'columns'
        ? [
            {
              key: 'lines',
              header: t('list.alert'),
              width: 'minmax(0, 1fr)',
              cell: layout === 'lines' ? asLines : asTightLines,
            },
          ]
        : [
            { key: 'severity', header: t('list.severity'), width: '84px', cell: severityCell },
            { key: 'state', header: t('list.state'), width: '92px', cell: stateCell },
            { key: 'summary', header: t('list.summary'), width: 'minmax(0, 4fr)', cell: summaryCell },
            { key: 'host', header: t('list.host'), width: 'minmax(0, 2fr)', cell: hostCell },
            { key: 'from', header: t('list.from'), width: 'minmax(0, 2fr)', cell: fromCell },
            { key: 'status', header: t('list.status'), width: '112px', cell: statusCell },
            { key: 'time', header: t('list.time'), width: '116px', cell: timeCell },
          ],
    [t, layout],
  );
};

const severityCell = (item: AlertItem) => <SeverityBadge severity={item.severity} />;
const stateCell = (item: AlertItem) => <StateBadge state={item.state} />;
const statusCell = (item: AlertItem) => <StatusBadge status={item.status} />;
const summaryCell = (item: AlertItem) => <Summary item={item} />;
const hostCell = (item: AlertItem) => <Place item={item} />;
const timeCell = (item: AlertItem) => <Age at={item.receivedAt} />;
const fromCell = (item: AlertItem) => <Sender item={item} />;

const asLines = (item: AlertItem) => (
  <div className={classes.lines}>
    <div className={classes.line}>
      <SeverityBadge severity={item.severity} />
      <Summary item={item} />
      <Age at={item.receivedAt} />
    </div>
    <div className={classes.line}>
      <StateBadge state={item.state} />
      <div className={classes.grow}>{item.host === '' ? <Sender item={item} /> : <Place item={item} />}</div>
      <StatusBadge status={item.status} />
    </div>
  </div>
);

/** What goes without saying is left out: most are firing, and most are delivered. */
const asTightLines = (item: AlertItem) => (
  <div className={classes.lines}>
    <div className={classes.line}>
      <Summary item={item} />
    </div>
    <div className={classes.line}>
      <SeverityBadge severity={item.severity} />
      {item.state !== 'firing' && <StateBadge state={item.state} />}
      {item.status !== 'delivered' && <StatusBadge status={item.status} />}
      <span className={classes.last}>
        <Age at={item.receivedAt} />
      </span>
    </div>
  </div>
);

const Sender = ({ item: { from } }: { item: AlertItem }) => (
  <div className={classes.dim} title={from}>
    <OneLine>{from}</OneLine>
  </div>
);

const Summary = ({ item }: { item: AlertItem }) => {
  const { t } = useTranslation('alerts');
  const words = item.summary || item.subject;
  return (
    <div className={classes.summary} data-is-done={item.resolved !== null || undefined}>
      {item.resolved !== null ? (
        <IconCircleCheck size={15} aria-label={t('list.resolved', { by: item.resolved.by })} role="img" />
      ) : (
        item.acknowledged !== null && (
          <IconUserCheck
            size={15}
            aria-label={t('list.acknowledged', { by: item.acknowledged.by })}
            role="img"
          />
        )
      )}
      {words === '' ? (
        <span className={classes.dim}>{t('list.noSubject')}</span>
      ) : (
        <OneLine className={classes.words}>{words}</OneLine>
      )}
      {item.copies > 1 && <span className={classes.dim}>{t('list.copies', { count: item.copies })}</span>}
    </div>
  );
};

const Place = ({ item: { host, resource } }: { item: AlertItem }) => (
  <div title={[host, resource].filter(Boolean).join(' · ')}>
    <OneLine>
      <Bdi>{host}</Bdi>
      {resource !== '' && resource !== host && (
        <span className={classes.dim}>
          {host !== '' && ' · '}
          <Bdi>{resource}</Bdi>
        </span>
      )}
    </OneLine>
  </div>
);

/** Without a tooltip of its own for each of a hundred rows: the browser's does. */
const Age = ({ at }: { at: number }) => {
  const format = useFormat();
  const now = useNow();
  return (
    <time className={classes.age} dateTime={new Date(at).toISOString()} title={format.dateTime(at)}>
      {format.relative(at, now)}
    </time>
  );
};
