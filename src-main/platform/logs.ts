/**
 * The last records in memory, for the console's live tail.
 */
import { logLevels } from '../../src-shared/contract/logs.ts';
import type { LogRecord, Logs } from '../engine/ports.ts';

export interface LogRing extends Logs {
  push(record: Omit<LogRecord, 'sequence'>): void;
}

export const createLogRing = (capacity = 1_000): LogRing => {
  const records: LogRecord[] = [];
  const listeners = new Set<(record: LogRecord) => void>();
  let sequence = 0;

  return {
    push(record) {
      const numbered = { sequence: ++sequence, ...record };
      records.push(numbered);
      if (records.length > capacity) records.shift();
      for (const listener of listeners) {
        try {
          listener(numbered);
        } catch {
          // Saying so would be a record too, and come back here.
          listeners.delete(listener);
        }
      }
    },

    list({ level = 'debug', after = 0, limit = capacity } = {}) {
      const floor = logLevels.indexOf(level);
      const found = records.filter(
        (record) => record.sequence > after && logLevels.indexOf(record.level) >= floor,
      );
      return limit > 0 ? found.slice(-limit) : [];
    },

    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
