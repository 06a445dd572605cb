/**
 * The alerts in Redis: admitted, enriched, accounted for, found again. Changes that touch the ledger go through the
 * scripts of `alert-scripts.ts`; nothing else writes the keys they keep in step.
 */
import type { AlertItem, Delivery, TraceEntry } from '../../../src-shared/contract/alerts.ts';
import { deliverySchema } from '../../../src-shared/contract/alerts.ts';
import type { AlertStatus, Severity, State } from '../../../src-shared/vocabulary.ts';
import type { Envelope } from '../message.ts';
import {
  type AlertHead,
  type AlertRecord,
  headOf,
  itemFields,
  itemFromFields,
  recordFromHash,
  tellingFields,
} from './alert-record.ts';
import {
  accountScript,
  admitScript,
  deliveryScript,
  dropScript,
  oweScript,
  saveScript,
  thinScript,
} from './alert-scripts.ts';
import { keyPrefix, keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export interface Admission {
  envelope: Envelope;
  location: string;
  copies: number;
  /** Parked beside the job until parsed; null where the record alone is restored. */
  raw: Buffer | null;
  /** Set for history that is restored into an emptied Redis: counted already, nobody is told. */
  restoredAs: AlertStatus | null;
  /** Keys of tellings that the spool knows of: they are not repeated when Redis lost its own record of them. */
  toldBefore: string[];
  /** It was handed over to a Redis that lost everything: it may have been told without the spool knowing. Default: no. */
  mayBeTold?: boolean;
}

/** Fields of an alert's hash by their stored names. */
export interface AlertFields {
  item?: AlertHead;
  mail?: Buffer;
  excerpt?: string;
  facts?: unknown;
  analysis?: unknown;
  route?: unknown;
  /** Epoch ms at which it began to wait for a model. */
  parked?: number;
  /** Epoch ms at which a model's analysis was told. */
  enriched?: number;
  ack?: unknown;
  res?: unknown;
}

export interface SaveOptions {
  severity?: Severity;
  state?: State;
  trace?: TraceEntry[];
}

export interface Conclusion {
  fields: AlertFields;
  options: SaveOptions;
  outcome:
    | { kind: 'owed'; now: number; deliveries: Delivery[] }
    | { kind: 'accounted'; status: AlertStatus; reason: string }
    | { kind: 'parked' };
}

export interface AlertRecords {
  /** One round trip for the batch. Answers each one's status in Redis: `waiting` for a new one. */
  admit(batch: Admission[]): Promise<AlertStatus[]>;
  get(id: string): Promise<AlertRecord | null>;
  item(id: string): Promise<AlertItem | null>;
  items(ids: string[]): Promise<(AlertItem | null)[]>;
  statuses(ids: string[]): Promise<(AlertStatus | null)[]>;
  /** Whether its deliveries are written already. */
  areOwed(ids: string[]): Promise<boolean[]>;
  raw(id: string): Promise<Buffer | null>;
  dropRaw(id: string): Promise<void>;
  /** What a run of the pipeline begins with, in one round trip: the record, the parked bytes, how often it was started. */
  begin(id: string): Promise<{ record: AlertRecord | null; raw: Buffer | null; starts: number }>;
  /**
   * What a run of the pipeline ends with, in one round trip: findings, then what is owed or the place in the ledger; the
   * parked bytes go and the start is no longer counted. Answers whether the deliveries are owed now.
   */
  conclude(id: string, conclusion: Conclusion): Promise<boolean>;
  /** What one attempt at a delivery begins with, in one round trip; the record comes without its mail. */
  deliveryAndRecord(deliveryId: string): Promise<{ delivery: Delivery | null; record: AlertRecord | null }>;
  /** A record without its mail. */
  forTelling(id: string): Promise<AlertRecord | null>;
  /** Deliveries by id, in one round trip; null where one is gone. */
  deliveriesById(ids: readonly string[]): Promise<(Delivery | null)[]>;
  /** Counts a start of this work on the alert and answers how often it was started without an end (poison, Q3). */
  countStart(id: string, work: 'pipeline' | 'analysis'): Promise<number>;
  clearStarts(id: string, work: 'pipeline' | 'analysis'): Promise<void>;
  save(id: string, fields: AlertFields, options?: SaveOptions): Promise<boolean>;
  trace(id: string): Promise<TraceEntry[]>;
  account(id: string, status: AlertStatus, reason: string): Promise<AlertStatus | null>;
  /** Owes deliveries; false where the alert was told already (mode first) or is gone. */
  owe(
    id: string,
    mode: 'first' | 'more',
    now: number,
    deliveries: Delivery[],
    emptyStatus: AlertStatus,
  ): Promise<boolean>;
  nextRevision(id: string): Promise<number>;
  /** Its record was restored, and what its mail says is not there yet. */
  isBeingRestored(id: string): Promise<boolean>;
  noteRestored(id: string): Promise<void>;
  delivery(id: string): Promise<Delivery | null>;
  deliveries(alertId: string): Promise<Delivery[]>;
  deliveryIds(alertId: string): Promise<string[]>;
  /** `tellingKey`: noted in the spool so that an emptied Redis does not make it be told twice. */
  saveDelivery(delivery: Delivery, tellingKey: string | null): Promise<AlertStatus | null>;
  /**
   * Takes from alerts that were told what can be read again from the raw message: the parsed mail, its facts and most of
   * the excerpt. Answers how many had it.
   */
  thin(ids: string[]): Promise<number>;
  /** Ids of alerts at this place in the ledger, oldest first. */
  withStatus(status: AlertStatus, offset: number, limit: number): Promise<string[]>;
  /** Takes settled alerts out of the history; answers how many were settled and went. */
  drop(ids: string[]): Promise<number>;
  oldest(limit: number, offset: number): Promise<string[]>;
  count(): Promise<number>;
}

interface AlertCommands {
  afAdmit(key: string, ...args: (string | Buffer)[]): Promise<[number, string]>;
  afSave(key: string, ...args: (string | Buffer)[]): Promise<number>;
  afAccount(key: string, ...args: string[]): Promise<string | null>;
  afOwe(key: string, ...args: string[]): Promise<number>;
  afDelivery(key: string, ...args: string[]): Promise<string | null>;
  afDrop(key: string, ...args: string[]): Promise<number>;
  afThin(key: string, ...args: string[]): Promise<number>;
}

const define = (redis: RedisCommands): RedisCommands & AlertCommands => {
  const scripts = {
    afAdmit: admitScript,
    afSave: saveScript,
    afAccount: accountScript,
    afOwe: oweScript,
    afDelivery: deliveryScript,
    afDrop: dropScript,
    afThin: thinScript,
  };
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(name, { numberOfKeys: 1, lua });
  return redis as RedisCommands & AlertCommands;
};

const startsField = (work: 'pipeline' | 'analysis'): string => `starts-${work}`;

const thinExcerptLength = 400;
const thinExcerpt = (stored: string | null): string => {
  try {
    return JSON.stringify(String(JSON.parse(stored ?? '""')).slice(0, thinExcerptLength));
  } catch {
    return '""';
  }
};

/** Delivery ids begin with the alert's: a UUID of 36 characters, then a dot. */
const alertIdOf = (deliveryId: string): string => deliveryId.slice(0, 36);

const saveArguments = (id: string, fields: AlertFields, options: SaveOptions): (string | Buffer)[] => {
  const trace = (options.trace ?? []).map((entry) => JSON.stringify(entry));
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [name, Buffer.isBuffer(value) ? value : JSON.stringify(value)],
  );
  return [
    keyPrefix,
    id,
    options.severity ?? '',
    options.state ?? '',
    String(trace.length),
    ...trace,
    ...pairs,
  ];
};

const oweArguments = (
  id: string,
  mode: 'first' | 'more',
  now: number,
  deliveries: Delivery[],
  emptyStatus: AlertStatus,
) => [
  keyPrefix,
  id,
  mode,
  String(now),
  emptyStatus,
  ...deliveries.flatMap((delivery) => [delivery.id, delivery.state, JSON.stringify(delivery)]),
];

export const createAlertRecords = (plain: RedisCommands): AlertRecords => {
  const redis = define(plain);

  const replies = async <T>(pipeline: ReturnType<RedisCommands['pipeline']>): Promise<T[]> => {
    const results = await pipeline.exec();
    return (results ?? []).map(([error, value]) => {
      if (error) throw error;
      return value as T;
    });
  };

  const readDelivery = (text: string | null): Delivery | null => {
    if (text === null) return null;
    const parsed = deliverySchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  };

  return {
    async admit(batch) {
      const pipeline = redis.pipeline();
      for (const { envelope, location, copies, raw, restoredAs, toldBefore, mayBeTold } of batch) {
        if (raw !== null) pipeline.set(keys.raw(envelope.id), raw);
        (pipeline as unknown as AlertCommands).afAdmit(
          keys.alert(envelope.id),
          keyPrefix,
          envelope.id,
          String(envelope.receivedAt),
          envelope.nodeId,
          location,
          JSON.stringify(envelope),
          JSON.stringify(headOf(envelope)),
          restoredAs ?? 'waiting',
          String(copies),
          restoredAs === null ? '0' : '1',
          toldBefore.length === 0 ? '' : JSON.stringify(toldBefore),
          mayBeTold === true ? '1' : '',
        );
      }
      const answers = await replies<unknown>(pipeline);
      return answers
        .filter((answer): answer is [number, AlertStatus] => Array.isArray(answer))
        .map(([, status]) => status);
    },

    async get(id) {
      return recordFromHash(id, await redis.hgetallBuffer(keys.alert(id)));
    },

    async item(id) {
      return itemFromFields(await redis.hmget(keys.alert(id), ...itemFields));
    },

    async items(ids) {
      if (ids.length === 0) return [];
      const pipeline = redis.pipeline();
      for (const id of ids) pipeline.hmget(keys.alert(id), ...itemFields);
      return (await replies<(string | null)[]>(pipeline)).map(itemFromFields);
    },

    async statuses(ids) {
      if (ids.length === 0) return [];
      const pipeline = redis.pipeline();
      for (const id of ids) pipeline.hget(keys.alert(id), 'status');
      return replies<AlertStatus | null>(pipeline);
    },

    async areOwed(ids) {
      if (ids.length === 0) return [];
      const pipeline = redis.pipeline();
      for (const id of ids) pipeline.hexists(keys.alert(id), 'told');
      return (await replies<number>(pipeline)).map((found) => found === 1);
    },

    raw: (id) => redis.getBuffer(keys.raw(id)),
    async dropRaw(id) {
      await redis.del(keys.raw(id));
    },

    countStart: (id, work) => redis.hincrby(keys.alert(id), startsField(work), 1),
    async clearStarts(id, work) {
      await redis.hdel(keys.alert(id), startsField(work));
    },

    async save(id, fields, options = {}) {
      return (await redis.afSave(keys.alert(id), ...saveArguments(id, fields, options))) === 1;
    },

    async begin(id) {
      const [hash, raw, starts] = await replies<unknown>(
        redis
          .pipeline()
          .hgetallBuffer(keys.alert(id))
          .getBuffer(keys.raw(id))
          .hincrby(keys.alert(id), startsField('pipeline'), 1),
      );
      const record = await recordFromHash(id, hash as Record<string, Buffer>);
      // Counting made a hash of its own where the alert is gone.
      if (Object.keys(hash as object).length === 0) await redis.del(keys.alert(id));
      return { record, raw: raw as Buffer | null, starts: Number(starts) };
    },

    async conclude(id, { fields, options, outcome }) {
      const pipeline = redis.pipeline();
      const scripted = pipeline as unknown as AlertCommands;
      scripted.afSave(keys.alert(id), ...saveArguments(id, fields, options));
      if (outcome.kind === 'owed') {
        scripted.afOwe(
          keys.alert(id),
          ...oweArguments(id, 'first', outcome.now, outcome.deliveries, 'unrouted'),
        );
      } else if (outcome.kind === 'accounted') {
        scripted.afAccount(keys.alert(id), keyPrefix, id, outcome.status, outcome.reason);
      }
      pipeline.del(keys.raw(id));
      pipeline.hdel(keys.alert(id), startsField('pipeline'));
      const [, second] = await replies<unknown>(pipeline);
      return outcome.kind === 'owed' && second === 1;
    },

    async deliveryAndRecord(deliveryId) {
      const alertId = alertIdOf(deliveryId);
      const [text, hash] = await replies<unknown>(
        redis
          .pipeline()
          .get(keys.delivery(deliveryId))
          .hmgetBuffer(keys.alert(alertId), ...tellingFields),
      );
      const values = hash as (Buffer | null)[];
      const present = tellingFields.flatMap((field, i) => (values[i] ? [[field, values[i]] as const] : []));
      return {
        delivery: readDelivery(text as string | null),
        record: await recordFromHash(alertId, Object.fromEntries(present)),
      };
    },

    async forTelling(id) {
      const values = await redis.hmgetBuffer(keys.alert(id), ...tellingFields);
      const present = tellingFields.flatMap((field, i) => (values[i] ? [[field, values[i]] as const] : []));
      return recordFromHash(id, Object.fromEntries(present));
    },

    async deliveriesById(ids) {
      if (ids.length === 0) return [];
      const pipeline = redis.pipeline();
      for (const id of ids) pipeline.get(keys.delivery(id));
      return (await replies<string | null>(pipeline)).map(readDelivery);
    },

    async trace(id) {
      return (await redis.lrange(keys.trace(id), 0, -1)).map((entry) => JSON.parse(entry) as TraceEntry);
    },

    async account(id, status, reason) {
      return (await redis.afAccount(keys.alert(id), keyPrefix, id, status, reason)) as AlertStatus | null;
    },

    async owe(id, mode, now, deliveries, emptyStatus) {
      return (
        (await redis.afOwe(keys.alert(id), ...oweArguments(id, mode, now, deliveries, emptyStatus))) === 1
      );
    },

    nextRevision: (id) => redis.hincrby(keys.alert(id), 'rev', 1),

    isBeingRestored: async (id) => (await redis.hexists(keys.alert(id), 'restoring')) === 1,
    async noteRestored(id) {
      await redis.hdel(keys.alert(id), 'restoring');
    },

    async delivery(id) {
      return readDelivery(await redis.get(keys.delivery(id)));
    },

    deliveryIds: (alertId) => redis.hkeys(keys.alertDeliveries(alertId)),

    async deliveries(alertId) {
      const ids = await redis.hkeys(keys.alertDeliveries(alertId));
      if (ids.length === 0) return [];
      const pipeline = redis.pipeline();
      for (const id of ids) pipeline.get(keys.delivery(id));
      const read = (await replies<string | null>(pipeline)).map(readDelivery);
      return read
        .filter((delivery) => delivery !== null)
        .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    },

    async saveDelivery(delivery, tellingKey) {
      const status = await redis.afDelivery(
        keys.alert(delivery.alertId),
        keyPrefix,
        delivery.alertId,
        delivery.id,
        JSON.stringify(delivery),
        delivery.state,
        String(delivery.finishedAt ?? 0),
        tellingKey ?? '',
      );
      return status as AlertStatus | null;
    },

    async thin(ids) {
      if (ids.length === 0) return 0;
      const pipeline = redis.pipeline();
      for (const id of ids) pipeline.hget(keys.alert(id), 'excerpt');
      const excerpts = await replies<string | null>(pipeline);
      return redis.afThin(
        keys.alerts,
        keyPrefix,
        ...ids.flatMap((id, i) => [id, thinExcerpt(excerpts[i] ?? null)]),
      );
    },

    withStatus: (status, offset, limit) =>
      redis.zrange(keys.alertsBy('status', status), offset, String(offset + limit - 1)),

    async drop(ids) {
      if (ids.length === 0) return 0;
      return redis.afDrop(keys.alerts, keyPrefix, ...ids);
    },

    oldest: (limit, offset) => redis.zrange(keys.alerts, offset, String(offset + limit - 1)),
    count: () => redis.zcard(keys.alerts),
  };
};
