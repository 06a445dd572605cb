/** Who is owed what for an alert of an incident: a message of its own, or a change of the one that is there. Pure. */
import {
  type DeliveryPurpose,
  type Severity,
  severities,
  severityRank,
} from '../../../src-shared/vocabulary.ts';
import type { Folded } from './folded.ts';
import { isUrgent } from './incident-state.ts';
import type { Verdict } from './verdict.ts';

export interface Owed {
  destinationId: string;
  purpose: DeliveryPurpose;
}

/**
 * An incident remembers which alert tells it first to each destination, and first at each severity of each episode, by
 * fields that are claimed once. So two alerts that are told side by side do not both begin it. Where the telling was given
 * up, nobody holds the claim until the next alert takes it.
 */
export const destinationField = (id: string): string => `to.${id}`;
const severityField = (episode: number, severity: Severity): string => `at.${episode}.${severity}`;

/** What an alert claims when it is told. */
export const claimsOf = (
  destinationIds: readonly string[],
  severity: Severity,
  episode: number,
): string[] => [
  ...destinationIds.map(destinationField),
  ...severities
    .filter((one) => severityRank(one) >= severityRank(severity))
    .map((one) => severityField(episode, one)),
];

/** Destinations that were told of the incident, are about to be, or could not be. */
export const toldDestinations = (holders: ReadonlyMap<string, string>): string[] =>
  [...holders.keys()].filter((field) => field.startsWith('to.')).map((field) => field.slice(3));

/** The highest severity at which this episode was told. */
export const toldSeverity = (holders: ReadonlyMap<string, string>, episode: number): Severity | null =>
  severities.find((severity) => holders.has(severityField(episode, severity))) ?? null;

/** Whether it was this alert that brought the episode to this severity. */
export const isFirstAt = (
  holders: ReadonlyMap<string, string>,
  alertId: string,
  severity: Severity,
  episode: number,
): boolean => holders.get(severityField(episode, severity)) === alertId;

/**
 * The verdict as it stands when the alert is told: where a model brought what is told to high or critical, and nobody was
 * told so yet, it is an escalation.
 */
export const verdictAtTelling = (
  { verdict, episode }: Pick<Folded, 'verdict' | 'episode'>,
  alertId: string,
  severity: Severity,
  holders: ReadonlyMap<string, string>,
): Verdict =>
  verdict === 'updated' &&
  isUrgent(severity) &&
  isFirstAt(holders, alertId, severity, episode) &&
  !isFirstAt(holders, alertId, 'info', episode)
    ? 'escalated'
    : verdict;

/** What those who know of the incident already are owed for it. */
const purposeOf: Readonly<Record<Verdict, DeliveryPurpose>> = {
  single: 'first',
  opened: 'update',
  repeated: 'update',
  updated: 'update',
  grown: 'first',
  escalated: 'first',
  acknowledged: 'acknowledged',
  resolved: 'resolved',
  calmed: 'update',
  reopened: 'first',
  flapping: 'first',
  'orphan-recovery': 'update',
};

/** `holders`: who holds which claim, after this alert claimed its own. */
export const owedFor = (
  verdict: Verdict,
  alertId: string,
  routedIds: readonly string[],
  holders: ReadonlyMap<string, string>,
): Owed[] => {
  const purpose = purposeOf[verdict];
  return [...new Set([...routedIds, ...toldDestinations(holders)])].map((destinationId) => {
    const holder = holders.get(destinationField(destinationId)) ?? alertId;
    const isNew = holder === alertId;
    if (isNew) return { destinationId, purpose: 'first' };
    // A message of its own goes where the alert is routed to; the others see the message change that they have.
    const isRouted = routedIds.includes(destinationId);
    return { destinationId, purpose: purpose === 'first' && !isRouted ? 'update' : purpose };
  });
};

/** What those who were told of a part's own incident are owed when the mail changes it; null: nothing. */
export const partPurpose = (verdict: Verdict): DeliveryPurpose | null =>
  verdict === 'resolved' ? 'resolved' : verdict === 'calmed' ? 'update' : null;
