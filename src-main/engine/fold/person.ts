/** What a person says of an incident: changed, told to those who know of it, and noted on its newest alert. */
import type { DeliveryPurpose } from '../../../src-shared/vocabulary.ts';
import type { Teller } from '../notify/tell.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import type { Incidents } from '../store/incidents.ts';
import { acknowledge, note, resolve, type Said, unacknowledge, unresolve } from './incident-changes.ts';
import type { Change, IncidentState } from './incident-state.ts';

export type PersonAct = 'acknowledge' | 'unacknowledge' | 'resolve' | 'unresolve' | 'note';

const acts = {
  acknowledge: { change: acknowledge, purpose: 'acknowledged', words: 'acknowledged' },
  unacknowledge: { change: unacknowledge, purpose: 'update', words: 'acknowledgement taken back' },
  resolve: { change: resolve, purpose: 'resolved', words: 'resolved' },
  unresolve: { change: unresolve, purpose: 'update', words: 'resolution taken back' },
  note: { change: note, purpose: null, words: 'noted' },
} as const satisfies Record<
  PersonAct,
  {
    change: (incident: IncidentState, said: Said) => Change | null;
    purpose: DeliveryPurpose | null;
    words: string;
  }
>;

/** Answers the incident as it is then; null where it is not there, or is not in a state for this. */
export const actOnIncident = async (
  deps: { incidents: Incidents; teller: Pick<Teller, 'ofIncident'> },
  id: string,
  act: PersonAct,
  said: Said,
): Promise<IncidentState | null> => {
  const { change, purpose, words } = acts[act];
  const changed = await deps.incidents.change(id, (incident) => change(incident, said));
  if (changed === null) return null;
  if (purpose !== null) await deps.teller.ofIncident(changed.after, purpose, `${words} by ${said.by}`);
  return changed.after;
};

/** Shows on the incident's newest alert what was said of the incident. */
export const markAlert = async (
  records: AlertRecords,
  { toldAlertId }: IncidentState,
  act: Exclude<PersonAct, 'note'>,
  said: Said,
): Promise<void> => {
  const field = act === 'acknowledge' || act === 'unacknowledge' ? 'ack' : 'res';
  const isSet = act === 'acknowledge' || act === 'resolve';
  const entry = {
    stage: 'person',
    at: said.at,
    outcome: acts[act].words,
    detail: `its incident: ${said.by}`,
  };
  await records.save(toldAlertId, { [field]: isSet ? said : null }, { trace: [entry] });
};
