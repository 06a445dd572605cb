import { matchesQuery, parseQuery } from '../../src-shared/alert-query.ts';
import type { AlertItem, AlertListInput } from '../../src-shared/contract/alerts.ts';

/** Where an alert that arrived or changed belongs in lists that were already fetched. Newest first, as the server sorts. */

export interface AlertPage {
  items: AlertItem[];
  nextCursor: string | null;
}

export type AlertFilter = Partial<Omit<AlertListInput, 'cursor' | 'limit'>>;

/** As the server's filter. Null: only the server can tell, because it looks at whole addresses. */
export const fitsFilter = (item: AlertItem, filter: AlertFilter): boolean | null => {
  const query = parseQuery(filter.q ?? '');
  if (query.kind === 'refused') return false;
  const fits =
    matchesQuery(item, query.terms) &&
    (filter.severity === undefined || filter.severity === item.severity) &&
    (filter.state === undefined || filter.state === item.state) &&
    (filter.status === undefined || filter.status === item.status) &&
    (filter.since === undefined || item.receivedAt >= filter.since) &&
    (filter.until === undefined || item.receivedAt <= filter.until);
  return fits && (filter.from !== undefined || filter.to !== undefined) ? null : fits;
};

const isNewer = (a: AlertItem, b: AlertItem): boolean =>
  a.receivedAt === b.receivedAt ? a.id > b.id : a.receivedAt > b.receivedAt;

const holds = (page: AlertPage, id: string): boolean => page.items.some((item) => item.id === id);

/**
 * The pages with the alert as it is now: changed where it stands, gone where it fits no more, put in its place where it is
 * new. The same pages where nothing changes. `limit`: of a list that is one short page and never grows.
 */
export const placeAlert = (
  pages: readonly AlertPage[],
  item: AlertItem,
  filter: AlertFilter,
  options: { mayAdd: boolean; limit?: number | undefined },
): readonly AlertPage[] => {
  const fits = fitsFilter(item, filter);
  const at = pages.findIndex((page) => holds(page, item.id));
  if (at >= 0) {
    return pages.map((page, index) => {
      if (index !== at) return page;
      const items =
        fits === false
          ? page.items.filter(({ id }) => id !== item.id)
          : page.items.map((one) => (one.id === item.id ? pick(one, item) : one));
      return { ...page, items };
    });
  }
  if (fits !== true || !options.mayAdd) return pages;
  return insert(pages, item, options.limit ?? Number.POSITIVE_INFINITY);
};

/** A detail has more than an item: only what the list knew is taken over. */
const pick = (before: AlertItem, after: AlertItem): AlertItem => {
  const taken = Object.keys(before).map((key) => [key, after[key as keyof AlertItem]]);
  return Object.fromEntries(taken) as AlertItem;
};

const insert = (pages: readonly AlertPage[], item: AlertItem, limit: number): readonly AlertPage[] => {
  const isWhole = pages.at(-1)?.nextCursor === null;
  const found = pages.findIndex((page) => page.items.some((one) => isNewer(item, one)));
  // Older than all that was fetched: it comes with its page, unless there is no further page.
  if (found < 0 && !isWhole) return pages;
  const at = found < 0 ? pages.length - 1 : found;
  return pages.map((page, index) => {
    if (index !== at) return page;
    const position = page.items.findIndex((one) => isNewer(item, one));
    const items = [...page.items];
    items.splice(position < 0 ? items.length : position, 0, item);
    return { ...page, items: items.slice(0, limit) };
  });
};
