/** Alerts put into a real Redis as the engine puts them: admitted, saved, told, accounted for. */
import { Redis } from 'ioredis';
import type { AlertHead } from '../../src-main/engine/store/alert-record.ts';
import { type AlertRecords, createAlertRecords } from '../../src-main/engine/store/alert-records.ts';
import { keys } from '../../src-main/engine/store/keys.ts';
import { uuidIds } from '../../src-main/platform/ids.ts';
import type { Delivery } from '../../src-shared/contract/alerts.ts';
import type { RedisServer } from './redis-server.ts';

export interface AlertHistory {
  redis: Redis;
  records: AlertRecords;
  /** Adds an alert and answers its id; without `head` it is not parsed yet. */
  add(receivedAt: number, head: Partial<AlertHead> | null): Promise<string>;
  save(id: string, head: Partial<AlertHead>): Promise<void>;
  /** Tells one destination of it, delivered at that time. */
  tell(id: string, at: number): Promise<void>;
  /** As a Redis that lost everything and was claimed anew. */
  flush(): Promise<void>;
  stop(): void;
}

export const openHistory = async (server: RedisServer): Promise<AlertHistory> => {
  const redis = new Redis(server.url);
  const records = createAlertRecords(redis);
  await redis.set(keys.epoch, uuidIds.next());

  const save = async (id: string, head: Partial<AlertHead>): Promise<void> => {
    const record = await records.get(id);
    if (record === null) return;
    const item = { ...record.head, ...head };
    await records.save(id, { item }, { severity: item.severity, state: item.state });
  };

  return {
    redis,
    records,
    save,
    async add(receivedAt, head) {
      const id = uuidIds.next();
      const envelope = {
        id,
        nodeId: 'node-1',
        receivedAt,
        remoteAddress: '192.0.2.1',
        helo: 'mon',
        mailFrom: head?.from ?? 'mon@example.net',
        rcptTo: head?.to ?? ['ops@example.net'],
        secure: false,
        user: null,
        sizeBytes: 2000,
        digest: '',
      };
      await records.admit([
        { envelope, location: '0.0', copies: 1, raw: null, restoredAs: null, toldBefore: [] },
      ]);
      if (head !== null) await save(id, head);
      return id;
    },
    async tell(id, at) {
      const delivery: Delivery = {
        id: `${id}.ops.0`,
        alertId: id,
        destinationId: 'ops',
        destinationName: 'ops',
        channelId: 'hook',
        channelName: 'hook',
        channelKind: 'webhook',
        revision: 0,
        reason: 'default',
        state: 'waiting',
        attempts: [],
        attemptCount: 0,
        possibleRepeat: false,
        remoteId: null,
        createdAt: at,
        nextAttemptAt: null,
        finishedAt: null,
        purpose: 'first',
        incidentId: null,
        incidentRevision: 0,
        note: '',
      };
      await records.owe(id, 'first', at, [delivery], 'unrouted');
      await records.saveDelivery({ ...delivery, state: 'delivered', finishedAt: at }, null);
    },
    async flush() {
      await redis.flushall();
      await redis.set(keys.epoch, uuidIds.next());
    },
    stop: () => redis.disconnect(),
  };
};
