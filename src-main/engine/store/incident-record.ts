/** One incident as Redis keeps it, and how stored text of any version is read. */
import { z } from 'zod';
import { incidentSchema } from '../../../src-shared/contract/incidents.ts';
import { type Change, type IncidentState, isUrgent } from '../fold/incident-state.ts';

const storedSchema = incidentSchema.omit({ timeline: true }).extend({
  turnedAt: z.number(),
  toldAlertId: z.string(),
  remindedAt: z.number(),
  restoredAt: z.number().default(0),
  job: z.string().default(''),
});

/** Null for what is not there or cannot be read: the condition is then opened anew. */
export const readIncident = (text: string | null | undefined): IncidentState | null => {
  if (!text) return null;
  const parsed = storedSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
};

/** What a decision was made upon. */
export interface Basis {
  /** The incident as it was; null where there is a new one. */
  before: IncidentState | null;
  /** Whether its fingerprint leads to it, and shall. */
  isCurrent: boolean;
  /** The id its fingerprint led to. */
  knownId: string;
}

/** What leads to the incident of a group from a mail about one of it, and to that of a job from its next run. */
export const memberFingerprints = ({ members, job }: Pick<IncidentState, 'members' | 'job'>): string =>
  [...members.map(({ fingerprint }) => fingerprint), job]
    .filter((fingerprint) => fingerprint !== '')
    .join(',');

/** The arguments of one incident for the script that changes it. */
export const changeArguments = (
  { incident, entries }: Change,
  { before, isCurrent, knownId }: Basis,
): string[] => [
  incident.fingerprint,
  isCurrent ? knownId : '*',
  incident.id,
  before?.id === incident.id ? String(before.revision) : '',
  String(incident.revision),
  incident.status,
  String(incident.lastAt),
  incident.status === 'open' && isUrgent(incident.severity) ? String(incident.remindedAt) : '',
  incident.flapping ? '1' : '0',
  JSON.stringify(incident),
  memberFingerprints(incident.status === 'resolved' ? { ...incident, job: '' } : incident),
  String(entries.length),
  ...entries.map((one) => JSON.stringify(one)),
];
