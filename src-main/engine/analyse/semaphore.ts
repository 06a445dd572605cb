/** Thrown to a caller that found the queue full. */
export class QueueFullError extends Error {
  constructor() {
    super('too many are waiting');
    this.name = 'QueueFullError';
  }
}

export interface Semaphore {
  /**
   * Waits for a free place and answers how to give it back (giving back twice is harmless). Urgent callers go first.
   * Rejects with QueueFullError where `maxWaiting` wait already, or with the signal's reason when it aborts.
   */
  acquire(options: { urgent: boolean; signal?: AbortSignal | undefined }): Promise<() => void>;
  readonly active: number;
  readonly waiting: number;
}

interface Waiter {
  grant: () => void;
}

/** Lets at most `places` run at once. */
export const createSemaphore = (places: number, maxWaiting: number): Semaphore => {
  let active = 0;
  const lanes: { urgent: Waiter[]; normal: Waiter[] } = { urgent: [], normal: [] };

  const handOn = (): void => {
    active -= 1;
    const next = lanes.urgent.shift() ?? lanes.normal.shift();
    if (next === undefined) return;
    active += 1;
    next.grant();
  };

  const releaseOnce = (): (() => void) => {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      handOn();
    };
  };

  const wait = (lane: Waiter[], signal: AbortSignal | undefined): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const giveUp = (): void => {
        lane.splice(lane.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        grant: () => {
          signal?.removeEventListener('abort', giveUp);
          resolve(releaseOnce());
        },
      };
      lane.push(waiter);
      signal?.addEventListener('abort', giveUp, { once: true });
    });

  return {
    acquire: async ({ urgent, signal }) => {
      signal?.throwIfAborted();
      if (active < places) {
        active += 1;
        return releaseOnce();
      }
      if (lanes.urgent.length + lanes.normal.length >= maxWaiting) throw new QueueFullError();
      return wait(urgent ? lanes.urgent : lanes.normal, signal);
    },
    get active() {
      return active;
    },
    get waiting() {
      return lanes.urgent.length + lanes.normal.length;
    },
  };
};
