import type { Counters } from '../../src-main/engine/notify/channel.ts';

/** Counters as Redis keeps them, without expiry. */
export const createMemoryCounters = (): Counters & { values: Map<string, number> } => {
  const values = new Map<string, number>();
  return {
    values,
    add: async (name, by) => {
      const value = (values.get(name) ?? 0) + by;
      values.set(name, value);
      return value;
    },
  };
};
