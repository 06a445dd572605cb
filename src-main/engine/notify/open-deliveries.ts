/** Deliveries that are still owed, as the queues hold them: looked at, and brought forward by a person. */
import type { Delivery } from '../../../src-shared/contract/alerts.ts';
import { maxOpenDeliveries, type OpenDelivery } from '../../../src-shared/contract/deliveries.ts';
import { AppError } from '../errors.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import type { Depth } from '../store/job-queues.ts';
import type { DeliveryQueues } from './delivery-queues.ts';

export interface OpenDeliveriesPage {
  items: OpenDelivery[];
  nextCursor: string | null;
  total: number;
}

export interface OpenDeliveries {
  /** Those to be attempted next first. `cursor`: the nextCursor of an earlier answer. */
  list(input: {
    channelId?: string | undefined;
    stage?: keyof Depth | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<OpenDeliveriesPage>;
  /** Makes the next attempt now. Throws `not_found`, or `conflict` where it is not owed any more. */
  attempt(id: string): Promise<Delivery>;
}

const stages = ['active', 'waiting', 'retrying'] as const satisfies (keyof Depth)[];
const openStates: readonly Delivery['state'][] = ['waiting', 'sending', 'retrying'];

export const createOpenDeliveries = (deps: {
  records: AlertRecords;
  queues: DeliveryQueues;
}): OpenDeliveries => {
  const { records, queues } = deps;

  const read = async (ids: string[]): Promise<Delivery[]> => {
    const deliveries = await Promise.all(ids.map((id) => records.delivery(id)));
    return deliveries.filter(
      (delivery) => delivery !== null && openStates.includes(delivery.state),
    ) as Delivery[];
  };

  return {
    async list({ channelId, stage, limit, cursor }) {
      const from = Math.min(Number(cursor ?? 0), maxOpenDeliveries);
      const to = Math.min(from + limit, maxOpenDeliveries);
      const depths = Object.entries(await queues.depths())
        .filter(([id]) => channelId === undefined || id === channelId)
        .map(([, depth]) => depth);
      const asked = stages.filter((one) => stage === undefined || one === stage);
      const total = depths.reduce((sum, depth) => sum + asked.reduce((all, one) => all + depth[one], 0), 0);

      const found: Delivery[] = [];
      for (const one of asked) {
        if (found.length >= to) break;
        const deliveries = await read(await queues.list(one, to - found.length, channelId));
        // Each queue is in order; those of several channels are put together here.
        if (one === 'retrying') deliveries.sort((a, b) => (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0));
        found.push(...deliveries);
      }
      const page = found.slice(from, to);
      const alerts = await records.items(page.map(({ alertId }) => alertId));
      return {
        items: page.map((delivery, i) => ({ ...delivery, alert: alerts[i] ?? null })),
        nextCursor: found.length >= to && to < Math.min(total, maxOpenDeliveries) ? String(to) : null,
        total,
      };
    },

    async attempt(id) {
      const delivery = await records.delivery(id);
      if (delivery === null) throw new AppError('not_found', { message: `There is no delivery ${id}.` });
      if (!openStates.includes(delivery.state)) {
        throw new AppError('conflict', {
          message: `Delivery ${id} is not owed (any more): it is ${delivery.state}.`,
        });
      }
      if (delivery.state !== 'sending') await queues.hurry(delivery);
      return delivery;
    },
  };
};
