/** Counts by facet while alerts are gone through. */
import type { AlertFacets, Top } from '../../../src-shared/contract/alert-figures.ts';
import { alertStatuses, categories, severities, states } from '../../../src-shared/vocabulary.ts';
import type { AlertColumns } from './alert-index-columns.ts';

const topLength = 10;

/** How often each text came up; the empty one is nobody's. */
export interface Tally {
  add(text: string): void;
  top(): Top;
}

export const createTally = (): Tally => {
  const counts = new Map<string, number>();
  return {
    add(text) {
      if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
    },
    top: () =>
      [...counts]
        .sort(([a, more], [b, less]) => less - more || (a < b ? -1 : 1))
        .slice(0, topLength)
        .map(([value, count]) => ({ value, count })),
  };
};

/** Counts by the number of a word, as the columns hold it. */
export const countsOf = <T extends string>(words: readonly T[], counts: Uint32Array): Record<T, number> =>
  Object.fromEntries(words.map((word, number) => [word, counts[number] ?? 0])) as Record<T, number>;

export const addOne = (counts: Uint32Array, number: number): void => {
  counts[number] = (counts[number] ?? 0) + 1;
};

export interface FacetCounter {
  add(row: number): void;
  facets(): AlertFacets;
}

export const createFacetCounter = (columns: AlertColumns): FacetCounter => {
  const severity = new Uint32Array(severities.length);
  const state = new Uint32Array(states.length);
  const status = new Uint32Array(alertStatuses.length);
  const category = new Uint32Array(categories.length);
  const hosts = createTally();
  const senders = createTally();
  let total = 0;
  return {
    add(row) {
      total++;
      addOne(severity, columns.word('severity', row));
      addOne(state, columns.word('state', row));
      addOne(status, columns.word('status', row));
      addOne(category, columns.word('category', row));
      hosts.add(columns.shared('host', row));
      senders.add(columns.shared('from', row));
    },
    facets: () => ({
      total,
      severity: countsOf(severities, severity),
      state: countsOf(states, state),
      status: countsOf(alertStatuses, status),
      category: countsOf(categories, category),
      hosts: hosts.top(),
      senders: senders.top(),
    }),
  };
};
