/** Deliveries that were given up, waiting for a person: listed, tried again, discarded. They never leave by themselves. */
import type { Delivery } from '../../../src-shared/contract/alerts.ts';
import type { DeadLetter } from '../../../src-shared/contract/operations.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import type { Incidents } from '../store/incidents.ts';
import { keys } from '../store/keys.ts';
import type { RedisCommands } from '../store/redis-commands.ts';
import type { DeliveryQueues } from './delivery-queues.ts';
import { passFirstTelling } from './tell.ts';

export interface DeadLetterPage {
  items: DeadLetter[];
  nextCursor: string | null;
  total: number;
}

export interface DeadLetters {
  /** Newest first. `cursor`: the nextCursor of an earlier answer. */
  list(input: {
    limit: number;
    cursor?: string | undefined;
    channelId?: string | undefined;
  }): Promise<DeadLetterPage>;
  /** Throws `not_found`. */
  get(id: string): Promise<DeadLetter>;
  /** Owes it anew, at once, with all its waits. Throws `not_found`, or `conflict` where it is no dead letter. */
  retry(id: string): Promise<Delivery>;
  discard(id: string): Promise<Delivery>;
  /** Takes discarding back: it is a dead letter again. Throws `not_found`, or `conflict` where it was not discarded. */
  restore(id: string): Promise<Delivery>;
  /** Ids of all dead letters, or of those of one channel. */
  ids(channelId?: string): Promise<string[]>;
  count(): Promise<number>;
}

const batchSize = 200;

export const createDeadLetters = (deps: {
  redis: RedisCommands;
  records: AlertRecords;
  incidents: Pick<Incidents, 'passTelling'>;
  queues: DeliveryQueues;
  clock: Clock;
}): DeadLetters => {
  const { redis, records, incidents, queues, clock } = deps;

  const describe = async (delivery: Delivery): Promise<DeadLetter> => ({
    ...delivery,
    alert: await records.item(delivery.alertId),
    diedAt: delivery.finishedAt ?? delivery.createdAt,
    reasonOfDeath: delivery.attempts.at(-1)?.error ?? '',
  });

  const dead = async (id: string): Promise<Delivery> => {
    const delivery = await records.delivery(id);
    if (delivery === null) throw new AppError('not_found', { message: `There is no dead letter ${id}.` });
    if (delivery.state !== 'dead') {
      throw new AppError('conflict', {
        message: `Delivery ${id} is no dead letter (any more): it is ${delivery.state}.`,
      });
    }
    return delivery;
  };

  return {
    async list({ limit, cursor, channelId }) {
      const items: DeadLetter[] = [];
      let rank = cursor === undefined || cursor === '' ? 0 : await rankBehind(redis, cursor);
      let last: string | null = null;
      while (items.length < limit) {
        const ids = await redis.zrevrange(keys.dead, rank, rank + batchSize - 1);
        if (ids.length === 0) return { items, nextCursor: null, total: await redis.zcard(keys.dead) };
        for (const id of ids) {
          rank++;
          last = id;
          const delivery = await records.delivery(id);
          if (delivery === null || (channelId !== undefined && delivery.channelId !== channelId)) continue;
          items.push(await describe(delivery));
          if (items.length === limit) break;
        }
      }
      const total = await redis.zcard(keys.dead);
      return { items, nextCursor: rank < total ? last : null, total };
    },

    get: async (id) => describe(await dead(id)),

    async retry(id) {
      const delivery = await dead(id);
      const now = clock.now();
      const waiting: Delivery = {
        ...delivery,
        state: 'waiting',
        createdAt: now,
        nextAttemptAt: now,
        finishedAt: null,
      };
      await passFirstTelling(incidents, waiting, 'tried again');
      await records.saveDelivery(waiting, null);
      await queues.add([waiting]);
      return waiting;
    },

    async discard(id) {
      const discarded: Delivery = {
        ...(await dead(id)),
        state: 'discarded',
        nextAttemptAt: null,
        finishedAt: clock.now(),
      };
      await records.saveDelivery(discarded, null);
      return discarded;
    },

    async restore(id) {
      const delivery = await records.delivery(id);
      if (delivery === null) throw new AppError('not_found', { message: `There is no delivery ${id}.` });
      if (delivery.state !== 'discarded') {
        throw new AppError('conflict', {
          message: `Delivery ${id} is not discarded: it is ${delivery.state}.`,
        });
      }
      const dead: Delivery = {
        ...delivery,
        state: 'dead',
        finishedAt: delivery.attempts.at(-1)?.at ?? delivery.createdAt,
      };
      await records.saveDelivery(dead, null);
      return dead;
    },

    async ids(channelId) {
      const all = await redis.zrange(keys.dead, 0, '-1');
      if (channelId === undefined) return all;
      const kept: string[] = [];
      for (const id of all) if ((await records.delivery(id))?.channelId === channelId) kept.push(id);
      return kept;
    },

    count: () => redis.zcard(keys.dead),
  };
};

/** The place behind the last one of a page; where that one has left meanwhile, the page begins anew. */
const rankBehind = async (redis: RedisCommands, id: string): Promise<number> => {
  const rank = await redis.zrevrank(keys.dead, id);
  return rank === null ? 0 : Number(rank) + 1;
};
