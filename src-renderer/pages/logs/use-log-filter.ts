import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type LogLevel, logLevels } from '../../../src-shared/contract/logs.ts';

export interface LogFilter {
  q: string;
  levels: readonly LogLevel[];
}

/** What is shown, kept in the URL. */
export const useLogFilter = () => {
  const [params, setParams] = useSearchParams();
  const q = params.get('q') ?? '';
  const named = params.get('levels');
  const filter = useMemo<LogFilter>(
    () => ({
      q,
      levels: named === null ? logLevels : logLevels.filter((level) => named.split(',').includes(level)),
    }),
    [q, named],
  );
  const setFilter = (change: Partial<LogFilter>): void => {
    const next = { ...filter, ...change };
    setParams(
      {
        ...(next.q === '' ? {} : { q: next.q }),
        ...(next.levels.length === logLevels.length ? {} : { levels: next.levels.join(',') }),
      },
      { replace: true },
    );
  };
  return { filter, setFilter };
};
