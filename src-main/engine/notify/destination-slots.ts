/**
 * Shares a channel's attempts among its destinations, so that one that hangs leaves room for the others (Q5). A delivery
 * waits here for a moment; when its destination stays busy it goes back to the queue.
 */
/**
 * Each goes before those below it, and may take a place more than they: what is urgent never waits for one that hangs, and
 * a message that names several criticals waits for none of them.
 */
export type PlaceRank = 'other' | 'urgent' | 'together';
const morePlaces = { other: 0, urgent: 1, together: 2 } as const satisfies Record<PlaceRank, number>;
const byRank = ['together', 'urgent', 'other'] as const satisfies PlaceRank[];

export interface DestinationSlots {
  /**
   * Answers how to give the place back, or null where none became free in time; at once where the destination has been
   * full and without movement for that long already.
   */
  take(
    destinationId: string,
    atATime: number,
    waitMs: number,
    rank?: PlaceRank,
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
  waiting: Record<PlaceRank, Waiter[]>;
}

export const createDestinationSlots = (monotonic: () => number): DestinationSlots => {
  const lanes = new Map<string, Lane>();

  const giveBack = (destinationId: string, lane: Lane) => {
    lane.movedAt = monotonic();
    lane.taken--;
    for (const waiting of byRank.map((rank) => lane.waiting[rank])) {
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
    async take(destinationId, atATime, waitMs, rank = 'other') {
      const lane = lanes.get(destinationId) ?? {
        taken: 0,
        movedAt: monotonic(),
        waiting: { other: [], urgent: [], together: [] },
      };
      lanes.set(destinationId, lane);
      const below = atATime + morePlaces[rank];
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
      const waiting = lane.waiting[rank];
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
