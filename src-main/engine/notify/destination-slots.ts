/**
 * Shares a channel's attempts among its destinations, so that one that hangs leaves room for the others (Q5). A delivery
 * waits here for a moment; when its destination stays busy it goes back to the queue.
 */
export interface DestinationSlots {
  /**
   * Answers how to give the place back, or null where none became free in time; at once where the destination has been
   * full and without movement for that long already.
   */
  take(
    destinationId: string,
    atATime: number,
    waitMs: number,
    /** Before others that wait; and where the destination is full, one of them has a place more. */
    isUrgent?: boolean,
  ): Promise<(() => void) | null>;
}

interface Waiter {
  /** Takes the place where fewer than this are taken. */
  below: number;
  answer: (got: boolean) => void;
}

interface Lane {
  taken: number;
  /** When a place was last taken or given back. */
  movedAt: number;
  urgent: Waiter[];
  others: Waiter[];
}

export const createDestinationSlots = (monotonic: () => number): DestinationSlots => {
  const lanes = new Map<string, Lane>();

  const giveBack = (destinationId: string, lane: Lane) => {
    lane.movedAt = monotonic();
    lane.taken--;
    for (const waiting of [lane.urgent, lane.others]) {
      const [next] = waiting;
      if (next === undefined || lane.taken >= next.below) continue;
      waiting.shift();
      lane.taken++;
      next.answer(true);
      return;
    }
    if (lane.taken === 0) lanes.delete(destinationId);
  };

  return {
    async take(destinationId, atATime, waitMs, isUrgent = false) {
      const lane = lanes.get(destinationId) ?? { taken: 0, movedAt: monotonic(), urgent: [], others: [] };
      lanes.set(destinationId, lane);
      const below = isUrgent ? atATime + 1 : atATime;
      let given = false;
      const release = () => {
        if (given) return;
        given = true;
        giveBack(destinationId, lane);
      };
      if (lane.taken < below) {
        lane.taken++;
        lane.movedAt = monotonic();
        return release;
      }
      if (monotonic() - lane.movedAt > waitMs) return null;
      const waiting = isUrgent ? lane.urgent : lane.others;
      const got = await new Promise<boolean>((resolve) => {
        const waiter = { below, answer };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(waiter), 1);
          resolve(false);
        }, waitMs);
        function answer(free: boolean) {
          clearTimeout(timer);
          resolve(free);
        }
        waiting.push(waiter);
      });
      return got ? release : null;
    },
  };
};
