/** Help while a query is typed: what could follow, and what in it cannot mean what it seems to. */
import { parseQuery, type QueryField, queryFields } from '../../../src-shared/alert-query.ts';
import {
  alertStatuses,
  categories,
  kinds,
  severities,
  states,
  suppressionReasons,
} from '../../../src-shared/vocabulary.ts';

/** Fields whose values are words of the product. */
const knownValues: Partial<Record<QueryField, readonly string[]>> = {
  severity: severities,
  state: states,
  status: alertStatuses,
  reason: suppressionReasons,
  kind: kinds,
  category: categories,
};

export interface Suggestion {
  kind: 'field' | 'value' | 'history';
  /** What is offered. */
  label: string;
  field: QueryField | null;
  /** The whole query with it taken, and where the caret then stands. */
  text: string;
  caret: number;
}

interface Token {
  start: number;
  end: number;
  /** Up to the caret. */
  typed: string;
}

/** The term around the caret; spaces within quotes belong to it. */
const tokenAt = (text: string, caret: number): Token => {
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i < caret; i++) {
    if (text[i] === '"') isQuoted = !isQuoted;
    else if (text[i] === ' ' && !isQuoted) start = i + 1;
  }
  let end = caret;
  while (end < text.length && (isQuoted ? text[end - 1] !== '"' || end === caret : text[end] !== ' ')) end++;
  return { start, end, typed: text.slice(start, caret) };
};

const isField = (name: string): name is QueryField => (queryFields as readonly string[]).includes(name);

const quoted = (value: string): string => (/\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value);

const maxSuggestions = 12;

export interface CompletionSources {
  /** Values seen in the list, for fields with open ones. */
  seen: Partial<Record<QueryField, readonly string[]>>;
  /** Newest first. */
  history: readonly string[];
}

/** What could stand at the caret. */
export const complete = (text: string, caret: number, sources: CompletionSources): Suggestion[] => {
  const { start, end, typed } = tokenAt(text, caret);
  const minus = typed.startsWith('-') ? '-' : '';
  const word = typed.slice(minus.length);
  const take = (kind: Suggestion['kind'], field: QueryField, term: string, label: string, glue: string) => {
    const before = text.slice(0, start) + minus + term + glue;
    const after = text.slice(end).replace(/^ /, '');
    return { kind, field, label, text: before + after, caret: before.length };
  };

  const colon = word.indexOf(':');
  const name = word.slice(0, Math.max(colon, 0)).toLowerCase();
  if (colon > 0 && isField(name)) {
    const part = word
      .slice(colon + 1)
      .replaceAll('"', '')
      .toLowerCase();
    const values = knownValues[name] ?? sources.seen[name] ?? [];
    const fitting = values.filter((value) => value.toLowerCase().includes(part));
    const starting = fitting.filter((value) => value.toLowerCase().startsWith(part));
    return [...new Set([...starting, ...fitting])]
      .filter((value) => value.toLowerCase() !== part)
      .slice(0, maxSuggestions)
      .map((value) => take('value', name, `${name}:${quoted(value)}`, value, ' '));
  }
  const fields = queryFields
    .filter((field) => field.startsWith(word.toLowerCase()))
    .map((field) => take('field', field, `${field}:`, field, ''));
  const asked = text.trim().toLowerCase();
  const before = sources.history
    .filter((query) => query.toLowerCase().startsWith(asked) && query.toLowerCase() !== asked)
    .slice(0, asked === '' ? 5 : 3)
    .map((query) => ({
      kind: 'history' as const,
      field: null,
      label: query,
      text: query,
      caret: query.length,
    }));
  return [...before, ...fields].slice(0, maxSuggestions);
};

export type QueryDoubt =
  | { kind: 'field'; name: string; meant: QueryField | null }
  | { kind: 'value'; field: QueryField; value: string; values: readonly string[] }
  | { kind: 'quote' }
  | { kind: 'refused'; message: string };

const termPattern = /-?([A-Za-z]+):(?:"([^"]*)"|(\S*))/g;

/** The first thing in a query that will not find what it seems to look for. `isError`: it is not asked at all. */
export const doubtOf = (text: string): (QueryDoubt & { isError: boolean }) | null => {
  if ((text.match(/"/g)?.length ?? 0) % 2 === 1) return { kind: 'quote', isError: false };
  for (const [, name = '', quotedValue, word] of text.matchAll(termPattern)) {
    const field = name.toLowerCase();
    const value = (quotedValue ?? word ?? '').toLowerCase();
    if (!isField(field)) {
      const meant = nearest(field);
      // `db01:9100` and `http://` are words; a slip of the pen or a quoted value is meant as a field.
      if (quotedValue !== undefined) return { kind: 'field', name, meant, isError: true };
      if (meant !== null) return { kind: 'field', name, meant, isError: false };
      continue;
    }
    const values = knownValues[field];
    if (values !== undefined && value !== '' && !value.includes('*') && !values.includes(value)) {
      return { kind: 'value', field, value, values, isError: false };
    }
  }
  const parsed = parseQuery(text);
  return parsed.kind === 'refused' ? { kind: 'refused', message: parsed.message, isError: true } : null;
};

const nearest = (name: string): QueryField | null =>
  queryFields.find((field) => name.length > 1 && distance(name, field) <= (field.length > 4 ? 2 : 1)) ?? null;

/** Letters to add, drop, change or swap with their neighbour. */
const distance = (a: string, b: string): number => {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array<number>(b.length).fill(0)]);
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let j = 1; j <= b.length; j++) (rows[0] as number[])[j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      (rows[i] as number[])[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + change,
        ...(isSwap ? [at(i - 2, j - 2) + 1] : []),
      );
    }
  }
  return at(a.length, b.length);
};
