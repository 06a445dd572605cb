/**
 * Taking mail comes before working on it: both share one event loop. While mail pours in and the loop has nothing to
 * spare, the feed is slowed down, never stopped; what is not fed waits on disk. When the burst is over it runs freely.
 */
export interface FeedPace {
  /** A message was accepted. */
  accepted(): void;
  /** How many messages may be fed now. Those that are fed must be told by `fed`. */
  allowance(): number;
  fed(count: number): void;
}

const windowMs = 200;
/** Messages a window from which intake counts as busy: 100 a second. */
const busyFrom = 20;
/** Sessions at work from which it does: where the loop keeps them waiting, few messages come, and many clients wait. */
const busyFromSessions = 16;
/** Share of the window in which the loop was busy (see `performance.eventLoopUtilization`): lower while clients wait. */
const saturatedFrom = { keepingUp: 0.75, clientsWait: 0.5 } as const;
/** Messages a window: never less than 40 a second, so that telling goes on in any storm. */
const leastAWindow = 8;
const firstAWindow = 30;
const slowDown = 0.6;
const speedUp = 1.25;

export const createFeedPace = (deps: {
  monotonic: () => number;
  /** Busy share of the event loop since the last call, 0 to 1. */
  utilization: () => number;
  /** SMTP sessions in which something happens. */
  activeSessions: () => number;
}): FeedPace => {
  const { monotonic, utilization, activeSessions } = deps;
  let windowFrom = monotonic();
  let acceptedInWindow = 0;
  let aWindow = Number.POSITIVE_INFINITY;
  let left = aWindow;

  const turn = () => {
    const elapsed = monotonic() - windowFrom;
    if (elapsed < windowMs) return;
    const clientsWait = activeSessions() >= busyFromSessions;
    const isBusy = clientsWait || (acceptedInWindow * windowMs) / elapsed >= busyFrom;
    const isSaturated = utilization() > (clientsWait ? saturatedFrom.clientsWait : saturatedFrom.keepingUp);
    if (!isBusy) aWindow = Number.POSITIVE_INFINITY;
    else if (isSaturated)
      aWindow = Math.max(leastAWindow, Math.min(aWindow, firstAWindow / slowDown) * slowDown);
    else if (Number.isFinite(aWindow)) aWindow = aWindow * speedUp + 1;
    left = aWindow;
    windowFrom = monotonic();
    acceptedInWindow = 0;
  };

  return {
    accepted() {
      acceptedInWindow++;
      // A burst is seen while it begins: what is fed in its first moments is worked on during all of it.
      if (acceptedInWindow === busyFrom && left > firstAWindow) left = firstAWindow;
    },
    allowance() {
      turn();
      return Math.floor(left);
    },
    fed(count) {
      left -= count;
    },
  };
};
