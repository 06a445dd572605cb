import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { AlertItem, AlertListInput } from '../../src-shared/contract/alerts.ts';
import type { LiveEvent } from '../../src-shared/contract/operations.ts';
import { orpc } from '../transport/client.ts';
import { type AlertPage, placeAlert } from './alert-pages.ts';

/** What arrives as live events finds its place in what was already fetched. */

type AlertPages = InfiniteData<AlertPage>;

const refreshEveryMs = 1_000;
/** A newest page that grew longer than this, in a list left open for days, is fetched anew. */
const maxPageLength = 1_000;

const place = (queries: QueryClient, item: AlertItem, mayAdd: boolean): void => {
  const lists = queries.getQueryCache().findAll({ queryKey: orpc.alerts.list.key() });
  for (const { queryKey } of lists) {
    const { input = {}, type } = (queryKey[1] ?? {}) as { input?: Partial<AlertListInput>; type?: string };
    if (type === 'infinite') {
      const data = queries.setQueryData<AlertPages>(queryKey, (data) => {
        const pages = data && placeAlert(data.pages, item, input, { mayAdd });
        return data && pages !== data.pages ? { ...data, pages: [...(pages ?? [])] } : data;
      });
      if ((data?.pages[0]?.items.length ?? 0) > maxPageLength) void queries.invalidateQueries({ queryKey });
    } else {
      queries.setQueryData<AlertPage>(
        queryKey,
        (page) => page && placeAlert([page], item, input, { mayAdd, limit: input.limit })[0],
      );
    }
  }
};

/** Puts an alert as it is now into every list that holds it; out of those whose filter it fits no more. */
export const patchAlert = (queries: QueryClient, item: AlertItem): void => place(queries, item, false);

/** A new alert goes to its place in the lists whose filter it fits. */
const placeNewAlert = (queries: QueryClient, item: AlertItem): void => place(queries, item, true);

const isListed = (queries: QueryClient, id: string): boolean =>
  queries
    .getQueriesData<AlertPages>({ queryKey: orpc.alerts.list.key({ type: 'infinite' }) })
    .some(([, data]) => data?.pages.some(({ items }) => items.some((item) => item.id === id)));

/** By the server's clock, which may differ from the browser's. */
const newestListed = (queries: QueryClient): number =>
  Math.max(
    0,
    ...queries
      .getQueriesData<AlertPages>({ queryKey: orpc.alerts.list.key({ type: 'infinite' }) })
      .map(([, data]) => data?.pages[0]?.items[0]?.receivedAt ?? 0),
  );

const configKeys = () => [
  orpc.rules.key(),
  orpc.channels.key(),
  orpc.destinations.key(),
  orpc.providers.key(),
  orpc.mutes.key(),
  orpc.settings.key(),
  orpc.users.key(),
  orpc.smtpUsers.key(),
  orpc.apiTokens.key(),
];

export interface LiveCache {
  take(event: LiveEvent): void;
  /** After a gap: everything shown is asked for again. */
  refreshAll(): void;
  /** While paused, new alerts are counted and held back; changes of shown ones still arrive. */
  pause(): void;
  resume(): void;
  isPaused(): boolean;
  held(): number;
  subscribe(listener: () => void): () => void;
}

const maxHeld = 1_000;

export const createLiveCache = (queries: QueryClient): LiveCache => {
  const due = new Map<string, readonly unknown[]>();
  const listeners = new Set<() => void>();
  let isRefreshDue = false;
  let paused = false;
  let pausedAt = 0;
  let heldBack: AlertItem[] = [];

  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  const refreshSoon = (...keys: (readonly unknown[])[]): void => {
    for (const key of keys) due.set(JSON.stringify(key), key);
    if (isRefreshDue) return;
    isRefreshDue = true;
    setTimeout(() => {
      isRefreshDue = false;
      const queryKeys = [...due.values()];
      due.clear();
      for (const queryKey of queryKeys)
        void queries.invalidateQueries({ queryKey }, { cancelRefetch: false });
    }, refreshEveryMs);
  };

  const takeAlert = (item: AlertItem): void => {
    if (!paused) {
      placeNewAlert(queries, item);
      return;
    }
    const isKnown = heldBack.some(({ id }) => id === item.id);
    if (isKnown) heldBack = heldBack.map((one) => (one.id === item.id ? item : one));
    // What changed but came before the pause is no new one.
    else if (item.receivedAt < pausedAt || isListed(queries, item.id)) patchAlert(queries, item);
    else heldBack = [item, ...heldBack].slice(0, maxHeld);
    notify();
  };

  return {
    take({ type, alertId, item }) {
      if (item !== null) takeAlert(item);
      if (alertId !== null) refreshSoon(orpc.alerts.get.key({ input: { id: alertId } }));
      if (type === 'incident') refreshSoon(orpc.incidents.key());
      if (type === 'config') refreshSoon(...configKeys(), orpc.operations.health.key());
      if (type === 'health') refreshSoon(orpc.operations.health.key());
      if (type === 'delivery') refreshSoon(orpc.deadLetters.key(), orpc.deliveries.key());
      if (type !== 'config' && type !== 'health') {
        refreshSoon(orpc.operations.ledger.key(), orpc.operations.queues.key());
      }
    },
    refreshAll() {
      void queries.invalidateQueries({}, { cancelRefetch: false });
    },
    pause() {
      paused = true;
      pausedAt = newestListed(queries);
      notify();
    },
    resume() {
      paused = false;
      for (const item of heldBack.reverse()) placeNewAlert(queries, item);
      heldBack = [];
      notify();
    },
    isPaused: () => paused,
    held: () => heldBack.length,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
