/**
 * The alerts in memory, column by column: words of the product as one byte, shared texts as a number, subject and summary
 * in lower case. Small enough for every alert of the history, and laid out for scanning. What is shown is not kept here:
 * it is read from Redis.
 */
import { reasonOf } from '../../../src-shared/alert-query.ts';
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import {
  alertStatuses,
  categories,
  kinds,
  severities,
  states,
  suppressionReasons,
} from '../../../src-shared/vocabulary.ts';
import { createDictionary, type Dictionary } from './alert-index-dictionary.ts';
import type { Position } from './alert-search-filter.ts';

export interface AlertRow {
  id: string;
  /** Time of receipt, epoch ms: never changes. */
  at: number;
  item: AlertItem;
  /** When the first delivery arrived, epoch ms; null before, or where that was not noted. */
  firstToldAt: number | null;
}

/** The first is for what is not suppressed, and for reasons of other versions. */
const reasons: readonly string[] = ['', ...suppressionReasons];

/** Columns of words, with the words in the order of their numbers. */
const wordColumns = {
  severity: severities,
  state: states,
  status: alertStatuses,
  reason: reasons,
  category: categories,
  kind: kinds,
} as const;
export type WordColumn = keyof typeof wordColumns;
export const wordsOf = (column: WordColumn): readonly string[] => wordColumns[column];

/** Columns of shared texts, as written. `to` holds each list of recipients as JSON. */
export type SharedColumn = 'from' | 'to' | 'host' | 'resource' | 'source' | 'incident';
const sharedColumns: readonly SharedColumn[] = ['from', 'to', 'host', 'resource', 'source', 'incident'];

export interface AlertColumns {
  size(): number;
  /** Changes whenever a row does: tables made from dictionaries and columns are to be made again. */
  version(): number;
  /** Adds or replaces. */
  put(row: AlertRow): void;
  remove(ids: readonly string[]): void;

  /** How many rows lie before a position in the order, oldest first. */
  countBefore(position: Position): number;
  /** The row at a place in the order, oldest first. */
  rowAt(place: number): number;

  id(row: number): string;
  at(row: number): number;
  /** Milliseconds from receipt to the first delivery; null where there was none. */
  toldAfterMs(row: number): number | null;
  subject(row: number): string;
  summary(row: number): string;
  /** The bare columns. An array taken out of them is good until the version changes. */
  words: Readonly<Record<WordColumn, Uint8Array>>;
  numbers: Readonly<Record<SharedColumn, Uint32Array>>;
  dictionaries: Readonly<Record<SharedColumn, Dictionary>>;
}

const firstCapacity = 1024;
const growth = 1.5;
const notTold = 0xffffffff;

export const createAlertColumns = (): AlertColumns => {
  let capacity = firstCapacity;
  let version = 0;
  /** Rows in use, oldest first: by time, then id. */
  let order = new Uint32Array(capacity);
  let size = 0;
  const free: number[] = [];
  let rows = 0;

  const rowOf = new Map<string, number>();
  const ids: string[] = [];
  const subjects: string[] = [];
  const summaries: string[] = [];
  let times = new Float64Array(capacity);
  let told = new Uint32Array(capacity);
  const words = fromKeys(Object.keys(wordColumns) as WordColumn[], () => new Uint8Array(capacity));
  const numbers = fromKeys(sharedColumns, () => new Uint32Array(capacity));
  const dictionaries = fromKeys(sharedColumns, createDictionary);

  const grow = () => {
    capacity = Math.ceil(capacity * growth);
    order = enlarged(order, new Uint32Array(capacity));
    times = enlarged(times, new Float64Array(capacity));
    told = enlarged(told, new Uint32Array(capacity));
    for (const column of Object.keys(words) as WordColumn[]) {
      words[column] = enlarged(words[column], new Uint8Array(capacity));
    }
    for (const column of sharedColumns) {
      numbers[column] = enlarged(numbers[column], new Uint32Array(capacity));
    }
  };

  const countBefore = ({ at, id }: Position): number => {
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = order[middle] ?? 0;
      const time = times[row] ?? 0;
      if (time < at || (time === at && (ids[row] ?? '') < id)) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const insert = ({ id, at }: AlertRow): number => {
    if (rows - free.length >= capacity) grow();
    const row = free.pop() ?? rows++;
    const place = countBefore({ at, id });
    order.copyWithin(place + 1, place, size);
    order[place] = row;
    size++;
    ids[row] = id;
    times[row] = at;
    rowOf.set(id, row);
    return row;
  };

  const releaseShared = (row: number) => {
    for (const column of sharedColumns) dictionaries[column].release(numbers[column][row] ?? 0);
  };

  return {
    words,
    numbers,
    dictionaries,
    size: () => size,
    version: () => version,

    put(alert) {
      version++;
      const known = rowOf.get(alert.id);
      const row = known ?? insert(alert);
      if (known !== undefined) releaseShared(row);
      const { item } = alert;
      words.severity[row] = severities.indexOf(item.severity);
      words.state[row] = states.indexOf(item.state);
      words.status[row] = alertStatuses.indexOf(item.status);
      words.reason[row] = Math.max(0, reasons.indexOf(reasonOf(item)));
      words.category[row] = categories.indexOf(item.category);
      words.kind[row] = kinds.indexOf(item.kind);
      numbers.from[row] = dictionaries.from.take(item.from);
      numbers.to[row] = dictionaries.to.take(JSON.stringify(item.to));
      numbers.host[row] = dictionaries.host.take(item.host);
      numbers.resource[row] = dictionaries.resource.take(item.resource);
      numbers.source[row] = dictionaries.source.take(item.source);
      numbers.incident[row] = dictionaries.incident.take(item.incidentId ?? '');
      const subject = item.subject.toLowerCase();
      const summary = item.summary.toLowerCase();
      subjects[row] = subject;
      summaries[row] = summary === subject ? subject : summary;
      const toldAfterMs = alert.firstToldAt === null ? -1 : alert.firstToldAt - alert.at;
      told[row] = toldAfterMs < 0 ? notTold : Math.min(toldAfterMs, notTold - 1);
    },

    remove(gone) {
      const leaving = new Set<number>();
      for (const id of gone) {
        const row = rowOf.get(id);
        if (row === undefined) continue;
        leaving.add(row);
        rowOf.delete(id);
        releaseShared(row);
        ids[row] = '';
        subjects[row] = '';
        summaries[row] = '';
      }
      if (leaving.size === 0) return;
      version++;
      let kept = 0;
      for (let place = 0; place < size; place++) {
        const row = order[place] ?? 0;
        if (!leaving.has(row)) order[kept++] = row;
      }
      size = kept;
      free.push(...leaving);
    },

    countBefore,
    rowAt: (place) => order[place] ?? 0,
    id: (row) => ids[row] ?? '',
    at: (row) => times[row] ?? 0,
    toldAfterMs: (row) => (told[row] === notTold ? null : (told[row] ?? null)),
    subject: (row) => subjects[row] ?? '',
    summary: (row) => summaries[row] ?? '',
  };
};

const fromKeys = <K extends string, T>(names: readonly K[], make: () => T): Record<K, T> =>
  Object.fromEntries(names.map((name) => [name, make()])) as Record<K, T>;

const enlarged = <T extends Uint8Array | Uint32Array | Float64Array>(from: T, into: T): T => {
  into.set(from);
  return into;
};
