// biome-ignore-all lint/a11y/useSemanticElements: only rows in view exist, and a real <table> cannot place them
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its row by aria-activedescendant
import { Box } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import classes from './data-table.module.css';
import { LoadingState } from './LoadingState.tsx';
import { useShortcut } from './shortcuts.ts';

export interface Column<Row> {
  key: string;
  /** Translated; of an empty one give `headerLabel`. */
  header: ReactNode;
  headerLabel?: string;
  cell: (row: Row) => ReactNode;
  /** A grid track: `120px`, `minmax(140px, 2fr)`. */
  width: string;
  /** `end` for numbers. */
  align?: 'start' | 'end';
  /** What is in it ends at its own edge, so that the cell need not cut it. */
  endsItself?: boolean;
  /** Below this page width the column is left out. */
  hiddenBelow?: 'sm' | 'md' | 'lg';
}

interface DataTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  rowHeight?: number;
  /** Enter, or a click. */
  onOpen?: (row: Row) => void;
  /** Arrows and j/k moved here: a detail that stays open follows. */
  onFocusRow?: (row: Row) => void;
  openId?: string | undefined;
  selection?: {
    ids: ReadonlySet<string>;
    onChange: (ids: ReadonlySet<string>) => void;
    rowLabel: (row: Row) => string;
  };
  /** The end is near: fetch more. */
  onNearEnd?: () => void;
  isLoadingMore?: boolean;
  /** Keys for the focused row; they act only while the table has the focus. */
  onRowKey?: (key: string, row: Row) => void;
  height?: string;
}

const nearEndRows = 15;
const overscanRows = 8;

/** Only the rows in view exist. Arrows, j/k, Home, End, Enter and x work while it has the focus. */
export const DataTable = <Row,>(props: DataTableProps<Row>) => (
  <Grid {...props} columns={useShownColumns(props.columns)} />
);

const Grid = <Row,>(props: DataTableProps<Row>) => {
  const { label, columns, rows, rowId, rowHeight = 40, selection, height = 'calc(100dvh - 220px)' } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const lastSelected = useRef<number>(-1);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rowId(rows[index] as Row),
    overscan: overscanRows,
    // Rows beyond the edge are there already: those that follow may come with the next frame.
    useFlushSync: false,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height lie elsewhere
  useEffect(() => virtual.measure(), [rowHeight]);

  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const { onNearEnd } = props;
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - nearEndRows) onNearEnd?.();
  }, [lastShown, rows.length, onNearEnd]);

  // A row that left takes the focus to where it was, not to the top.
  const lastIndex = useRef(0);
  const found = useMemo(
    () => (focusedId === null ? -1 : rows.findIndex((row) => rowId(row) === focusedId)),
    [focusedId, rows, rowId],
  );
  if (found >= 0) lastIndex.current = found;
  const focused = rows.length === 0 ? -1 : found >= 0 ? found : Math.min(lastIndex.current, rows.length - 1);

  const focusRow = (index: number): void => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (row === undefined) return;
    setFocusedId(rowId(row));
    virtual.scrollToIndex(rows.indexOf(row));
    props.onFocusRow?.(row);
  };

  // The row that is open elsewhere is the one the keys go on from.
  const { openId } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another one is opened, not when rows arrive
  useEffect(() => {
    if (openId === undefined) return;
    setFocusedId(openId);
    const index = rows.findIndex((row) => rowId(row) === openId);
    if (index >= 0) virtual.scrollToIndex(index);
  }, [openId]);

  const select = (...indexes: number[]): void => {
    const ids = indexes.flatMap((index) => (rows[index] === undefined ? [] : [rowId(rows[index])]));
    selection?.onChange(new Set([...selection.ids, ...ids]));
  };

  const toggle = (index: number, isRange: boolean): void => {
    if (selection === undefined) return;
    const from = isRange && lastSelected.current >= 0 ? lastSelected.current : index;
    const range = rows.slice(Math.min(from, index), Math.max(from, index) + 1).map(rowId);
    const ids = new Set(selection.ids);
    const isOn = !ids.has(rowId(rows[index] as Row));
    for (const id of range) isOn ? ids.add(id) : ids.delete(id);
    lastSelected.current = index;
    selection.onChange(ids);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[focused];
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
    const key = letter ?? event.key;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 2);
    const moves: Record<string, number> = {
      ArrowDown: focused + 1,
      j: focused + 1,
      ArrowUp: focused - 1,
      k: focused - 1,
      PageDown: focused + page,
      PageUp: focused - page,
      Home: 0,
      End: rows.length - 1,
    };
    const move = moves[key];
    if (move !== undefined && event.shiftKey && selection !== undefined) {
      select(focused, Math.max(0, move));
      lastSelected.current = focused;
      focusRow(move);
    } else if (move !== undefined) focusRow(move);
    else if (row === undefined) return;
    else if (key === 'Enter') props.onOpen?.(row);
    else if (key === 'x' && selection !== undefined) toggle(focused, event.shiftKey);
    else {
      props.onRowKey?.(key, row);
      return;
    }
    event.preventDefault();
  };

  // The newest of what the rows call, so that a row need not be drawn anew because its list was.
  const acts = useRef<RowActs<Row>>(null as never);
  acts.current = {
    open(row) {
      setFocusedId(rowId(row));
      props.onOpen?.(row);
    },
    toggle,
    toggleAll: (isOn) => selection?.onChange(new Set(isOn ? rows.map(rowId) : [])),
    labelOf: (row) => selection?.rowLabel(row) ?? '',
  };
  const selectedIds = selection?.ids;
  const selectedCount = useMemo(
    () => (selectedIds === undefined ? 0 : rows.filter((row) => selectedIds.has(rowId(row))).length),
    [selectedIds, rows, rowId],
  );

  // From anywhere on the page j goes into the list; in it the table itself listens.
  const enter = (): void => {
    scroller.current?.focus();
    focusRow(Math.max(focused, 0));
  };
  useShortcut({ keys: 'j', label: t('table.next'), group: 'list', run: enter });
  useShortcut({ keys: 'k', label: t('table.previous'), group: 'list', run: enter });
  // Handled above, where the focus is; here for the cheat sheet.
  const inTable = { group: 'list', when: () => false, run: () => {} } as const;
  useShortcut({ keys: 'Enter', label: t('table.open'), ...inTable }, props.onOpen !== undefined);
  useShortcut({ keys: 'x', label: t('table.select'), ...inTable }, selection !== undefined);
  useShortcut({ keys: 'shift+x', label: t('table.selectRange'), ...inTable }, selection !== undefined);

  const tracks = [...(selection === undefined ? [] : ['36px']), ...columns.map(({ width }) => width)].join(
    ' ',
  );
  const activeId = items.some(({ index }) => index === focused) ? domId(label, focused) : undefined;
  return (
    <Box
      ref={scroller}
      className={classes.table}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-multiselectable={selection !== undefined || undefined}
      aria-activedescendant={activeId}
      tabIndex={0}
      onKeyDown={onKeyDown}
      mah={height}
      __vars={{ '--tracks': tracks, '--row-height': `${rowHeight}px` }}
    >
      <TableHead
        columns={columns}
        selected={
          selection === undefined
            ? undefined
            : selectedCount === 0
              ? 'none'
              : selectedCount < rows.length
                ? 'some'
                : 'all'
        }
        acts={acts as RefObject<RowActs<unknown>>}
      />
      <Box role="rowgroup" className={classes.body} h={virtual.getTotalSize()}>
        {items.map(({ index, key, start }) => {
          const row = rows[index] as Row;
          const id = rowId(row);
          return (
            <TableRow
              key={key}
              id={domId(label, index)}
              row={row}
              index={index}
              start={start}
              columns={columns}
              isFocused={index === focused}
              isOpen={props.openId === id}
              isSelected={selection?.ids.has(id)}
              isClickable={props.onOpen !== undefined}
              acts={acts as RefObject<RowActs<unknown>>}
            />
          );
        })}
      </Box>
      {props.isLoadingMore === true && <LoadingState rows={1} rowHeight={rowHeight - 8} />}
    </Box>
  );
};

interface RowActs<Row> {
  open: (row: Row) => void;
  toggle: (index: number, isRange: boolean) => void;
  toggleAll: (isOn: boolean) => void;
  labelOf: (row: Row) => string;
}

interface TableHeadProps {
  columns: readonly Column<never>[];
  /** Undefined where nothing can be selected. */
  selected: 'none' | 'some' | 'all' | undefined;
  acts: RefObject<RowActs<unknown>>;
}

const TableHead = memo(({ columns, selected, acts }: TableHeadProps) => {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.row}>
        {selected !== undefined && (
          <div role="columnheader">
            <input
              type="checkbox"
              className={classes.check}
              aria-label={t('select')}
              checked={selected === 'all'}
              ref={(input) => {
                if (input !== null) input.indeterminate = selected === 'some';
              }}
              onChange={(event) => acts.current.toggleAll(event.currentTarget.checked)}
            />
          </div>
        )}
        {columns.map((column) => (
          <div key={column.key} role="columnheader" aria-label={column.headerLabel} data-align={column.align}>
            {column.header}
          </div>
        ))}
      </div>
    </div>
  );
});

interface TableRowProps {
  id: string;
  row: unknown;
  index: number;
  start: number;
  columns: readonly Column<never>[];
  isFocused: boolean;
  isOpen: boolean;
  /** Undefined where nothing can be selected. */
  isSelected: boolean | undefined;
  isClickable: boolean;
  acts: RefObject<RowActs<unknown>>;
}

/** Drawn anew only when it is another row or stands otherwise: scrolling draws the rows that come, not those that stay. */
const TableRow = memo(
  ({ id, row, index, start, columns, isFocused, isOpen, isSelected, isClickable, acts }: TableRowProps) => (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid listens for the keys
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={classes.row}
      data-focused={isFocused || undefined}
      data-open={isOpen || undefined}
      data-selected={isSelected || undefined}
      data-clickable={isClickable || undefined}
      style={{ top: start }}
      onClick={() => acts.current.open(row)}
    >
      {isSelected !== undefined && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: x does the same
        <div role="gridcell" onClick={(event) => event.stopPropagation()}>
          <input
            type="checkbox"
            className={classes.check}
            tabIndex={-1}
            aria-label={acts.current.labelOf(row)}
            checked={isSelected}
            onChange={(event) => acts.current.toggle(index, (event.nativeEvent as MouseEvent).shiftKey)}
          />
        </div>
      )}
      {columns.map((column) => (
        <div key={column.key} role="gridcell" data-align={column.align} data-ends-itself={column.endsItself}>
          {column.cell(row as never)}
        </div>
      ))}
    </div>
  ),
);

const useShownColumns = <Row,>(columns: readonly Column<Row>[]): readonly Column<Row>[] => {
  const fits = {
    sm: useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false }),
    md: useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false }),
    lg: useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false }),
  };
  const { sm, md, lg } = fits;
  return useMemo(
    () => columns.filter(({ hiddenBelow }) => hiddenBelow === undefined || { sm, md, lg }[hiddenBelow]),
    [columns, sm, md, lg],
  );
};

const domId = (label: string, index: number): string => `row-${label.replace(/\s/g, '-')}-${index}`;
