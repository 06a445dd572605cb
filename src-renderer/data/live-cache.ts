import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { matchesQuery, parseQuery } from '../../src-shared/alert-query.ts';
import type { AlertItem, AlertListInput } from '../../src-shared/contract/alerts.ts';
import type { LiveEvent } from '../../src-shared/contract/operations.ts';
import { orpc } from '../transport/client.ts';

/** What arrives as live events finds its place in what was already fetched. */

interface AlertPage {
  items: AlertItem[];
  nextCursor: string | null;
}
type AlertPages = InfiniteData<AlertPage>;

const refreshEveryMs = 1_000;
/** The newest page of a list that is left open for a day stays this short. */
const maxPageLength = 500;

/** Puts an alert as it is now into every list and page that holds it. */
export const patchAlert = (queries: QueryClient, item: AlertItem): void => {
  const replace = (page: AlertPage): AlertPage =>
    page.items.some(({ id }) => id === item.id)
      ? { ...page, items: page.items.map((one) => (one.id === item.id ? pick(one, item) : one)) }
      : page;
  queries.setQueriesData<AlertPages>({ queryKey: orpc.alerts.list.key({ type: 'infinite' }) }, (data) =>
    data === undefined ? data : { ...data, pages: data.pages.map(replace) },
  );
  queries.setQueriesData<AlertPage>({ queryKey: orpc.alerts.list.key({ type: 'query' }) }, (data) =>
    data === undefined ? data : replace(data),
  );
};

/** A detail has more than an item: only what the list knew is taken over. */
const pick = (before: AlertItem, after: AlertItem): AlertItem => {
  const taken = Object.keys(before).map((key) => [key, after[key as keyof AlertItem]]);
  return Object.fromEntries(taken) as AlertItem;
};

/** A new alert goes to the top of the lists whose filter it fits. */
const prependAlert = (queries: QueryClient, item: AlertItem): void => {
  const lists = queries.getQueryCache().findAll({ queryKey: orpc.alerts.list.key() });
  for (const { queryKey } of lists) {
    const { input, type } = (queryKey[1] ?? {}) as { input?: Partial<AlertListInput>; type?: string };
    if (!fitsFilter(item, input ?? {})) continue;
    const grow = (page: AlertPage, limit: number): AlertPage =>
      page.items.some(({ id }) => id === item.id)
        ? page
        : { ...page, items: [item, ...page.items].slice(0, limit) };
    if (type === 'infinite') {
      queries.setQueryData<AlertPages>(queryKey, (data) => {
        const [first, ...rest] = data?.pages ?? [];
        return data === undefined || first === undefined
          ? data
          : { ...data, pages: [grow(first, Math.max(maxPageLength, first.items.length)), ...rest] };
      });
    } else {
      queries.setQueryData<AlertPage>(queryKey, (data) =>
        data === undefined ? data : grow(data, input?.limit ?? maxPageLength),
      );
    }
  }
};

/** As the server's filter; `from` and `to` are left to the server, which then is asked again. */
export const fitsFilter = (item: AlertItem, filter: Partial<AlertListInput>): boolean => {
  const query = parseQuery(filter.q ?? '');
  return (
    query.kind === 'query' &&
    matchesQuery(item, query.terms) &&
    (filter.severity === undefined || filter.severity === item.severity) &&
    (filter.state === undefined || filter.state === item.state) &&
    (filter.status === undefined || filter.status === item.status) &&
    (filter.since === undefined || item.receivedAt >= filter.since) &&
    (filter.until === undefined || item.receivedAt <= filter.until) &&
    filter.from === undefined &&
    filter.to === undefined
  );
};

const configKeys = () => [
  orpc.rules.key(),
  orpc.channels.key(),
  orpc.destinations.key(),
  orpc.providers.key(),
  orpc.mutes.key(),
  orpc.settings.key(),
  orpc.users.key(),
  orpc.smtpUsers.key(),
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
    patchAlert(queries, item);
    if (!paused) {
      prependAlert(queries, item);
      return;
    }
    if (heldBack.some(({ id }) => id === item.id)) return;
    heldBack = [item, ...heldBack].slice(0, maxHeld);
    notify();
  };

  return {
    take({ type, alertId, item }) {
      if (item !== null) takeAlert(item);
      if (alertId !== null) refreshSoon(orpc.alerts.get.key({ input: { id: alertId } }));
      if (type === 'config') refreshSoon(...configKeys(), orpc.operations.health.key());
      if (type === 'health') refreshSoon(orpc.operations.health.key());
      if (type === 'delivery') refreshSoon(orpc.deadLetters.key());
      if (type !== 'config' && type !== 'health') {
        refreshSoon(orpc.operations.ledger.key(), orpc.operations.queues.key());
      }
    },
    refreshAll() {
      void queries.invalidateQueries({}, { cancelRefetch: false });
    },
    pause() {
      paused = true;
      notify();
    },
    resume() {
      paused = false;
      for (const item of heldBack.reverse()) prependAlert(queries, item);
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
