/** Pages that something outside the window asks for. The last one waits until the window is there to show it. */
export interface Openings {
  open(path: string): void;
  follow(signal?: AbortSignal): AsyncGenerator<{ path: string }>;
}

export const createOpenings = (): Openings => {
  let waiting: string | null = null;
  let wake = (): void => {};
  return {
    open(path) {
      waiting = path;
      wake();
    },
    async *follow(signal) {
      const onAbort = (): void => wake();
      signal?.addEventListener('abort', onAbort);
      try {
        while (!signal?.aborted) {
          if (waiting !== null) {
            const path = waiting;
            waiting = null;
            yield { path };
            continue;
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        signal?.removeEventListener('abort', onAbort);
      }
    },
  };
};
