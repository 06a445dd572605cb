import { useMemo } from 'react';
import { useParams, useSearchParams } from 'react-router';

/** What the address says about the editor. */
export type Place =
  | { kind: 'list' }
  | { kind: 'mute'; id: string }
  | { kind: 'new'; glob: string; scope: 'sender' | 'domain'; reason: string };

export const readPlace = (rest: string, params: URLSearchParams): Place => {
  if (rest === '') return { kind: 'list' };
  if (rest !== 'new') return { kind: 'mute', id: rest };
  return {
    kind: 'new',
    glob: params.get('glob') ?? '',
    scope: params.get('scope') === 'domain' ? 'domain' : 'sender',
    reason: params.get('reason') ?? '',
  };
};

export const usePlace = (): Place => {
  const rest = useParams()['*'] ?? '';
  const [params] = useSearchParams();
  return useMemo(() => readPlace(rest, params), [rest, params]);
};

/** The search stays while the editor opens and closes. */
export const useMutesPath = (): ((path: string) => string) => {
  const search = useSearchParams()[0].get('q') ?? '';
  return (path) => (search === '' ? path : `${path}?${new URLSearchParams({ q: search })}`);
};
