/** Counts by facet while alerts are gone through. */
import type { AlertFacets, Top } from '../../../src-shared/contract/alert-figures.ts';
import { alertStatuses, categories, severities, states } from '../../../src-shared/vocabulary.ts';
import type { AlertColumns, SharedColumn } from './alert-index-columns.ts';

const topLength = 10;

/** How often each text of a shared column came up; the empty one is nobody's. */
export interface Tally {
  add(row: number): void;
  top(): Top;
}

/** Counts by number: quicker than by text. A number that got another text meanwhile is noticed. */
export const createTally = (columns: AlertColumns, column: SharedColumn): Tally => {
  const { numbers } = columns;
  const dictionary = columns.dictionaries[column];
  const texts: (string | undefined)[] = Array(dictionary.length()).fill(undefined);
  const counts: number[] = Array(dictionary.length()).fill(0);
  const closed = new Map<string, number>();
  const close = (number: number) => {
    const text = texts[number] ?? '';
    closed.set(text, (closed.get(text) ?? 0) + (counts[number] ?? 0));
    counts[number] = 0;
  };
  return {
    add(row) {
      const number = numbers[column][row] ?? 0;
      const text = dictionary.text(number);
      if (texts[number] !== text) {
        if (texts[number] !== undefined) close(number);
        texts[number] = text;
      }
      counts[number] = (counts[number] ?? 0) + 1;
    },
    top() {
      for (const number of texts.keys()) close(number);
      closed.delete('');
      const top: Top = [];
      for (const [value, count] of closed) {
        if (count === 0 || (top.length === topLength && count < (top.at(-1)?.count ?? 0))) continue;
        top.push({ value, count });
        top.sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1));
        top.length = Math.min(top.length, topLength);
      }
      return top;
    },
  };
};

/** Counts by the number of a word, as the columns hold it. */
export const countsOf = <T extends string>(words: readonly T[], counts: Uint32Array): Record<T, number> =>
  Object.fromEntries(words.map((word, number) => [word, counts[number] ?? 0])) as Record<T, number>;

export const addOne = (counts: Uint32Array, number = 0): void => {
  counts[number] = (counts[number] ?? 0) + 1;
};

export interface FacetCounter {
  add(row: number): void;
  facets(): AlertFacets;
}

export const createFacetCounter = (columns: AlertColumns): FacetCounter => {
  const { words } = columns;
  const severity = new Uint32Array(severities.length);
  const state = new Uint32Array(states.length);
  const status = new Uint32Array(alertStatuses.length);
  const category = new Uint32Array(categories.length);
  const hosts = createTally(columns, 'host');
  const senders = createTally(columns, 'from');
  let total = 0;
  return {
    add(row) {
      total++;
      addOne(severity, words.severity[row]);
      addOne(state, words.state[row]);
      addOne(status, words.status[row]);
      addOne(category, words.category[row]);
      hosts.add(row);
      senders.add(row);
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
