/**
 * The search language of alerts: free words, "phrases", and field:value terms, each with - before it for not.
 * `severity:critical from:*@db* -host:web01 "replication lag"`. All terms must hold. Shared so that the console can check
 * and complete a query while it is typed.
 */
import type { AlertItem } from './contract/alerts.ts';

/** Field names, and what of an alert each looks at. */
const fields = {
  severity: (item) => [item.severity],
  state: (item) => [item.state],
  status: (item) => [item.status],
  reason: (item) => [reasonOf(item)],
  kind: (item) => [item.kind],
  category: (item) => [item.category],
  from: (item) => [item.from],
  to: (item) => item.to,
  subject: (item) => [item.subject],
  host: (item) => [item.host],
  resource: (item) => [item.resource],
  source: (item) => [item.source],
  summary: (item) => [item.summary],
  incident: (item) => [item.incidentId ?? ''],
  id: (item) => [item.id],
} as const satisfies Record<string, (item: AlertItem) => readonly string[]>;

/** Why nobody was told of it; empty for what is not suppressed. */
export const reasonOf = (item: Pick<AlertItem, 'status' | 'suppressedBy'>): string =>
  item.status === 'suppressed' ? (item.suppressedBy ?? '') : '';

export type QueryField = keyof typeof fields;
export const queryFields = Object.keys(fields) as QueryField[];
/** Fields whose values are words of the product: compared whole, not as part of a text. */
const exactFields: readonly QueryField[] = [
  'severity',
  'state',
  'status',
  'reason',
  'kind',
  'category',
  'incident',
  'id',
];

export interface QueryTerm {
  field: QueryField | null;
  /** Lower case. */
  value: string;
  isNegated: boolean;
}

export type ParsedQuery = { kind: 'query'; terms: QueryTerm[] } | { kind: 'refused'; message: string };

const maxTerms = 20;
const termPattern = /(-?)(?:([A-Za-z]+):)?(?:"([^"]*)"|(\S+))/g;

export const parseQuery = (text: string): ParsedQuery => {
  const terms: QueryTerm[] = [];
  for (const [, minus, name, quoted, word] of text.matchAll(termPattern)) {
    const value = (quoted ?? word ?? '').toLowerCase();
    if (value === '') continue;
    const field = name?.toLowerCase();
    if (field === undefined || isField(field)) {
      terms.push({ field: field ?? null, value, isNegated: minus === '-' });
    } else if (quoted === undefined) {
      // `db01:9100` and `http://...` are words, not fields nobody knows.
      terms.push({ field: null, value: `${field}:${value}`, isNegated: minus === '-' });
    } else {
      return { kind: 'refused', message: `There is no field "${name}". Fields: ${queryFields.join(', ')}.` };
    }
  }
  if (terms.length > maxTerms) return { kind: 'refused', message: `At most ${maxTerms} terms.` };
  return { kind: 'query', terms };
};

const isField = (name: string): name is QueryField => name in fields;

/** Whether an alert fits all terms. `*` in a value stands for any run of characters. */
export const matchesQuery = (item: AlertItem, terms: readonly QueryTerm[]): boolean =>
  terms.every((term) => matchesTerm(item, term) !== term.isNegated);

const matchesTerm = (item: AlertItem, term: QueryTerm): boolean => {
  const matches = textMatcher(term);
  return termFields(term).some((field) => fields[field](item).some((text) => matches(text.toLowerCase())));
};

/** What a free word is looked for in. */
const freeFields = ['subject', 'summary', 'from', 'to', 'host', 'resource', 'source'] as const;

/** The fields that a term looks at: it holds where one of their texts matches (or none does, where it is negated). */
export const termFields = ({ field }: QueryTerm): readonly QueryField[] =>
  field === null ? freeFields : [field];

/** Whether one text, in lower case, is what a term looks for. Negation is left to the caller. */
export const textMatcher = ({ field, value }: QueryTerm): ((lowerCaseText: string) => boolean) => {
  const isWhole = field !== null && exactFields.includes(field);
  if (value.includes('*')) {
    const isAnchored = isWhole || field === 'from' || field === 'to';
    const pieces = value.split('*');
    return (text) => matchesStars(text, pieces, isAnchored);
  }
  return isWhole ? (text) => text === value : (text) => text.includes(value);
};

/** Linear: pieces between stars are looked for from left to right. */
const matchesStars = (text: string, pieces: readonly string[], isWhole: boolean): boolean => {
  let from = 0;
  for (const [index, piece] of pieces.entries()) {
    if (isWhole && index === pieces.length - 1) {
      return piece === '' || (text.length - piece.length >= from && text.endsWith(piece));
    }
    const at = text.indexOf(piece, from);
    if (at < 0 || (isWhole && index === 0 && at > 0)) return false;
    from = at + piece.length;
  }
  return true;
};
