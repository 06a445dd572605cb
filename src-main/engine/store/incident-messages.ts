/**
 * Which message tells of an incident at a destination, and which delivery is to change it next. One delivery leads; those
 * that ask for the same message wait behind it and are done with it. A topic is an incident's id, or an alert's where it
 * belongs to none.
 *
 * The revision of what stands there never goes down: whoever comes late with an older one changes nothing.
 */
import { z } from 'zod';
import { keyPrefix, keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

const messageSchema = z.object({
  /** Null where the remote gives none: later messages stand alone. */
  remoteId: z.string().nullable(),
  /** Of the incident, as the message shows it. */
  incidentRevision: z.number().int(),
  /** Epoch ms. */
  at: z.number().int(),
  alertId: z.string(),
  /** Who told it: a crash before that was noted does not have it told again. */
  deliveryId: z.string().default(''),
  /** The digest whose message it is, where it was told in one. */
  digestId: z.string().nullable().default(null),
});
export type IncidentMessage = z.infer<typeof messageSchema>;

export type Claim =
  /** This delivery is to tell; `message` is what stands there. */
  | { kind: 'lead'; message: IncidentMessage | null }
  /** It waits behind this one, which is still owed. */
  | { kind: 'behind'; leader: string }
  /** What it would tell stands there, or something newer. */
  | { kind: 'newer'; message: IncidentMessage };

export interface IncidentMessages {
  read(topic: string, destinationId: string): Promise<IncidentMessage | null>;
  /** First deliveries say so before they are queued, so that an update never overtakes them. */
  announce(firsts: { topic: string; destinationId: string; deliveryId: string }[]): Promise<void>;
  /**
   * Asks to tell. `as`: an `update` waits behind an open leader and is done where its revision is shown; a `message` of
   * its own takes the lead, and is done where a newer revision than its own is shown; `always` is told in any case.
   */
  claim(
    topic: string,
    destinationId: string,
    ask: { deliveryId: string; revision: number; as: 'update' | 'message' | 'always' },
  ): Promise<Claim>;
  /** Notes what is shown now. False where a newer revision stands there: then nothing changes. */
  record(topic: string, destinationId: string, message: IncidentMessage): Promise<boolean>;
  /** Those that wait for this revision or an older one; at most `most`. */
  behind(topic: string, destinationId: string, upTo: number, most: number): Promise<string[]>;
  /** The one that waits for the newest revision: it tells all that the others would. */
  newestBehind(topic: string, destinationId: string): Promise<string | null>;
  noLongerBehind(topic: string, destinationId: string, deliveryIds: string[]): Promise<void>;
}

/** After this long without a change a message is old: what comes later stands alone. */
const keptMs = 90 * 24 * 60 * 60_000;

/** Leaders whose delivery is final, or gone, lead no more. */
const openLeader = `
local p = ARGV[1]
local function isOpen(delivery)
  if not delivery then return false end
  local state = redis.call('HGET', p .. ':alert-deliveries:' .. string.sub(delivery, 1, 36), delivery)
  return state == 'waiting' or state == 'sending' or state == 'retrying'
end
`;

/** KEYS: messages. ARGV: prefix, destination, delivery, time to live. */
const announceScript = `${openLeader}
local field = ARGV[2] .. '.lead'
if not isOpen(redis.call('HGET', KEYS[1], field)) then
  redis.call('HSET', KEYS[1], field, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return 1
`;

/** KEYS: messages, behind. ARGV: prefix, destination, delivery, revision, as, time to live. */
const claimScript = `${openLeader}
local destination, me, revision, as = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local message = redis.call('HGET', KEYS[1], destination)
if message then
  local shown = tonumber(cjson.decode(message).incidentRevision)
  if (as == 'update' and shown >= revision) or (as == 'message' and shown > revision) then
    redis.call('ZREM', KEYS[2], me)
    return {'newer', message}
  end
end
local lead = redis.call('HGET', KEYS[1], destination .. '.lead')
if as == 'update' and lead ~= me and isOpen(lead) then
  redis.call('ZADD', KEYS[2], revision, me)
  redis.call('PEXPIRE', KEYS[2], ARGV[6])
  return {'behind', lead}
end
redis.call('HSET', KEYS[1], destination .. '.lead', me)
redis.call('PEXPIRE', KEYS[1], ARGV[6])
redis.call('ZREM', KEYS[2], me)
return {'lead', message or ''}
`;

/** KEYS: messages. ARGV: destination, message, its revision, time to live. */
const recordScript = `
local message = redis.call('HGET', KEYS[1], ARGV[1])
if message and tonumber(cjson.decode(message).incidentRevision) > tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
`;

const read = (text: string | null | undefined): IncidentMessage | null => {
  if (!text) return null;
  const parsed = messageSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
};

interface Scripts {
  afAnnounce(key: string, ...args: string[]): Promise<number>;
  afClaim(messages: string, behind: string, ...args: string[]): Promise<[string, string]>;
  afRecordMessage(key: string, ...args: string[]): Promise<number>;
}

export const createIncidentMessages = (plain: RedisCommands): IncidentMessages => {
  plain.defineCommand('afAnnounce', { numberOfKeys: 1, lua: announceScript });
  plain.defineCommand('afClaim', { numberOfKeys: 2, lua: claimScript });
  plain.defineCommand('afRecordMessage', { numberOfKeys: 1, lua: recordScript });
  const redis = plain as RedisCommands & Scripts;

  return {
    read: async (topic, destinationId) => read(await redis.hget(keys.incidentMessages(topic), destinationId)),

    async announce(firsts) {
      await Promise.all(
        firsts.map(({ topic, destinationId, deliveryId }) =>
          redis.afAnnounce(
            keys.incidentMessages(topic),
            keyPrefix,
            destinationId,
            deliveryId,
            String(keptMs),
          ),
        ),
      );
    },

    async claim(topic, destinationId, { deliveryId, revision, as }) {
      const [kind, value] = await redis.afClaim(
        keys.incidentMessages(topic),
        keys.incidentBehind(topic, destinationId),
        keyPrefix,
        destinationId,
        deliveryId,
        String(revision),
        as,
        String(keptMs),
      );
      if (kind === 'behind') return { kind, leader: value };
      const message = read(value);
      return kind === 'newer' && message !== null ? { kind, message } : { kind: 'lead', message };
    },

    record: async (topic, destinationId, message) =>
      (await redis.afRecordMessage(
        keys.incidentMessages(topic),
        destinationId,
        JSON.stringify(message),
        String(message.incidentRevision),
        String(keptMs),
      )) === 1,

    behind: (topic, destinationId, upTo, most) =>
      redis.zrangebyscore(keys.incidentBehind(topic, destinationId), '-inf', String(upTo), 'LIMIT', 0, most),

    newestBehind: async (topic, destinationId) =>
      (await redis.zrange(keys.incidentBehind(topic, destinationId), -1, '-1'))[0] ?? null,

    async noLongerBehind(topic, destinationId, deliveryIds) {
      if (deliveryIds.length > 0) await redis.zrem(keys.incidentBehind(topic, destinationId), ...deliveryIds);
    },
  };
};
