/**
 * Owing and queueing: turns a route, and what an alert means for its incident, into deliveries, each once. The record is
 * written first, whole or not at all; the jobs follow, and whoever finds a record without jobs adds them again.
 */
import type { Delivery } from '../../../src-shared/contract/alerts.ts';
import { type DeliveryPurpose, type Severity, severityRank } from '../../../src-shared/vocabulary.ts';
import { AppError } from '../errors.ts';
import { alone, type Folded } from '../fold/folded.ts';
import { type IncidentState, isUrgent } from '../fold/incident-state.ts';
import {
  claimsOf,
  destinationField,
  isFirstAt,
  owedFor,
  partPurpose,
  toldDestinations,
  toldSeverity,
  verdictAtTelling,
} from '../fold/owed.ts';
import type { Clock } from '../ports.ts';
import type { RouteDecision } from '../route/route.ts';
import type { AlertRecords, Conclusion } from '../store/alert-records.ts';
import type { ConfigDocument } from '../store/config-document.ts';
import type { Incidents, OwedTelling } from '../store/incidents.ts';
import type { DeliveryQueues } from './delivery-queues.ts';
import { purposesOf } from './purposes.ts';

type Route = Pick<RouteDecision, 'destinationIds' | 'reason'>;

/** What there is to tell: an alert by a route, at a severity. */
export interface Telling {
  alertId: string;
  route: Route;
  severity: Severity;
  /** Null: it stands for itself. */
  folded: Folded | null;
  /** Keys of tellings that were made before Redis lost its record of them. */
  toldBefore: readonly string[];
  /** More of them may have been made: Redis lost what it knew of this alert. */
  mayBeTold: boolean;
}

/** What the first telling comes to: deliveries, or that none of the channels tells such a change. */
export type FirstTelling = Extract<Conclusion['outcome'], { kind: 'owed' | 'accounted' }>;

export interface Teller {
  /** What the first telling of an alert owes. Claims its place in the incident; nothing is owed yet. */
  plan(telling: Telling): Promise<FirstTelling>;
  /** Adds the jobs of those that are open; those of criticals go ahead. */
  queue(deliveries: readonly Delivery[], severity: Severity): Promise<void>;
  /** Owes the first telling. False where the alert was told before; then nothing changes. */
  first(telling: Telling): Promise<boolean>;
  /**
   * A model has looked at an alert that was told: owes it to those of the route who were not told yet, and the analysis to
   * the others; a message of its own where the model raised it to high or critical. `revision`: of the incident by now.
   */
  further(telling: Telling, before: { severity: Severity }, revision: number): Promise<void>;
  /**
   * Owes all who know of an incident what became of it. Nothing where the alert has left the history, or where it was owed
   * before.
   */
  ofIncident(incident: IncidentState, owed: OwedTelling): Promise<void>;
  /** Notes who was told in a time that Redis forgot, so that what follows finds them. */
  remember(telling: Telling): Promise<void>;
  /** Owes it once more, to the given destinations or to all that were told. */
  resend(alertId: string, destinationIds: string[] | null, by: string): Promise<void>;
  /** Adds the jobs of all open deliveries of an alert; those that are there stay as they are. */
  ensureQueued(alertId: string): Promise<void>;
}

const isOpen = (delivery: Delivery): boolean =>
  delivery.state === 'waiting' || delivery.state === 'sending' || delivery.state === 'retrying';

/** Under which a telling is noted in the spool. */
export const tellingKey = (destinationId: string, revision: number): string => `${destinationId}.${revision}`;

/** Why nobody is told of an alert: all who know of its incident are on channels that do not tell of such changes. */
const foldedReason = 'folded';

/**
 * A telling that began an incident at its destination was given up: the next alert begins it anew, for a change of what
 * nobody saw would tell them nothing. Where a person has it tried again, it is the first once more.
 */
export const passFirstTelling = async (
  incidents: Pick<Incidents, 'passTelling'>,
  { purpose, revision, incidentId, destinationId, alertId }: Delivery,
  why: 'given up' | 'tried again',
): Promise<void> => {
  if (purpose !== 'first' || revision !== 0 || incidentId === null) return;
  const [from, to] = why === 'given up' ? [alertId, ''] : ['', alertId];
  await incidents.passTelling(incidentId, destinationField(destinationId), from, to);
};

/** Begins the reason of what a person wanted sent once more. */
export const sentAgain = 'sent again by';

/** Nothing is known of an earlier telling, and none is feared. */
const neverTold = { toldBefore: [], mayBeTold: false };

/** One delivery to be made. */
interface Draft {
  destinationId: string;
  purpose: DeliveryPurpose;
  revision: number;
  reason: string;
  incidentId: string | null;
  incidentRevision: number;
}

export const createTeller = (deps: {
  records: AlertRecords;
  incidents: Incidents;
  queues: DeliveryQueues;
  config: () => ConfigDocument;
  clock: Clock;
}): Teller => {
  const { records, incidents, queues, config, clock } = deps;

  /** Null where the destination is gone, or its channel does not tell such things. `worst`: of the incident. */
  const deliveryOf = (
    alertId: string,
    draft: Draft,
    worst: Severity | null,
    { toldBefore, mayBeTold }: Pick<Telling, 'toldBefore' | 'mayBeTold'>,
  ): Delivery | null => {
    const { destinationId, revision, purpose } = draft;
    const destination = config().destinations.find(({ id }) => id === destinationId);
    const channel = config().channels.find(({ id }) => id === destination?.channelId);
    if (!destination || !channel) return null;
    if (!purposesOf(channel.kind, channel.config, worst ?? undefined).has(purpose)) return null;
    const wasTold = toldBefore.includes(tellingKey(destinationId, revision));
    const now = clock.now();
    return {
      id: `${alertId}.${destinationId}.${revision}`,
      alertId,
      destinationId,
      destinationName: destination.name,
      channelId: channel.id,
      channelName: channel.name,
      channelKind: channel.kind,
      revision,
      reason: wasTold ? 'told before Redis lost its record of it' : draft.reason,
      state: wasTold ? 'delivered' : 'waiting',
      attempts: [],
      attemptCount: 0,
      possibleRepeat: mayBeTold && !wasTold,
      remoteId: null,
      createdAt: now,
      nextAttemptAt: wasTold ? null : now,
      finishedAt: wasTold ? now : null,
      purpose,
      incidentId: draft.incidentId,
      incidentRevision: draft.incidentRevision,
      note: '',
    };
  };

  const queue = (deliveries: readonly Delivery[], severity: Severity) =>
    queues.add(deliveries.filter(isOpen), { canWait: severity !== 'critical' });

  const claim = ({ alertId, route, severity }: Telling, { incidentId, episode }: Folded) =>
    incidentId === null
      ? Promise.resolve(new Map<string, string>())
      : incidents.claimTelling(incidentId, alertId, claimsOf(route.destinationIds, severity, episode));

  /** What a mail owes for the incidents of its parts: those who were told of them learn that they are over. */
  const planParts = async (telling: Telling, { parts }: Folded): Promise<Delivery[]> => {
    const planned: Delivery[] = [];
    for (const { incidentId, revision: incidentRevision, verdict } of parts) {
      const purpose = partPurpose(verdict);
      if (purpose === null) continue;
      const [incident, told] = await Promise.all([incidents.get(incidentId), incidents.told(incidentId)]);
      const ids = toldDestinations(told);
      if (incident === null || ids.length === 0) continue;
      const revision = await records.nextRevision(telling.alertId);
      const reason = 'told of the incident that this mail speaks of, too';
      for (const destinationId of ids) {
        const draft = { destinationId, purpose, revision, reason, incidentId, incidentRevision };
        const delivery = deliveryOf(telling.alertId, draft, incident.highestSeverity, telling);
        if (delivery !== null) planned.push(delivery);
      }
    }
    return planned;
  };

  const plan = async (telling: Telling): Promise<FirstTelling> => {
    const { alertId, route, severity } = telling;
    const folded = telling.folded ?? alone;
    const holders = await claim(telling, folded);
    const worst = toldSeverity(holders, folded.episode);
    const verdict = verdictAtTelling(folded, alertId, severity, holders);
    const owed = owedFor(verdict, alertId, route.destinationIds, holders);
    const own = owed.flatMap(({ destinationId, purpose }) => {
      const draft: Draft = {
        destinationId,
        purpose,
        revision: 0,
        reason: route.destinationIds.includes(destinationId) ? route.reason : 'told of its incident before',
        incidentId: folded.incidentId,
        incidentRevision: folded.revision,
      };
      return deliveryOf(alertId, draft, worst, telling) ?? [];
    });
    const deliveries = [...own, ...(await planParts(telling, folded))];
    const isFolded = deliveries.length === 0 && owed.some(({ purpose }) => purpose !== 'first');
    return isFolded
      ? { kind: 'accounted', status: 'suppressed', reason: foldedReason }
      : { kind: 'owed', now: clock.now(), deliveries };
  };

  const oweMore = async (alertId: string, deliveries: Delivery[], severity: Severity) => {
    if (deliveries.length === 0) return;
    const isOwed = await records.owe(alertId, 'more', clock.now(), deliveries, 'unrouted');
    if (isOwed) await queue(deliveries, severity);
  };

  const ensureQueued = async (alertId: string) => {
    const [item, deliveries] = await Promise.all([records.item(alertId), records.deliveries(alertId)]);
    await queue(deliveries, item?.severity ?? 'critical');
  };

  return {
    plan,
    queue,

    async first(telling) {
      const { alertId, severity } = telling;
      const outcome = await plan(telling);
      if (outcome.kind === 'accounted') {
        if ((await records.get(alertId))?.toldAt !== null) return false;
        await records.account(alertId, outcome.status, outcome.reason);
        return true;
      }
      const isOwed = await records.owe(alertId, 'first', outcome.now, outcome.deliveries, 'unrouted');
      if (isOwed) await queue(outcome.deliveries, severity);
      return isOwed;
    },

    async further(telling, before, incidentRevision) {
      const { alertId, route, severity } = telling;
      const folded = telling.folded ?? alone;
      const [holders, there] = await Promise.all([claim(telling, folded), records.deliveries(alertId)]);
      const told = new Set(there.map(({ destinationId }) => destinationId));
      const isRaised =
        isUrgent(severity) &&
        severityRank(severity) < severityRank(before.severity) &&
        (folded.incidentId === null || isFirstAt(holders, alertId, severity, folded.episode));
      const worst = toldSeverity(holders, folded.episode);
      const revision = await records.nextRevision(alertId);
      const owed = owedFor(folded.verdict, alertId, route.destinationIds, holders).filter(
        ({ destinationId }) => !told.has(destinationId),
      );
      const drafts: Draft[] = [
        ...owed.map(({ destinationId, purpose }) => ({
          ...{ destinationId, purpose, revision: 0, reason: route.reason },
        })),
        ...[...told].map(
          (destinationId) =>
            ({
              destinationId,
              purpose: isRaised && route.destinationIds.includes(destinationId) ? 'first' : 'analysed',
              revision,
              reason: isRaised ? `raised to ${severity} by a model` : 'the analysis of a model',
            }) satisfies Omit<Draft, 'incidentId' | 'incidentRevision'>,
        ),
      ].map((draft) => ({
        ...draft,
        incidentId: folded.incidentId,
        // An alert without an incident counts its own tellings.
        incidentRevision: folded.incidentId === null ? draft.revision : incidentRevision,
      }));
      const deliveries = drafts.flatMap((draft) => deliveryOf(alertId, draft, worst, telling) ?? []);
      await oweMore(alertId, deliveries, severity);
      await ensureQueued(alertId);
    },

    async ofIncident({ id, highestSeverity, severity }, { alertId, purpose, reason, revision: of }) {
      const told = toldDestinations(await incidents.told(id));
      if (told.length === 0 || (await records.statuses([alertId]))[0] === null) return;
      const wasOwed = (await records.deliveries(alertId)).some(
        (one) => one.incidentId === id && one.incidentRevision === of && one.purpose === purpose,
      );
      if (wasOwed) return ensureQueued(alertId);
      const revision = await records.nextRevision(alertId);
      const deliveries = told.flatMap((destinationId) => {
        const draft = { destinationId, purpose, revision, reason, incidentId: id, incidentRevision: of };
        return deliveryOf(alertId, draft, highestSeverity, neverTold) ?? [];
      });
      await oweMore(alertId, deliveries, severity);
    },

    async remember(telling) {
      await claim(telling, telling.folded ?? alone);
    },

    async resend(alertId, destinationIds, by) {
      const record = await records.get(alertId);
      const told = (await records.deliveries(alertId)).map(({ destinationId }) => destinationId);
      const wanted = [...new Set(destinationIds ?? told)];
      const unknown = wanted.filter(
        (id) => !config().destinations.some((destination) => destination.id === id),
      );
      if (destinationIds !== null && unknown.length > 0) {
        throw new AppError('invalid_input', {
          field: 'destinationIds',
          message: `There is no destination ${unknown.join(', ')}.`,
        });
      }
      const known = wanted.filter((id) => !unknown.includes(id));
      if (known.length === 0) {
        throw new AppError('invalid_input', {
          field: 'destinationIds',
          message: 'Nobody was told yet: name the destinations.',
        });
      }
      const revision = await records.nextRevision(alertId);
      const incidentId = record?.folded?.incidentId ?? null;
      const incident = incidentId === null ? null : await incidents.get(incidentId);
      const deliveries = known.flatMap((destinationId) => {
        const draft: Draft = {
          destinationId,
          purpose: 'first',
          revision,
          reason: `${sentAgain} ${by}`,
          incidentId,
          incidentRevision: incident?.revision ?? revision,
        };
        return deliveryOf(alertId, draft, null, neverTold) ?? [];
      });
      await oweMore(alertId, deliveries, 'critical');
    },

    ensureQueued,
  };
};
