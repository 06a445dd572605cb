import { useElementSize } from '@mantine/hooks';
import { IconCircleCheck, IconUserCheck } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { reasonOf } from '../../../src-shared/alert-query.ts';
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import { suppressionReasons } from '../../../src-shared/vocabulary.ts';
import { Age } from '../../components/Age.tsx';
import { stateTones, statusTones } from '../../components/badges.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Bdi, OneLine } from '../../components/ltr.tsx';
import { ToneBadge } from '../../components/Tone.tsx';
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
  const { t } = useTranslation(['alerts', 'words']);
  return useMemo(() => columnsOf(layout, t), [t, layout]);
};

type Words = TFunction<['alerts', 'words']>;

/** Scrolling makes many rows a second: what they hold are plain elements, and the words are looked up without a hook. */
const columnsOf = (layout: Layout, t: Words): readonly Column<AlertItem>[] => {
  const cells = cellsOf(t);
  if (layout !== 'columns') {
    return [
      {
        key: 'lines',
        header: t('list.alert'),
        width: 'minmax(0, 1fr)',
        cell: layout === 'lines' ? asLines(cells) : asTightLines(cells),
      },
    ];
  }
  const columns = [
    { key: 'severity', header: t('list.severity'), width: '84px', cell: cells.severity },
    { key: 'state', header: t('list.state'), width: '92px', cell: cells.state },
    { key: 'summary', header: t('list.summary'), width: 'minmax(0, 4fr)', cell: cells.summary },
    { key: 'host', header: t('list.host'), width: 'minmax(0, 2fr)', cell: cells.place },
    { key: 'from', header: t('list.from'), width: 'minmax(0, 2fr)', cell: cells.sender },
    { key: 'status', header: t('list.status'), width: '112px', cell: cells.status },
    { key: 'time', header: t('list.time'), width: '116px', cell: cells.age },
  ];
  return columns.map((column) => ({ ...column, endsItself: true }));
};

type Cell = (item: AlertItem) => ReactNode;

const cellsOf = (t: Words) =>
  ({
    severity: ({ severity }) => (
      <ToneBadge tone={severity} withDot>
        {t(`words:severity.${severity}`)}
      </ToneBadge>
    ),
    state: ({ state }) => <ToneBadge tone={stateTones[state]}>{t(`words:state.${state}`)}</ToneBadge>,
    status: ({ status }) => <ToneBadge tone={statusTones[status]}>{t(`words:status.${status}`)}</ToneBadge>,
    summary: (item) => summary(item, t),
    place: ({ host, resource }) => (
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
    ),
    sender: ({ from }) => (
      <div className={classes.dim} title={from}>
        <OneLine>{from}</OneLine>
      </div>
    ),
    age: ({ receivedAt }) => <Age at={receivedAt} />,
  }) as const satisfies Record<string, Cell>;

type Cells = ReturnType<typeof cellsOf>;

const summary = (item: AlertItem, t: Words): ReactNode => {
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
      {reasonOf(item) !== '' && <span className={classes.why}>{reasonIn(item, t)}</span>}
      {item.copies > 1 && <span className={classes.dim}>{t('list.copies', { count: item.copies })}</span>}
    </div>
  );
};

/** Beside what was kept back: why. */
const reasonIn = (item: AlertItem, t: Words): string => {
  const known = suppressionReasons.find((reason) => reason === reasonOf(item));
  return known === undefined ? reasonOf(item) : t(`words:suppressedBy.${known}`);
};

const asLines =
  (cells: Cells): Cell =>
  (item) => (
    <div className={classes.lines}>
      <div className={classes.line}>
        {cells.severity(item)}
        {cells.summary(item)}
        {cells.age(item)}
      </div>
      <div className={classes.line}>
        {cells.state(item)}
        <div className={classes.grow}>{item.host === '' ? cells.sender(item) : cells.place(item)}</div>
        {cells.status(item)}
      </div>
    </div>
  );

/** What goes without saying is left out: most are firing, and most are delivered. */
const asTightLines =
  (cells: Cells): Cell =>
  (item) => (
    <div className={classes.lines}>
      <div className={classes.line}>{cells.summary(item)}</div>
      <div className={classes.line}>
        {cells.severity(item)}
        {item.state !== 'firing' && cells.state(item)}
        {item.status !== 'delivered' && cells.status(item)}
        <span className={classes.last}>{cells.age(item)}</span>
      </div>
    </div>
  );
