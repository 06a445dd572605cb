/**
 * Work that is planned for later is kept in Redis by wall time. When the wall clock is set back, it would come as much too
 * late; so the step is noticed by the clock that never jumps, and what waits is brought forward by it. A step ahead makes
 * it come early, once, and needs nothing. What is removed for its age waits until the clock has been left alone for a
 * while: a machine that starts in 2039, until its time comes from the network, must not lose what it keeps.
 */
import type { Clock, Logger } from './ports.ts';

/** Slewing and the coarseness of timers stay below it. */
const leastStepMs = 5_000;
/** Long enough for a machine that has just started to get its time from the network. */
const settledAfterMs = 600_000;

export interface ClockWatch {
  /** To be called every second or so. */
  look(): Promise<void>;
  /** Nobody has set it for some minutes, nor has this program just started. */
  isSettled(): boolean;
}

export const createClockWatch = (deps: {
  clock: Clock;
  /** The clock was set back by so much; `before` is what it said just then. */
  onSetBack: (byMs: number, before: number) => Promise<void>;
  logger: Logger;
}): ClockWatch => {
  const { clock, onSetBack, logger } = deps;
  let wall = clock.now();
  let steady = clock.monotonic();
  let leftAloneSince = steady;
  /** Not yet made good: Redis was away. */
  let owedMs = 0;
  let before = wall;

  return {
    async look() {
      const [wallNow, steadyNow] = [clock.now(), clock.monotonic()];
      const expected = wall + (steadyNow - steady);
      const step = wallNow - expected;
      wall = wallNow;
      steady = steadyNow;
      if (Math.abs(step) >= leastStepMs) {
        logger.warn({ stepMs: Math.round(step) }, 'the wall clock was set');
        leftAloneSince = steadyNow;
        if (owedMs === 0) before = expected;
        owedMs = Math.max(0, owedMs - step);
      }
      if (owedMs === 0) return;
      await onSetBack(owedMs, before);
      owedMs = 0;
    },
    isSettled() {
      const isStep = Math.abs(clock.now() - wall - (clock.monotonic() - steady)) >= leastStepMs;
      return !isStep && clock.monotonic() - leftAloneSince >= settledAfterMs;
    },
  };
};
