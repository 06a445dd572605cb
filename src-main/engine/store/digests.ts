/**
 * Storms and their digests in Redis. A storm is more new messages wanted at a destination than the setting allows in its
 * window; from then on they are lines of a digest until the storm has ebbed. A digest's lines outlive it for a while, so
 * that its messages can still be changed when something in them is resolved.
 */
import { z } from 'zod';
import { severitySchema, stateSchema } from '../../../src-shared/vocabulary.ts';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

/** One line of a digest: what is wrong where, in the mail's own words. */
const itemSchema = z.object({
  topic: z.string(),
  alertId: z.string(),
  incidentRevision: z.number().int(),
  severity: severitySchema,
  state: stateSchema,
  acknowledged: z.boolean(),
  host: z.string(),
  title: z.string(),
  from: z.string(),
  /** Alerts of the incident. */
  count: z.number().int(),
  /** It may have been told already. */
  possibleRepeat: z.boolean().default(false),
});
export type DigestItem = z.infer<typeof itemSchema>;

/** A line with its place in the order of changes: a page shows it where it was sent after that. */
export interface StoredItem extends DigestItem {
  seq: number;
  /** Null until a message names it. */
  page: number | null;
}

const pageSchema = z.object({
  remoteId: z.string().nullable(),
  /** Changes up to this one are shown. */
  sentSeq: z.number().int(),
  /** How often it was sent: each of them is another transaction to the remote. */
  sends: z.number().int(),
  /** Changes up to this one were in a message whose fate is not known yet; a remote may have kept that one. */
  tried: z.number().int().nullable(),
  /** Epoch ms; 0 before. */
  sentAt: z.number().int().default(0),
  /** Calls for it that failed since the last that did not. */
  failures: z.number().int().default(0),
  /** After a failure: not before. Epoch ms; 0: none failed. */
  retryAt: z.number().int().default(0),
});
export type DigestPage = z.infer<typeof pageSchema>;

const stateFieldsSchema = z.object({
  destination: z.string(),
  channel: z.string(),
  openedAt: z.coerce.number(),
  lastAt: z.coerce.number(),
  closedAt: z.coerce.number().nullable().default(null),
  sentAt: z.coerce.number().default(0),
  /** Of the report. */
  failures: z.coerce.number().default(0),
  retryAt: z.coerce.number().default(0),
  possibleRepeat: z.coerce.number().default(0),
  seq: z.coerce.number().default(0),
  /** The `seq` of the last critical that was added. */
  urgentSeq: z.coerce.number().default(0),
});
export type DigestState = z.infer<typeof stateFieldsSchema>;

export interface Digest {
  id: string;
  state: DigestState;
  pages: DigestPage[];
  items: StoredItem[];
  /** Those that wait longest; there may be more. */
  waiting: { deliveryId: string; topic: string }[];
  /** Epoch ms. */
  dueAt: number;
}

export interface Admission {
  destinationId: string;
  deliveryId: string;
  now: number;
  limit: number;
  windowMs: number;
  /** Taken where a digest begins with this one. */
  newDigestId: string;
  /** `counts`: it is never told in a digest, but counts; `must`: it goes into one, storm or not. */
  as: 'any' | 'counts' | 'must';
}

export interface Digests {
  /** The digest that a new message belongs into, or null where it is sent by itself. The same answer when asked again. */
  admit(admission: Admission): Promise<string | null>;
  /** Adds or renews a line; the delivery waits for the message that shows it. Answers when that is due. */
  park(
    id: string,
    into: {
      destinationId: string;
      channelId: string;
      deliveryId: string;
      now: number;
      dueAt: number;
      isUrgent?: boolean;
    },
    item: DigestItem,
  ): Promise<number>;
  /** Changes when something urgent was added. */
  urgentSeq(id: string): Promise<number>;
  read(id: string): Promise<Digest | null>;
  /** Whether its lines are still known. */
  exists(id: string): Promise<boolean>;
  assign(id: string, page: number, topics: string[]): Promise<void>;
  save(id: string, changes: Partial<DigestState>, pages?: DigestPage[]): Promise<void>;
  schedule(id: string, at: number): Promise<void>;
  /** Takes it from those that are due, unless somebody waits for it: false then. */
  rest(id: string): Promise<boolean>;
  noLongerWaiting(id: string, deliveries: { deliveryId: string; topic: string }[]): Promise<void>;
  /** New messages wanted in the window. */
  wanted(destinationId: string, now: number, windowMs: number): Promise<number>;
  /** It collects no more; the next storm begins another. */
  close(id: string, destinationId: string, now: number): Promise<void>;
  /** Digests with work that is due. */
  due(now: number, most: number): Promise<{ id: string; channelId: string }[]>;
}

/** Deliveries that wait for a digest and are read with it. */
const waitingAtATime = 1_000;
const keptMs = 48 * 60 * 60_000;
/** Wanted messages that are counted; more change nothing, a storm it is. */
const mostCounted = 20_000;

/** KEYS: wanted, open. ARGV: delivery, now, limit, window, new id, as. Answers the digest's id, or empty. */
const admitScript = `
local me, now, limit, window, as = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[6]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local open = redis.call('GET', KEYS[2])
local function digest()
  if not open then
    open = ARGV[5]
    redis.call('SET', KEYS[2], open, 'PX', ${keptMs})
  end
  redis.call('ZREM', KEYS[1], 's' .. me)
  redis.call('ZADD', KEYS[1], 'NX', now, 'd' .. me)
  return open
end
redis.call('PEXPIRE', KEYS[1], window * 2)
if as == 'must' then return digest() end
if redis.call('ZSCORE', KEYS[1], 's' .. me) then return '' end
if open and redis.call('ZSCORE', KEYS[1], 'd' .. me) then return open end
if as == 'any' and redis.call('ZCARD', KEYS[1]) >= limit then return digest() end
redis.call('ZADD', KEYS[1], now, 's' .. me)
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -${mostCounted + 1})
return ''
`;

/**
 * KEYS: state, items, waiting, due, pages. ARGV: id, destination, channel, delivery, topic, item, its revision, now, due, urgent (1 or 0).
 * An older line does not replace a newer one. Answers when the digest is due.
 */
const parkScript = `
local id, topic, revision, now, due = ARGV[1], ARGV[5], tonumber(ARGV[7]), ARGV[8], ARGV[9]
redis.call('HSETNX', KEYS[1], 'openedAt', now)
redis.call('HSET', KEYS[1], 'destination', ARGV[2], 'channel', ARGV[3], 'lastAt', now)
if redis.call('ZADD', KEYS[3], 'NX', now, ARGV[4] .. ' ' .. topic) == 1 then
  local old = redis.call('HGET', KEYS[2], topic)
  local item = ARGV[6]
  if old then
    local stored = string.sub(old, string.find(old, ' ', 1, true) + 1)
    if tonumber(cjson.decode(stored).incidentRevision) > revision then item = stored end
  end
  local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
  redis.call('HSET', KEYS[2], topic, seq .. ' ' .. item)
  if ARGV[10] == '1' then redis.call('HSET', KEYS[1], 'urgentSeq', seq) end
end
redis.call('ZADD', KEYS[4], 'LT', due, id)
for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ${keptMs}) end
redis.call('PEXPIRE', KEYS[5], ${keptMs})
return redis.call('ZSCORE', KEYS[4], id)
`;

/** KEYS: open, state. ARGV: id, now. */
const closeScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[2], 'closedAt', ARGV[2])
return 1
`;

/** KEYS: due, waiting. ARGV: id. */
const restScript = `
if redis.call('ZCARD', KEYS[2]) > 0 then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
return 1
`;

interface Scripts {
  afRestDigest(due: string, waiting: string, id: string): Promise<number>;
  afAdmitMessage(wanted: string, open: string, ...args: string[]): Promise<string>;
  afPark(
    state: string,
    items: string,
    waiting: string,
    due: string,
    pages: string,
    ...args: string[]
  ): Promise<string>;
  afCloseDigest(open: string, state: string, ...args: string[]): Promise<number>;
}

const json = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
};

const readItem = (stored: string, page: string | undefined): StoredItem[] => {
  const space = stored.indexOf(' ');
  const parsed = itemSchema.safeParse(json(stored.slice(space + 1)));
  if (!parsed.success) return [];
  return [
    {
      ...parsed.data,
      seq: Number(stored.slice(0, space)),
      page: page === undefined ? null : Number(page),
    },
  ];
};

export const createDigests = (plain: RedisCommands): Digests => {
  plain.defineCommand('afAdmitMessage', { numberOfKeys: 2, lua: admitScript });
  plain.defineCommand('afPark', { numberOfKeys: 5, lua: parkScript });
  plain.defineCommand('afRestDigest', { numberOfKeys: 2, lua: restScript });
  plain.defineCommand('afCloseDigest', { numberOfKeys: 2, lua: closeScript });
  const redis = plain as RedisCommands & Scripts;

  return {
    async admit({ destinationId, deliveryId, now, limit, windowMs, newDigestId, as }) {
      const id = await redis.afAdmitMessage(
        keys.storm(destinationId),
        keys.digestOpen(destinationId),
        deliveryId,
        String(now),
        String(limit),
        String(windowMs),
        newDigestId,
        as,
      );
      return id === '' ? null : id;
    },

    async park(id, { destinationId, channelId, deliveryId, now, dueAt, isUrgent = false }, item) {
      return Number(
        await redis.afPark(
          keys.digest(id),
          keys.digestItems(id),
          keys.digestWaiting(id),
          keys.digestsDue,
          keys.digestPages(id),
          id,
          destinationId,
          channelId,
          deliveryId,
          item.topic,
          JSON.stringify(item),
          String(item.incidentRevision),
          String(now),
          String(dueAt),
          isUrgent ? '1' : '0',
        ),
      );
    },

    urgentSeq: async (id) => Number((await redis.hget(keys.digest(id), 'urgentSeq')) ?? 0),

    async read(id) {
      const replies = await redis
        .pipeline()
        .hgetall(keys.digest(id))
        .hgetall(keys.digestItems(id))
        .hgetall(keys.digestPages(id))
        .zrange(keys.digestWaiting(id), 0, String(waitingAtATime - 1))
        .zscore(keys.digestsDue, id)
        .exec();
      const [fields, items, pages, waiting, due] = (replies ?? []).map(([error, value]) => {
        if (error) throw error;
        return value;
      });
      const stored = fields as Record<string, string>;
      const state = stateFieldsSchema.safeParse(stored);
      if (!state.success) return null;
      const pageOf = pages as Record<string, string>;
      return {
        id,
        state: state.data,
        pages: z.array(pageSchema).catch([]).parse(json(stored.pages)),
        items: Object.entries(items as Record<string, string>).flatMap(([topic, text]) =>
          readItem(text, pageOf[topic]),
        ),
        waiting: (waiting as string[]).map((member) => {
          const [deliveryId = '', topic = ''] = member.split(' ');
          return { deliveryId, topic };
        }),
        dueAt: Number(due ?? 0),
      };
    },

    exists: async (id) => (await redis.exists(keys.digest(id))) === 1,

    async assign(id, page, topics) {
      if (topics.length === 0) return;
      await redis.hset(keys.digestPages(id), ...topics.flatMap((topic) => [topic, String(page)]));
      await redis.pexpire(keys.digestPages(id), keptMs);
    },

    async save(id, changes, pages) {
      const fields = Object.entries(changes).flatMap(([name, value]) =>
        value === undefined || value === null ? [] : [name, String(value)],
      );
      if (pages) fields.push('pages', JSON.stringify(pages));
      if (fields.length > 0) await redis.hset(keys.digest(id), ...fields);
    },

    async schedule(id, at) {
      await redis.zadd(keys.digestsDue, String(at), id);
    },

    rest: async (id) => (await redis.afRestDigest(keys.digestsDue, keys.digestWaiting(id), id)) === 1,

    async noLongerWaiting(id, deliveries) {
      if (deliveries.length === 0) return;
      await redis.zrem(
        keys.digestWaiting(id),
        ...deliveries.map(({ deliveryId, topic }) => `${deliveryId} ${topic}`),
      );
    },

    wanted: (destinationId, now, windowMs) =>
      redis.zcount(keys.storm(destinationId), `(${now - windowMs}`, '+inf'),

    async close(id, destinationId, now) {
      await redis.afCloseDigest(keys.digestOpen(destinationId), keys.digest(id), id, String(now));
    },

    async due(now, most) {
      const ids = await redis.zrangebyscore(keys.digestsDue, '-inf', String(now), 'LIMIT', 0, most);
      if (ids.length === 0) return [];
      const pipeline = redis.pipeline();
      for (const id of ids) pipeline.hget(keys.digest(id), 'channel');
      const channels = (await pipeline.exec()) ?? [];
      return ids.map((id, i) => ({ id, channelId: String(channels[i]?.[1] ?? '') }));
    },
  };
};
