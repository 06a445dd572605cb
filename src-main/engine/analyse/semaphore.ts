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

type Lane = 'urgent' | 'normal';

interface Waiter {
  grant: () => void;
}

/** Lets at most `places` run at once; of these, `forUrgent` are never taken by callers that are not urgent. */
export const createSemaphore = (places: number, maxWaiting: number, forUrgent = 0): Semaphore => {
  const most = { urgent: places, normal: places - forUrgent } as const satisfies Record<Lane, number>;
  const running = { urgent: 0, normal: 0 };
  const lanes: Record<Lane, Waiter[]> = { urgent: [], normal: [] };

  const active = () => running.urgent + running.normal;
  const isFree = (lane: Lane) => active() < places && running[lane] < most[lane];

  const handOn = (): void => {
    const lane = (['urgent', 'normal'] as const).find((one) => lanes[one].length > 0 && isFree(one));
    if (lane === undefined) return;
    running[lane] += 1;
    lanes[lane].shift()?.grant();
  };

  const releaseOnce = (lane: Lane): (() => void) => {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      running[lane] -= 1;
      handOn();
    };
  };

  const wait = (name: Lane, signal: AbortSignal | undefined): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const lane = lanes[name];
      const giveUp = (): void => {
        lane.splice(lane.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        grant: () => {
          signal?.removeEventListener('abort', giveUp);
          resolve(releaseOnce(name));
        },
      };
      lane.push(waiter);
      signal?.addEventListener('abort', giveUp, { once: true });
    });

  return {
    acquire: async ({ urgent, signal }) => {
      signal?.throwIfAborted();
      const lane: Lane = urgent ? 'urgent' : 'normal';
      if (isFree(lane)) {
        running[lane] += 1;
        return releaseOnce(lane);
      }
      if (lanes.urgent.length + lanes.normal.length >= maxWaiting) throw new QueueFullError();
      return wait(lane, signal);
    },
    get active() {
      return active();
    },
    get waiting() {
      return lanes.urgent.length + lanes.normal.length;
    },
  };
};
