/**
 * Callers with the same key share one run: the first runs, the others get what it came to. Nothing is kept afterwards.
 */
export interface SingleFlight<T> {
  /** `isLeader`: this call ran it. A waiting call rejects with the signal's reason when that aborts. */
  run(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<{ value: T; isLeader: boolean }>;
  readonly size: number;
}

export const createSingleFlight = <T>(): SingleFlight<T> => {
  const flights = new Map<string, Promise<T>>();
  return {
    async run(key, signal, work) {
      const running = flights.get(key);
      if (running !== undefined) return { value: await unlessAborted(running, signal), isLeader: false };
      const flight = work().finally(() => flights.delete(key));
      flights.set(key, flight);
      return { value: await flight, isLeader: true };
    },
    get size() {
      return flights.size;
    },
  };
};

const unlessAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  if (signal.aborted) return Promise.reject(signal.reason);
  let stopListening = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    stopListening = () => signal.removeEventListener('abort', giveUp);
  });
  return Promise.race([work, aborted]).finally(stopListening);
};
