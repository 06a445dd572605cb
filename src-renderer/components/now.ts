import { useSyncExternalStore } from 'react';

const tickMs = 5_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
};

/** The time, one shared tick every five seconds. */
export const useNow = (): number =>
  useSyncExternalStore(subscribe, () => {
    if (timer === null) now = Date.now();
    return now;
  });
