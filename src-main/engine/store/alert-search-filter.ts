/** What a list of alerts is asked for: the filter, and the place in the order (newest first) behind which it goes on. */
import { matchesQuery, parseQuery, type QueryTerm } from '../../../src-shared/alert-query.ts';
import type { AlertItem, AlertListInput } from '../../../src-shared/contract/alerts.ts';
import type { AlertStatus, Severity, State } from '../../../src-shared/vocabulary.ts';
import { AppError } from '../errors.ts';
import { type AddressMatcher, compileGlob } from '../route/globs.ts';

export interface AlertFilter {
  severity: Severity | null;
  state: State | null;
  status: AlertStatus | null;
  from: AddressMatcher | null;
  to: AddressMatcher | null;
  terms: readonly QueryTerm[];
  /** Epoch ms, both included. */
  since: number;
  until: number;
}

/** A place in the order: time of receipt (epoch ms), then id. Ids are ASCII and compare as Redis compares them. */
export interface Position {
  at: number;
  id: string;
}

/** Throws `invalid_input` where the query cannot be read. */
export const filterFrom = (input: AlertListInput): AlertFilter => {
  const query = parseQuery(input.q ?? '');
  if (query.kind === 'refused') throw new AppError('invalid_input', { field: 'q', message: query.message });
  return {
    severity: input.severity ?? null,
    state: input.state ?? null,
    status: input.status ?? null,
    from: input.from === undefined ? null : addressFilter(input.from),
    to: input.to === undefined ? null : addressFilter(input.to),
    terms: query.terms,
    since: input.since ?? 0,
    until: input.until ?? Number.MAX_SAFE_INTEGER,
  };
};

/** Whether an alert as it is now fits. Its time is not looked at: it never changes. */
export const fitsFilter = (filter: AlertFilter, item: AlertItem): boolean =>
  (filter.severity === null || item.severity === filter.severity) &&
  (filter.state === null || item.state === filter.state) &&
  (filter.status === null || item.status === filter.status) &&
  (filter.from === null || filter.from(item.from)) &&
  (filter.to === null || item.to.some(filter.to)) &&
  matchesQuery(item, filter.terms);

/** A glob where it holds `*` or `?`, else a part of the address. */
const addressFilter = (text: string): AddressMatcher => {
  if (/[*?]/.test(text) && (text.match(/\*+/g)?.length ?? 0) <= 3) return compileGlob(text);
  const part = text.toLowerCase();
  return (address) => address.toLowerCase().includes(part);
};

const cursorPattern = /^(\d{1,16})_([0-9a-f-]{36})$/;

/** Throws `invalid_input` for what is no cursor. */
export const readCursor = (cursor: string | undefined): Position | null => {
  if (cursor === undefined || cursor === '') return null;
  const match = cursorPattern.exec(cursor);
  if (!match)
    throw new AppError('invalid_input', {
      field: 'cursor',
      message: 'cursor must be the nextCursor of an earlier answer.',
    });
  return { at: Number(match[1]), id: match[2] ?? '' };
};

export const writeCursor = ({ at, id }: Position): string => `${at}_${id}`;
