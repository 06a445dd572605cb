/** A value that others follow: each sees how it stands now, and every later state unless it was quicker than they were. */
export interface Latest<T> {
  get(): T;
  set(value: T): void;
  onChange(listener: (value: T) => void): () => void;
  /** Ends when the signal aborts. */
  follow(signal?: AbortSignal): AsyncGenerator<T>;
}

export const createLatest = <T>(first: T): Latest<T> => {
  let value = first;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of [...listeners]) listener(next);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async *follow(signal) {
      let isNew = true;
      let wake = (): void => {};
      const hear = (): void => {
        isNew = true;
        wake();
      };
      const onAbort = (): void => wake();
      listeners.add(hear);
      signal?.addEventListener('abort', onAbort);
      try {
        while (!signal?.aborted) {
          if (isNew) {
            isNew = false;
            yield value;
            continue;
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        listeners.delete(hear);
        signal?.removeEventListener('abort', onAbort);
      }
    },
  };
};
