import { setTimeout as sleep } from 'node:timers/promises';

/** Looks until it is so, and fails with `what` when it is not within the time. */
export const waitUntil = async (
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> => {
  const until = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error(`within ${withinMs} ms it was never so: ${what}`);
    await sleep(20);
  }
};
