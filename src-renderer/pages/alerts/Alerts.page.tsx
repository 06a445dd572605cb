import { Button, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconBaselineDensityMedium, IconBaselineDensitySmall } from '@tabler/icons-react';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { type AlertItem, maxBulkAlerts } from '../../../src-shared/contract/alerts.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { LoadingState } from '../../components/LoadingState.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { toastError } from '../../components/toasts.tsx';
import { fetchMatching, useAlertCounts, useAlerts } from '../../data/alerts.ts';
import { useHealth } from '../../data/operations.ts';
import { AlertList } from './AlertList.tsx';
import classes from './alerts.module.css';
import { BulkBar, BulkFailures, BulkProgress } from './BulkBar.tsx';
import { AlertDetailPane } from './detail/AlertDetailPane.tsx';
import { FacetBar } from './FacetBar.tsx';
import { isFiltered } from './filters.ts';
import { PauseButton } from './PauseButton.tsx';
import { SearchBox } from './SearchBox.tsx';
import { setDensity, useStored } from './stored.ts';
import { useAlertActions } from './use-alert-actions.ts';
import { useListFilter } from './use-list-filter.ts';
import { ViewsMenu } from './ViewsMenu.tsx';

export const AlertsPage = () => {
  const { t } = useTranslation('alerts');
  const { id: openId } = useParams();
  const { search } = useLocation();
  const navigate = useNavigate();
  const isWide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  const { filter, apiFilter, change, clear } = useListFilter();
  const { density } = useStored();
  const alerts = useAlerts(apiFilter);
  const actions = useAlertActions();
  const listRef = useRef<HTMLDivElement>(null);
  const detailRef = useRef<HTMLElement>(null);
  const items = useMemo(() => alerts.data?.pages.flatMap((page) => page.items) ?? [], [alerts.data]);

  const shown = useRef(items);
  shown.current = items;
  const itemsNow = useCallback(() => shown.current, []);

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = alerts;
  const fetchMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  // A rare match: the server looks through a bounded number at a time, and may have found none yet.
  useEffect(() => {
    if (items.length === 0) fetchMore();
  }, [items.length, fetchMore]);

  const selection = useSelection(items, JSON.stringify(apiFilter));
  const selectAll = useSelectAll(apiFilter, selection.add);

  /** Asked for once, it is the list's as long as nothing else takes it, also where the list comes later or comes back. */
  const isFocusTheLists = useRef(false);
  const focusList = useCallback((): void => {
    isFocusTheLists.current = true;
    listRef.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  }, []);
  const hasItems = items.length > 0;
  useEffect(() => {
    if (hasItems && isFocusTheLists.current && document.activeElement === document.body) focusList();
  }, [hasItems, focusList]);
  const open = (item: AlertItem): void =>
    void navigate(`/alerts/${item.id}${search}`, { replace: openId !== undefined });
  const close = (): void => {
    void navigate(`/alerts${withoutTab(search)}`);
    requestAnimationFrame(focusList);
  };
  const place = items.findIndex(({ id }) => id === openId);
  const step = (by: 1 | -1) => {
    const item = place < 0 ? undefined : items[place + by];
    return item === undefined ? null : () => open(item);
  };
  useEffect(() => {
    if (place >= 0 && place >= items.length - 2) fetchMore();
  }, [place, items.length, fetchMore]);

  useShortcut({
    keys: 'Escape',
    label: openId === undefined ? t('keys.clearSelection') : t('keys.back'),
    group: 'page',
    when: () => !isMenuOpen() && (openId !== undefined || selection.items.length > 0),
    run: openId === undefined ? selection.clear : close,
  });
  const keyActions = { a: 'acknowledge', r: 'resolve' } as const;
  const onRowKey = (key: string, item: AlertItem): void => {
    const action = keyActions[key as keyof typeof keyActions];
    if (action === undefined || actions.isBusy) return;
    void actions.run(action, selection.items.length > 0 ? selection.items : [item]);
  };

  const isListShown = isWide || openId === undefined;
  return (
    <div className={classes.page} data-has-detail={openId !== undefined || undefined}>
      {isListShown && (
        <Top
          filter={filter}
          apiFilter={apiFilter}
          onChange={change}
          onClear={clear}
          itemsNow={itemsNow}
          onLeave={focusList}
        />
      )}
      <div className={classes.panes}>
        <div ref={listRef} className={classes.listPane} hidden={!isListShown}>
          {selection.items.length > 0 && (
            <BulkBar
              selected={selection.items}
              onClear={selection.clear}
              actions={actions}
              onSelectAll={
                hasNextPage &&
                selection.items.length >= items.length &&
                selection.items.length < maxBulkAlerts
                  ? selectAll.run
                  : null
              }
              isSelectingAll={selectAll.isPending}
              isAllMatching={!hasNextPage && selection.items.length === items.length}
            />
          )}
          <BulkProgress progress={actions.progress} />
          <BulkFailures actions={actions} search={search} />
          {items.length > 0 ? (
            <AlertList
              items={items}
              density={density}
              openId={openId}
              onOpen={open}
              onFocus={(item) => {
                if (openId !== undefined && openId !== item.id) open(item);
              }}
              onKey={onRowKey}
              onNearEnd={fetchMore}
              isLoadingMore={isFetchingNextPage}
              selectedIds={selection.ids}
              onSelect={selection.set}
            />
          ) : alerts.isError ? (
            <ErrorState
              error={alerts.error}
              onRetry={() => void alerts.refetch()}
              isRetrying={alerts.isFetching}
            />
          ) : alerts.isPending || hasNextPage ? (
            <LoadingState rows={10} />
          ) : (
            <NothingThere isFiltered={isFiltered(filter)} onClear={clear} />
          )}
          {items.length > 0 && isFetchNextPageError && (
            <ErrorState error={alerts.error} onRetry={() => void fetchNextPage()} />
          )}
        </div>
        {openId !== undefined && (
          <AlertDetailPane
            ref={detailRef}
            id={openId}
            isPage={!isWide}
            onClose={close}
            onPrevious={step(-1)}
            onNext={step(1)}
            actions={actions}
          />
        )}
      </div>
      <VisuallyHidden role="status">
        {alerts.isFetching && !alerts.isPending ? t('list.loading') : ''}
      </VisuallyHidden>
    </div>
  );
};

type TopProps = Parameters<typeof Facets>[0] & Pick<Parameters<typeof SearchBox>[0], 'itemsNow' | 'onLeave'>;

/** What stands over the list. It does not change because more of the list is there. */
const Top = memo(({ filter, apiFilter, onChange, onClear, itemsNow, onLeave }: TopProps) => {
  const { t } = useTranslation('alerts');
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <>
            <DensityChoice />
            <ViewsMenu filter={filter} />
            <PauseButton />
          </>
        }
      />
      <SearchBox
        query={filter.q}
        onChange={(q) => onChange({ q }, { replace: true })}
        itemsNow={itemsNow}
        onLeave={onLeave}
      />
      <Facets filter={filter} apiFilter={apiFilter} onChange={onChange} onClear={onClear} />
    </>
  );
});

const withoutTab = (search: string): string => {
  const params = new URLSearchParams(search);
  params.delete('tab');
  return params.size === 0 ? '' : `?${params}`;
};

/** Escape closes those first. */
const isMenuOpen = (): boolean =>
  [
    ...document.querySelectorAll<HTMLElement>('[role="menu"], [role="listbox"], .mantine-Popover-dropdown'),
  ].some((element) => element.offsetParent !== null || element.getClientRects().length > 0);

/** Alerts that are selected, as they are now. Another filter begins anew. */
const useSelection = (items: readonly AlertItem[], filterKey: string) => {
  const [chosen, setChosen] = useState<{ filterKey: string; byId: ReadonlyMap<string, AlertItem> }>({
    filterKey,
    byId: new Map(),
  });
  const byId = chosen.filterKey === filterKey ? chosen.byId : none;
  const selected = useMemo(() => {
    if (byId.size === 0) return [];
    const fresh = new Map(items.filter(({ id }) => byId.has(id)).map((item) => [item.id, item]));
    return [...byId.values()].map((item) => fresh.get(item.id) ?? item);
  }, [byId, items]);
  const ids = useMemo(() => new Set(byId.keys()), [byId]);
  const choose = (all: Iterable<AlertItem>): void =>
    setChosen({ filterKey, byId: new Map([...all].map((item) => [item.id, item])) });
  return {
    items: selected,
    ids,
    set: (wanted: ReadonlySet<string>) => {
      const loaded = new Map(items.filter(({ id }) => wanted.has(id)).map((item) => [item.id, item]));
      choose([...wanted].flatMap((id) => loaded.get(id) ?? byId.get(id) ?? []));
    },
    add: (more: readonly AlertItem[]) => choose([...byId.values(), ...more].slice(0, maxBulkAlerts)),
    clear: () => choose([]),
  };
};
const none: ReadonlyMap<string, AlertItem> = new Map();

const useSelectAll = (
  filter: Parameters<typeof fetchMatching>[0],
  add: (items: readonly AlertItem[]) => void,
) => {
  const [isPending, setPending] = useState(false);
  const run = (): void => {
    setPending(true);
    fetchMatching(filter)
      .then(add, toastError)
      .finally(() => setPending(false));
  };
  return { run, isPending };
};

type FacetsProps = Pick<ReturnType<typeof useListFilter>, 'filter' | 'apiFilter'> & {
  onChange: ReturnType<typeof useListFilter>['change'];
  onClear: () => void;
};

/** Counts are of a time; where something else narrows the list they would not tell what a click brings. */
const Facets = ({ filter, apiFilter, onChange, onClear }: FacetsProps) => {
  const { q, severity, state, status, since, until } = apiFilter;
  const isPlain = [q, severity, state, status].every((value) => value === undefined);
  const counts = useAlertCounts({ since, until }, isPlain);
  return (
    <FacetBar
      filter={filter}
      onChange={onChange}
      onClear={onClear}
      counts={isPlain ? counts.data : undefined}
    />
  );
};

const densities = [
  { value: 'comfortable', Icon: IconBaselineDensityMedium },
  { value: 'compact', Icon: IconBaselineDensitySmall },
] as const;

/** Plain: a moving mark under it would measure the page while the list is first drawn. */
const DensityChoice = () => {
  const { t } = useTranslation('alerts');
  const { density } = useStored();
  return (
    <div role="radiogroup" aria-label={t('density.label')} className={classes.densities}>
      {densities.map(({ value, Icon }) => (
        <label key={value} className={classes.densityChoice}>
          <input
            type="radio"
            name="density"
            aria-label={t(`density.${value}`)}
            checked={density === value}
            onChange={() => setDensity(value)}
          />
          <Icon size={16} aria-hidden="true" />
        </label>
      ))}
    </div>
  );
};

const NothingThere = ({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) => {
  const { t } = useTranslation('alerts');
  const smtp = useHealth().data?.smtp;
  const address = smtp?.port ? `${smtp.host ?? ''}:${smtp.port}` : '';
  return isFiltered ? (
    <EmptyState
      title={t('empty.noMatch')}
      next={t('empty.noMatchNext')}
      action={
        <Button variant="light" size="xs" onClick={onClear}>
          {t('facets.clear')}
        </Button>
      }
    />
  ) : (
    <EmptyState title={t('empty.none')} next={t('empty.noneNext', { address })} />
  );
};
