import { Tabs } from '@mantine/core';
import { type Ref, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { AlertDetail } from '../../../../src-shared/contract/alerts.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorState } from '../../../components/ErrorState.tsx';
import { LoadingState } from '../../../components/LoadingState.tsx';
import { useShortcut } from '../../../components/shortcuts.ts';
import { useAlert } from '../../../data/alerts.ts';
import { useFormat } from '../../../i18n/format.ts';
import { toApiError } from '../../../transport/api-error.ts';
import classes from '../alerts.module.css';
import type { AlertActions } from '../use-alert-actions.ts';
import { AnalysisTab } from './AnalysisTab.tsx';
import { DeliveriesTab } from './DeliveriesTab.tsx';
import { DetailHeader, DetailToolbar } from './DetailHeader.tsx';
import { HeadersTab } from './HeadersTab.tsx';
import { HtmlTab } from './HtmlTab.tsx';
import { RawTab } from './RawTab.tsx';
import { TextTab } from './TextTab.tsx';
import { TimelineTab } from './TimelineTab.tsx';

export interface DetailNavigation {
  onClose: () => void;
  /** Null: there is none. */
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
}

interface AlertDetailPaneProps extends DetailNavigation {
  ref: Ref<HTMLElement>;
  id: string;
  /** It is all there is on a narrow screen; else it stands beside the list. */
  isPage: boolean;
  actions: AlertActions;
}

/** One alert: beside the list where there is room, else instead of it. */
export const AlertDetailPane = ({ id, isPage, actions, ref, ...navigation }: AlertDetailPaneProps) => {
  const { t } = useTranslation('alerts');
  const alert = useAlert(id);
  const own = useRef<HTMLElement>(null);
  const detail = alert.data;

  // On a narrow screen the list is gone: the keys begin here.
  useEffect(() => {
    if (isPage) own.current?.focus();
  }, [isPage]);

  const none = (): void => {};
  useShortcut({ keys: 'k', label: t('keys.previous'), group: 'page', run: navigation.onPrevious ?? none });
  useShortcut({ keys: 'j', label: t('keys.next'), group: 'page', run: navigation.onNext ?? none });
  const isHere = (): boolean => own.current?.contains(document.activeElement) === true;
  const act = (action: 'acknowledge' | 'resolve') => (): void => {
    if (detail?.id === id && !actions.isBusy) void actions.run(action, [detail]);
  };
  useShortcut({
    keys: 'a',
    label: t('keys.acknowledge'),
    group: 'list',
    when: isHere,
    run: act('acknowledge'),
  });
  useShortcut({ keys: 'r', label: t('keys.resolve'), group: 'list', when: isHere, run: act('resolve') });

  return (
    <section
      ref={(element) => {
        own.current = element;
        if (typeof ref === 'function') ref(element);
        else if (ref !== null) ref.current = element;
      }}
      className={classes.detail}
      aria-label={t('detail.label')}
      aria-busy={alert.isPlaceholderData}
      tabIndex={-1}
      data-is-page={isPage || undefined}
    >
      <DetailToolbar {...navigation} isPage={isPage} />
      {detail !== undefined ? (
        <div className={classes.detailBody} data-is-old={alert.isPlaceholderData || undefined}>
          <DetailHeader alert={detail} actions={actions} isPage={isPage} />
          <DetailTabs alert={detail} />
        </div>
      ) : alert.isPending ? (
        <LoadingState rows={6} />
      ) : toApiError(alert.error).code === 'not_found' ? (
        <EmptyState title={t('detail.gone')} next={t('detail.goneNext')} />
      ) : (
        <ErrorState error={alert.error} onRetry={() => void alert.refetch()} isRetrying={alert.isFetching} />
      )}
    </section>
  );
};

const tabs = ['analysis', 'text', 'html', 'headers', 'raw', 'timeline', 'deliveries'] as const;
type Tab = (typeof tabs)[number];

/** The open tab stands in the address, so that going to the next alert stays with it. */
const DetailTabs = ({ alert }: { alert: AlertDetail }) => {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  const [params, setParams] = useSearchParams();
  const tab = tabs.find((known) => known === params.get('tab')) ?? 'analysis';
  const choose = (wanted: string | null): void =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (wanted === null || wanted === 'analysis') after.delete('tab');
        else after.set('tab', wanted);
        return after;
      },
      { replace: true },
    );
  const counts: Partial<Record<Tab, number>> = { deliveries: alert.deliveries.length };
  return (
    <Tabs value={tab} onChange={choose} keepMounted={false}>
      <Tabs.List className={classes.tabs}>
        {tabs.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`tabs.${name}`)}
            {(counts[name] ?? 0) > 0 && (
              <span className={classes.count}>{format.number(counts[name] ?? 0)}</span>
            )}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={tab} pt="md" key={`${tab} ${alert.id}`}>
        <Panel tab={tab} alert={alert} />
      </Tabs.Panel>
    </Tabs>
  );
};

const Panel = ({ tab, alert }: { tab: Tab; alert: AlertDetail }) => {
  switch (tab) {
    case 'analysis':
      return <AnalysisTab alert={alert} />;
    case 'text':
      return <TextTab alert={alert} />;
    case 'html':
      return <HtmlTab html={alert.html} />;
    case 'headers':
      return <HeadersTab alert={alert} />;
    case 'raw':
      return <RawTab id={alert.id} />;
    case 'timeline':
      return <TimelineTab alert={alert} />;
    case 'deliveries':
      return <DeliveriesTab alert={alert} />;
    default:
      return tab satisfies never;
  }
};
