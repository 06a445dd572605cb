import type { LogEntry } from '../../../src-shared/contract/logs.ts';
import type { LogFilter } from './use-log-filter.ts';

/** `name=value` as on a terminal; what holds spaces is quoted. */
export const fieldText = (value: unknown): string =>
  typeof value === 'string' && /^[\w.:@/+-]+$/.test(value) ? value : (JSON.stringify(value) ?? '');

export const fieldsText = (fields: LogEntry['fields']): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${fieldText(value)}`)
    .join(' ');

/** Every word stands somewhere in the record. */
export const fitsLog = ({ level, message, fields }: LogEntry, { q, levels }: LogFilter): boolean => {
  if (!levels.includes(level)) return false;
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = `${message} ${fieldsText(fields)} ${JSON.stringify(fields)}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

/** One JSON line a record, like the log file's. */
export const entriesToText = (entries: readonly LogEntry[]): string =>
  entries
    .map(({ at, level, message, fields }) =>
      JSON.stringify({ time: new Date(at).toISOString(), level, message, ...fields }),
    )
    .join('\n');
