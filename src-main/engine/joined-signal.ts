/**
 * One signal for several reasons to stop. `AbortSignal.any` and `AbortSignal.timeout` are not for what is done thousands of
 * times beside a signal that lives as long as the program: Node 24 holds each that was listened to until it fires, and its
 * listeners with it (gcPersistentSignals in lib/internal/abort_controller.js).
 */
export interface JoinedSignal {
  signal: AbortSignal;
  /** Lets go of the others and of the timer. To be called in any case. */
  release(): void;
}

/** Aborted with the first of `others`, or after `timeoutMs` with a `TimeoutError`. */
export const joinSignals = (
  others: readonly (AbortSignal | null | undefined)[],
  timeoutMs?: number,
): JoinedSignal => {
  const controller = new AbortController();
  const parents = others.filter((other) => other !== null && other !== undefined);
  const follow = ({ target }: Event) => controller.abort((target as AbortSignal).reason);
  for (const parent of parents) {
    if (parent.aborted) controller.abort(parent.reason);
    else parent.addEventListener('abort', follow, { once: true });
  }
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(
          () => controller.abort(new DOMException('the time is up', 'TimeoutError')),
          timeoutMs,
        ).unref();
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer);
      for (const parent of parents) parent.removeEventListener('abort', follow);
    },
  };
};
