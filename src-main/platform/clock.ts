import type { Clock } from '../engine/ports.ts';

/** The machine's clocks. `monotonic` is milliseconds since the process began. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
