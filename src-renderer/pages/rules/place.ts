import { useMemo } from 'react';
import { useParams, useSearchParams } from 'react-router';

/** What the address says about the editor: closed, a rule's id, or a new rule and how it begins. */
export type Place =
  | { kind: 'list' }
  | { kind: 'rule'; id: string }
  | {
      kind: 'new';
      field: 'from' | 'to';
      glob: string;
      name: string;
      copyOf: string | null;
      beside: { id: string; side: 'before' | 'after' } | null;
    };

export const readPlace = (rest: string, params: URLSearchParams): Place => {
  if (rest === '') return { kind: 'list' };
  if (rest !== 'new') return { kind: 'rule', id: rest };
  const before = params.get('before');
  const after = params.get('after');
  return {
    kind: 'new',
    field: params.get('field') === 'to' ? 'to' : 'from',
    glob: params.get('glob') ?? '',
    name: params.get('name') ?? '',
    copyOf: params.get('copyOf'),
    beside:
      before !== null ? { id: before, side: 'before' } : after !== null ? { id: after, side: 'after' } : null,
  };
};

export const usePlace = (): Place => {
  const rest = useParams()['*'] ?? '';
  const [params] = useSearchParams();
  return useMemo(() => readPlace(rest, params), [rest, params]);
};

const keptNames = ['q', 'from', 'to', 'severity', 'alert'];

/** Addresses of this page that keep what is searched for and tried out. */
export const useRulesPath = (): ((path: string, more?: Record<string, string>) => string) => {
  const [params] = useSearchParams();
  return (path, more = {}) => {
    const kept = [...params].filter(([name]) => keptNames.includes(name));
    const search = new URLSearchParams([...kept, ...Object.entries(more)]).toString();
    return search === '' ? path : `${path}?${search}`;
  };
};
