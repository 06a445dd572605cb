/**
 * Changes of an incident that no alert makes, and what those who know of it are told of them. What is owed stands beside the
 * change until it was told: a process that dies in between leaves it to the next one that looks.
 */
import type { Teller } from '../notify/tell.ts';
import type { Logger } from '../ports.ts';
import type { Incidents, OwedTelling } from '../store/incidents.ts';
import { describeRedisError } from '../store/redis-error.ts';
import type { IncidentState } from './incident-state.ts';

export interface ChangeDeps {
  incidents: Pick<Incidents, 'change' | 'get' | 'claimOwed' | 'paid'>;
  teller: Pick<Teller, 'ofIncident'>;
}

/** Whoever changed an incident tells it at once; so long after that it is somebody else's to tell. */
const owedForSeconds = 30;

/** Answers the incident as it is then; null where it is not there or nothing was to change. */
export const changeAndTell = async (
  deps: ChangeDeps,
  ...change: Parameters<Incidents['change']>
): Promise<IncidentState | null> => {
  const changed = await deps.incidents.change(...change);
  if (changed === null) return null;
  if (changed.owed !== null) await tell(deps, changed.after, changed.owed);
  return changed.after;
};

/** Tells what others left owing. One that cannot be told keeps none of the others back. */
export const tellWhatIsOwed = async (deps: ChangeDeps & { logger: Logger }): Promise<void> => {
  for (const owed of await deps.incidents.claimOwed(owedForSeconds)) {
    try {
      const incident = await deps.incidents.get(owed.incidentId);
      if (incident === null) await deps.incidents.paid(owed);
      else await tell(deps, incident, owed);
    } catch (error) {
      const { incidentId, purpose } = owed;
      deps.logger.warn(
        { incidentId, purpose, error: describeRedisError(error).message },
        'a change of an incident is told later',
      );
    }
  }
};

const tell = async ({ incidents, teller }: ChangeDeps, incident: IncidentState, owed: OwedTelling) => {
  await teller.ofIncident(incident, owed);
  await incidents.paid(owed);
};
