/** Finds alerts among the columns: a filter becomes a test of one row, and the rows are gone through newest first. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type QueryTerm, termFields, textMatcher } from '../../../src-shared/alert-query.ts';
import type { AddressMatcher } from '../route/globs.ts';
import { type AlertColumns, type SharedColumn, type WordColumn, wordsOf } from './alert-index-columns.ts';
import type { AlertFilter, Position } from './alert-search-filter.ts';

export type RowTest = (row: number) => boolean;

/** The longest a scan keeps the event loop to itself. */
const turnMs = 15;
const rowsBetweenLooks = 1024;

/** Above every id: the newest place of a millisecond. */
const afterEveryId = '\uffff';

/**
 * Calls `visit` for each fitting row behind a position (null: from the newest), newest first, until it answers false. Gives
 * way to other work between turns; rows that come or change meanwhile are seen or not, the others exactly once.
 */
export const scanAlerts = async (
  columns: AlertColumns,
  filter: AlertFilter,
  behind: Position | null,
  visit: (row: number) => boolean,
): Promise<void> => {
  let last = behind;
  for (;;) {
    const version = columns.version();
    const fits = compileFilter(columns, filter);
    const oldest = columns.countBefore({ at: filter.since, id: '' });
    let place = columns.countBefore({ at: filter.until, id: afterEveryId });
    if (last !== null) place = Math.min(place, columns.countBefore(last));
    let turnEnd = performance.now() + turnMs;
    while (columns.version() === version) {
      const pause = Math.max(oldest, place - rowsBetweenLooks);
      while (place > pause) {
        const row = columns.rowAt(--place);
        if (fits(row) && !visit(row)) return;
      }
      if (place <= oldest) return;
      if (performance.now() < turnEnd) continue;
      const row = columns.rowAt(place);
      last = { at: columns.at(row), id: columns.id(row) };
      await nextTurn();
      turnEnd = performance.now() + turnMs;
    }
  }
};

/** Good until the columns change. */
export const compileFilter = (columns: AlertColumns, filter: AlertFilter): RowTest => {
  const tests = [...wordTests(columns, filter)];
  for (const [column, matcher] of [
    ['from', filter.from],
    ['to', filter.to],
  ] as const) {
    if (matcher !== null) tests.push(tableTest(columns, column, addressTable(columns, column, matcher), 1));
  }
  // Texts last: they cost the most, and the other tests leave fewer rows to them.
  for (const kind of ['shared', 'text'] as const) {
    for (const term of filter.terms) if (kindOf(term) === kind) tests.push(termTest(columns, term));
  }
  const [first, second] = tests;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  return (row) => {
    for (const test of tests) if (!test(row)) return false;
    return true;
  };
};

const kindOf = ({ field }: QueryTerm): 'word' | 'shared' | 'text' => {
  if (field === null || field === 'subject' || field === 'summary' || field === 'id') return 'text';
  return isWordColumn(field) ? 'word' : 'shared';
};

const wordColumns: readonly WordColumn[] = ['severity', 'state', 'status', 'reason', 'category', 'kind'];
const isWordColumn = (field: string): field is WordColumn => wordColumns.some((column) => column === field);

/** One table a column, for the filter and all terms about it together. */
const wordTests = (columns: AlertColumns, filter: AlertFilter): RowTest[] =>
  wordColumns.flatMap((column) => {
    const wanted = column === 'severity' || column === 'state' || column === 'status' ? filter[column] : null;
    const terms = filter.terms.filter(({ field }) => field === column);
    if (wanted === null && terms.length === 0) return [];
    const allowed = Uint8Array.from(wordsOf(column), (word) =>
      (wanted === null || word === wanted) &&
      terms.every((term) => textMatcher(term)(word) !== term.isNegated)
        ? 1
        : 0,
    );
    const words = columns.words[column];
    return [(row: number) => allowed[words[row] ?? 0] === 1];
  });

const addressTable = (columns: AlertColumns, column: 'from' | 'to', matches: AddressMatcher): Uint8Array =>
  columns.dictionaries[column].table(
    column === 'to' ? (list) => (JSON.parse(list || '[]') as string[]).some(matches) : matches,
  );

const sharedTable = (columns: AlertColumns, column: SharedColumn, term: QueryTerm): Uint8Array => {
  const matches = textMatcher(term);
  const fits = (text: string) => matches(text.toLowerCase());
  if (column === 'from' || column === 'to') return addressTable(columns, column, fits);
  return columns.dictionaries[column].table(fits);
};

const tableTest = (
  columns: AlertColumns,
  column: SharedColumn,
  table: Uint8Array,
  wanted: 0 | 1,
): RowTest => {
  const numbers = columns.numbers[column];
  return (row) => table[numbers[row] ?? 0] === wanted;
};

const termTest = (columns: AlertColumns, term: QueryTerm): RowTest => {
  const matches = textMatcher(term);
  const inSubject: RowTest = (row) => matches(columns.subject(row));
  const inSummary: RowTest = (row) => matches(columns.summary(row));
  /** Often one and the same text. */
  const inOwnSummary: RowTest = (row) =>
    columns.summary(row) !== columns.subject(row) && matches(columns.summary(row));
  const fields = termFields(term);
  const tests = fields.map((field): RowTest => {
    if (field === 'subject') return inSubject;
    if (field === 'summary') return fields.includes('subject') ? inOwnSummary : inSummary;
    if (field === 'id') return (row) => matches(columns.id(row).toLowerCase());
    // Words have tests of their own: only shared texts are left.
    const column = field as SharedColumn;
    return tableTest(columns, column, sharedTable(columns, column, term), 1);
  });
  // What is cheap to look up comes before what must be searched.
  tests.reverse();
  const holds = anyOf(tests);
  return term.isNegated ? (row) => !holds(row) : holds;
};

const anyOf = (tests: readonly RowTest[]): RowTest => {
  const [only] = tests;
  if (tests.length === 1 && only) return only;
  return (row) => {
    for (const test of tests) if (test(row)) return true;
    return false;
  };
};
