/** The turn of a call in a remote's pace: what is urgent waits for a near one where it stands instead of in its queue. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallLevel, Pace, Paces } from '../store/paces.ts';

export interface PaceTurns {
  /** 0 where the call may be made now, and it is counted then; else how long to wait, in ms. */
  take(limits: readonly Pace[], call: string, level: CallLevel): Promise<number>;
}

/** A turn that is nearer than this is waited for: about the distance between two calls in a chat. */
const nearMs = 1_300;
/** Others may take the turn that was waited for. */
const maxWaits = 3;

export const createPaceTurns = (paces: Pick<Paces, 'take'>, signal: AbortSignal): PaceTurns => ({
  async take(limits, call, level) {
    const isUrgent = level === 'urgent' || level === 'together';
    for (let waits = 0; ; waits++) {
      const waitMs = await paces.take(limits, call, level);
      if (waitMs === 0 || !isUrgent || waitMs > nearMs || waits >= maxWaits || signal.aborted) return waitMs;
      await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
  },
});
