/**
 * Owing and queueing: turns a route into deliveries, each once. The record is written first, whole or not at all; the
 * jobs follow, and whoever finds a record without jobs adds them again.
 */
import type { Delivery } from '../../../src-shared/contract/alerts.ts';
import type { Severity } from '../../../src-shared/vocabulary.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { RouteDecision } from '../route/route.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import type { ConfigDocument } from '../store/config-document.ts';
import type { DeliveryQueues } from './delivery-queues.ts';

type Route = Pick<RouteDecision, 'destinationIds' | 'reason'>;

export interface Teller {
  /** The deliveries that the first telling of an alert owes; nothing is written. */
  plan(alertId: string, route: Route, toldBefore: readonly string[]): Delivery[];
  /** Adds the jobs of those that are open. */
  queue(deliveries: Delivery[]): Promise<void>;
  /** Owes the first telling. False where the alert was told before; then nothing changes. */
  first(alertId: string, route: Route, severity: Severity): Promise<boolean>;
  /** Owes it to those of the route who were not told yet. */
  further(alertId: string, route: Route, severity: Severity): Promise<void>;
  /** Owes it once more, to the given destinations or to all that were told. */
  resend(alertId: string, destinationIds: string[] | null, by: string): Promise<void>;
  /** Adds the jobs of all open deliveries of an alert; those that are there stay as they are. */
  ensureQueued(alertId: string): Promise<void>;
}

const isOpen = (delivery: Delivery): boolean =>
  delivery.state === 'waiting' || delivery.state === 'sending' || delivery.state === 'retrying';

/** Under which a telling is noted in the spool. */
export const tellingKey = (destinationId: string, revision: number): string => `${destinationId}.${revision}`;

export const createTeller = (deps: {
  records: AlertRecords;
  queues: DeliveryQueues;
  config: () => ConfigDocument;
  clock: Clock;
}): Teller => {
  const { records, queues, config, clock } = deps;

  const deliveryTo = (
    alertId: string,
    destinationId: string,
    revision: number,
    reason: string,
    toldBefore: readonly string[],
  ): Delivery | null => {
    const destination = config().destinations.find(({ id }) => id === destinationId);
    const channel = config().channels.find(({ id }) => id === destination?.channelId);
    if (!destination || !channel) return null;
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
      reason: wasTold ? 'told before Redis lost its record of it' : reason,
      state: wasTold ? 'delivered' : 'waiting',
      attempts: [],
      attemptCount: 0,
      possibleRepeat: false,
      remoteId: null,
      createdAt: now,
      nextAttemptAt: wasTold ? null : now,
      finishedAt: wasTold ? now : null,
      purpose: 'first',
      incidentId: null,
      incidentRevision: 0,
      note: '',
    };
  };

  const plan = (
    alertId: string,
    destinationIds: readonly string[],
    revision: number,
    reason: string,
    toldBefore: readonly string[],
  ) => destinationIds.flatMap((id) => deliveryTo(alertId, id, revision, reason, toldBefore) ?? []);

  const queue = (deliveries: Delivery[]) => queues.add(deliveries.filter(isOpen));

  const owe = async (
    alertId: string,
    mode: 'first' | 'more',
    revision: number,
    destinationIds: string[],
    reason: string,
  ) => {
    const toldBefore = mode === 'first' ? ((await records.get(alertId))?.toldBefore ?? []) : [];
    const deliveries = plan(alertId, destinationIds, revision, reason, toldBefore);
    const owed = await records.owe(alertId, mode, clock.now(), deliveries, 'unrouted');
    if (owed) await queue(deliveries);
    return owed;
  };

  return {
    plan: (alertId, route, toldBefore) => plan(alertId, route.destinationIds, 0, route.reason, toldBefore),
    queue,
    first: (alertId, route) => owe(alertId, 'first', 0, route.destinationIds, route.reason),

    async further(alertId, route) {
      const told = new Set((await records.deliveries(alertId)).map(({ destinationId }) => destinationId));
      const others = route.destinationIds.filter((id) => !told.has(id));
      if (others.length > 0) await owe(alertId, 'more', 0, others, route.reason);
      await this.ensureQueued(alertId);
    },

    async resend(alertId, destinationIds, by) {
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
      await owe(alertId, 'more', await records.nextRevision(alertId), known, `sent again by ${by}`);
    },

    async ensureQueued(alertId) {
      await queue(await records.deliveries(alertId));
    },
  };
};
