/**
 * What the passing of time does to incidents: silence makes them stale, nobody taking them on is a reason to remind, rest
 * after flapping is told, and what is over long enough leaves the history. Every node may run it: whoever changes the
 * incident first is the one that tells.
 */
import type { Settings } from '../../../src-shared/contract/settings.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Incidents, OwedTelling } from '../store/incidents.ts';
import { type ChangeDeps, changeAndTell, tellWhatIsOwed } from './changed-incident.ts';
import { goStale, remind, settle } from './incident-changes.ts';
import type { Change, IncidentState } from './incident-state.ts';

export interface IncidentKeeper {
  /** One look at all that is due. */
  run(): Promise<void>;
  /** Takes incidents that are over out of the history: by age, by number, and when memory is short. Answers how many went. */
  trim(limits: { olderThan: number; most: number; memoryIsShort: () => boolean }): Promise<number>;
}

type Owes = (incident: IncidentState) => Pick<OwedTelling, 'purpose' | 'reason'> | null;

/** What only history is known of has become so long ago, and was told then. */
const unlessRestored =
  (owes: Owes): Owes =>
  (incident) =>
    incident.restoredAt > incident.lastAt ? null : owes(incident);

/** In one run; the next one goes on. */
const mostPerRun = 500;
const trimmedAtATime = 200;
const mostTrimmedPerRun = 20_000;

export const createIncidentKeeper = (deps: {
  incidents: Incidents;
  teller: ChangeDeps['teller'];
  settings: () => Pick<Settings, 'staleAfterMs' | 'remindAfterMs' | 'reopenWindowMs'>;
  clock: Clock;
  logger: Logger;
}): IncidentKeeper => {
  const { incidents, settings, clock, logger } = deps;

  const change = async (
    ids: readonly string[],
    decide: (incident: IncidentState) => Change | null,
    owes: Owes,
  ): Promise<void> => {
    for (const id of ids) await changeAndTell(deps, id, decide, owes);
  };

  const markStale = async () => {
    const { staleAfterMs } = settings();
    const now = clock.now();
    for (const status of ['open', 'acknowledged'] as const) {
      await change(
        await incidents.due(status, now - staleAfterMs, mostPerRun),
        (incident) => goStale(incident, now, staleAfterMs),
        unlessRestored(() => ({ purpose: 'update', reason: 'nothing more was heard of it' })),
      );
    }
  };

  const remindOfOpen = async () => {
    const { remindAfterMs } = settings();
    if (remindAfterMs === 0) return;
    const now = clock.now();
    await change(
      await incidents.due('reminders', now - remindAfterMs, mostPerRun),
      (incident) => remind(incident, now, remindAfterMs),
      () => ({ purpose: 'reminder', reason: 'open, and nobody has acknowledged it' }),
    );
  };

  const settleFlapping = async () => {
    const { reopenWindowMs } = settings();
    const now = clock.now();
    await change(
      await incidents.due('flapping', now - reopenWindowMs, mostPerRun),
      (incident) => settle(incident, now, reopenWindowMs),
      unlessRestored(({ status }) =>
        status === 'resolved' ? { purpose: 'resolved', reason: 'it came to rest after flapping' } : null,
      ),
    );
  };

  return {
    async run() {
      await tellWhatIsOwed(deps);
      await markStale();
      await remindOfOpen();
      await settleFlapping();
    },

    async trim({ olderThan, most, memoryIsShort }) {
      let gone = 0;
      for (const status of ['resolved', 'stale'] as const) {
        while (gone < mostTrimmedPerRun) {
          const counts = await incidents.counts();
          const surplus = Object.values(counts).reduce((sum, count) => sum + count, 0) - most;
          const isCrowded = memoryIsShort();
          const until = isCrowded || surplus > 0 ? Number.MAX_SAFE_INTEGER : olderThan;
          const limit = isCrowded || surplus <= 0 ? trimmedAtATime : Math.min(surplus, trimmedAtATime);
          const ids = await incidents.due(status, until, limit);
          const over = (await incidents.getMany(ids)).filter((incident) => incident !== null);
          const dropped = await incidents.drop(over);
          gone += dropped;
          if (ids.length === 0 || dropped === 0) break;
        }
      }
      if (gone > 0) logger.info({ gone }, 'old incidents left the history');
      return gone;
    },
  };
};
