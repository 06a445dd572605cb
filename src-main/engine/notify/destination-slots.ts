/**
 * Shares a channel's attempts among its destinations, so that one that hangs leaves room for the others (Q5). A delivery
 * waits here for a moment; when its destination stays busy it goes back to the queue.
 */
export interface DestinationSlots {
  /** Answers how to give the place back, or null where none became free in time. */
  take(destinationId: string, atATime: number, waitMs: number): Promise<(() => void) | null>;
}

interface Lane {
  taken: number;
  waiting: ((got: boolean) => void)[];
}

export const createDestinationSlots = (): DestinationSlots => {
  const lanes = new Map<string, Lane>();

  const giveBack = (destinationId: string, lane: Lane) => {
    const next = lane.waiting.shift();
    if (next) return next(true);
    lane.taken--;
    if (lane.taken === 0) lanes.delete(destinationId);
  };

  return {
    async take(destinationId, atATime, waitMs) {
      const lane = lanes.get(destinationId) ?? { taken: 0, waiting: [] };
      lanes.set(destinationId, lane);
      let given = false;
      const release = () => {
        if (given) return;
        given = true;
        giveBack(destinationId, lane);
      };
      if (lane.taken < atATime) {
        lane.taken++;
        return release;
      }
      const got = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => {
          lane.waiting.splice(lane.waiting.indexOf(answer), 1);
          resolve(false);
        }, waitMs);
        function answer(free: boolean) {
          clearTimeout(timer);
          resolve(free);
        }
        lane.waiting.push(answer);
      });
      return got ? release : null;
    },
  };
};
