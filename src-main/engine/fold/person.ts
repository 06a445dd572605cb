/** What a person says of an incident: changed, told to those who know of it, and shown on its alerts. */
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import type { DeliveryPurpose } from '../../../src-shared/vocabulary.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import type { Incidents } from '../store/incidents.ts';
import { type ChangeDeps, changeAndTell } from './changed-incident.ts';
import { acknowledge, note, resolve, type Said, unacknowledge, unresolve } from './incident-changes.ts';
import type { Change, IncidentState } from './incident-state.ts';

export type PersonAct = 'acknowledge' | 'unacknowledge' | 'resolve' | 'unresolve' | 'note';

const acts = {
  acknowledge: {
    change: acknowledge,
    purpose: 'acknowledged',
    words: 'acknowledged',
    reason: (by: string) => `acknowledged by ${by}`,
  },
  unacknowledge: {
    change: unacknowledge,
    purpose: 'update',
    words: 'acknowledgement taken back',
    reason: (by: string) => `acknowledgement taken back by ${by}`,
  },
  resolve: {
    change: resolve,
    purpose: 'resolved',
    words: 'resolved',
    reason: (by: string) => `resolved by ${by}`,
  },
  unresolve: {
    change: unresolve,
    purpose: 'update',
    words: 'resolution taken back',
    reason: (by: string) => `resolution taken back by ${by}`,
  },
  note: { change: note, purpose: null, words: 'noted', reason: () => '' },
} as const satisfies Record<
  PersonAct,
  {
    change: (incident: IncidentState, said: Said) => Change | null;
    purpose: DeliveryPurpose | null;
    /** On the alert's trace. */
    words: string;
    /** Why those who know of it are told. */
    reason: (by: string) => string;
  }
>;

/** Answers the incident as it is then; null where it is not there, or is not in a state for this. */
export const actOnIncident = async (
  deps: ChangeDeps,
  id: string,
  act: PersonAct,
  said: Said,
): Promise<IncidentState | null> => {
  const { change, purpose, reason } = acts[act];
  return changeAndTell(
    deps,
    id,
    (incident) => change(incident, said),
    () => (purpose === null ? null : { purpose, reason: reason(said.by) }),
  );
};

/** Beyond these the alerts of an incident show what was said of it when they are read, see `withIncidentMark`. */
const maxMarkedAlerts = 200;

/**
 * Shows on the alerts of the incident what was said of it: on the newest in its trace too, on the others that its timeline
 * knows only as long as they fire. `spared`: marked already.
 */
export const markAlerts = async (
  deps: { records: Pick<AlertRecords, 'save' | 'items'>; incidents: Pick<Incidents, 'whole'> },
  incident: IncidentState,
  act: Exclude<PersonAct, 'note'>,
  said: Said,
  spared: string | null = null,
): Promise<void> => {
  const { records, incidents } = deps;
  const field = act === 'acknowledge' || act === 'unacknowledge' ? 'ack' : 'res';
  const value = act === 'acknowledge' || act === 'resolve' ? said : null;
  const trace = [
    { stage: 'person', at: said.at, outcome: acts[act].words, detail: `its incident: ${said.by}` },
  ];
  const { toldAlertId } = incident;
  if (toldAlertId !== spared) await records.save(toldAlertId, { [field]: value }, { trace });
  const timeline = (await incidents.whole(incident.id))?.timeline ?? [];
  const ids = new Set(
    [incident.firstAlertId, incident.lastAlertId, ...timeline.map(({ alertId }) => alertId)].filter(
      (id) => id !== undefined && id !== toldAlertId && id !== spared,
    ) as string[],
  );
  const items = await records.items([...ids].slice(-maxMarkedAlerts));
  await Promise.all(
    items
      .filter((item) => item !== null && item.state === 'firing' && item.incidentId === incident.id)
      .map((item) => records.save(item?.id ?? '', { [field]: value })),
  );
};

/** An alert that fires shows that somebody has taken on its incident, whenever it came. */
export const withIncidentMark = <Item extends AlertItem>(item: Item, incident: IncidentState | null): Item =>
  item.acknowledged !== null || item.state !== 'firing' || incident?.status !== 'acknowledged'
    ? item
    : { ...item, acknowledged: incident.acknowledged };

/** The same for a page of alerts. */
export const withIncidentMarks = async <Item extends AlertItem>(
  incidents: Pick<Incidents, 'getMany'>,
  items: readonly Item[],
): Promise<Item[]> => {
  const ids = [
    ...new Set(
      items.flatMap(({ incidentId, acknowledged, state }) =>
        incidentId === null || acknowledged !== null || state !== 'firing' ? [] : [incidentId],
      ),
    ),
  ];
  const found = await incidents.getMany(ids);
  const byId = new Map(ids.map((id, i) => [id, found[i] ?? null]));
  return items.map((item) => withIncidentMark(item, byId.get(item.incidentId ?? '') ?? null));
};
