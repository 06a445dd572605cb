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
    /** Before those that wait already. */
    isUrgent?: boolean,
  ): Promise<(() => void) | null>;
}

interface Lane {
  taken: number;
  /** When a place was last taken or given back. */
  movedAt: number;
  waiting: ((got: boolean) => void)[];
}

export const createDestinationSlots = (monotonic: () => number): DestinationSlots => {
  const lanes = new Map<string, Lane>();

  const giveBack = (destinationId: string, lane: Lane) => {
    lane.movedAt = monotonic();
    const next = lane.waiting.shift();
    if (next) return next(true);
    lane.taken--;
    if (lane.taken === 0) lanes.delete(destinationId);
  };

  return {
    async take(destinationId, atATime, waitMs, isUrgent = false) {
      const lane = lanes.get(destinationId) ?? { taken: 0, movedAt: monotonic(), waiting: [] };
      lanes.set(destinationId, lane);
      let given = false;
      const release = () => {
        if (given) return;
        given = true;
        giveBack(destinationId, lane);
      };
      if (lane.taken < atATime) {
        lane.taken++;
        lane.movedAt = monotonic();
        return release;
      }
      if (monotonic() - lane.movedAt > waitMs) return null;
      const got = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => {
          lane.waiting.splice(lane.waiting.indexOf(answer), 1);
          resolve(false);
        }, waitMs);
        function answer(free: boolean) {
          clearTimeout(timer);
          resolve(free);
        }
        if (isUrgent) lane.waiting.unshift(answer);
        else lane.waiting.push(answer);
      });
      return got ? release : null;
    },
  };
};
