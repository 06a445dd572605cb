import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useNow } from '../../components/now.ts';
import { type ListFilter, noFilter, readFilter, toApiFilter, writeFilter } from './filters.ts';

/** The filter in the page's address. Parameters that are none of it, such as the open tab, stay. */
export const useListFilter = () => {
  const [params, setParams] = useSearchParams();
  const now = useNow();
  const filter = useMemo(() => readFilter(params), [params]);
  const apiFilter = toApiFilter(filter, now);
  const apiKey = JSON.stringify(apiFilter);

  const change = useCallback(
    (part: Partial<ListFilter>, options: { replace?: boolean } = {}) =>
      setParams((before) => {
        const after = writeFilter({ ...readFilter(before), ...part });
        const tab = before.get('tab');
        if (tab !== null) after.set('tab', tab);
        return after;
      }, options),
    [setParams],
  );
  const clear = useCallback(() => change(noFilter), [change]);
  return {
    filter,
    // The same object as long as it asks the same.
    // biome-ignore lint/correctness/useExhaustiveDependencies: its contents count
    apiFilter: useMemo(() => apiFilter, [apiKey]),
    change,
    clear,
  };
};
