/** What the list of alerts is narrowed to, as it stands in the page's address. */
import {
  type AlertStatus,
  alertStatuses,
  type Severity,
  type State,
  type SuppressionReason,
  severities,
  states,
  suppressionReasons,
} from '../../../src-shared/vocabulary.ts';
import type { AlertFilter } from '../../data/alert-pages.ts';

const hour = 3_600_000;
export const ranges = { '1h': hour, '6h': 6 * hour, '24h': 24 * hour, '7d': 168 * hour, '30d': 720 * hour };
export type Range = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as Range[];

export interface ListFilter {
  q: string;
  severity: Severity | null;
  state: State | null;
  status: AlertStatus | null;
  /** Up to now. */
  range: Range | null;
  /** Epoch ms; where given, `range` is not. */
  since: number | null;
  until: number | null;
}

export const noFilter: ListFilter = {
  q: '',
  severity: null,
  state: null,
  status: null,
  range: null,
  since: null,
  until: null,
};

const oneOf = <T extends string>(value: string | null, values: readonly T[]): T | null =>
  values.find((known) => known === value) ?? null;

/** Epoch ms or ISO 8601; nonsense counts as not given. */
const time = (value: string | null): number | null => {
  if (value === null || value === '') return null;
  const at = /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  return Number.isFinite(at) ? at : null;
};

export const readFilter = (params: URLSearchParams): ListFilter => {
  const since = time(params.get('since'));
  const until = time(params.get('until'));
  return {
    q: params.get('q') ?? '',
    severity: oneOf(params.get('severity'), severities),
    state: oneOf(params.get('state'), states),
    status: oneOf(params.get('status'), alertStatuses),
    range: since === null && until === null ? oneOf(params.get('range'), rangeNames) : null,
    since,
    until,
  };
};

/** Only what differs from no filter, in a fixed order, so that the same view has the same address. */
export const writeFilter = (filter: ListFilter): URLSearchParams => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== null && value !== '') params.set(name, String(value));
  }
  return params;
};

export const isFiltered = (filter: ListFilter): boolean => writeFilter(filter).size > 0;

const reasonTerm = /(?<!\S)reason:(\w+)(?!\S)/gi;

/** The reason of suppression that a query asks for; null where it asks for none, or for one nobody knows. */
export const reasonIn = (query: string): SuppressionReason | null => {
  const [term] = query.matchAll(reasonTerm);
  return oneOf(term?.[1]?.toLowerCase() ?? null, suppressionReasons);
};

/** The same query, for this reason alone; null: for all. */
export const withReason = (query: string, reason: SuppressionReason | null): string =>
  [query.replace(reasonTerm, ''), ...(reason === null ? [] : [`reason:${reason}`])]
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Ranges move on in steps, so that the question to the server stays the same one for a while. */
const stepsOfRange = 12;

export const toApiFilter = (filter: ListFilter, now: number): AlertFilter => {
  const { q, severity, state, status, range, since, until } = filter;
  const span = range === null ? 0 : ranges[range];
  const step = span / stepsOfRange;
  const from = range === null ? since : Math.floor(now / step) * step - span;
  return {
    ...(q.trim() === '' ? {} : { q: q.trim() }),
    ...(severity === null ? {} : { severity }),
    ...(state === null ? {} : { state }),
    ...(status === null ? {} : { status }),
    ...(from === null ? {} : { since: from }),
    ...(until === null ? {} : { until }),
  };
};
