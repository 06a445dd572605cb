/**
 * Who is signed in. A session is an opaque random token of 256 bits that can be revoked at any time; only its sha256 is
 * kept, in Redis for all nodes and in memory, so that whoever is signed in can go on looking while Redis is away.
 *
 * A session also carries a mark of its user's password and role: it ends by itself when either changes, on every node
 * that has the new configuration, whether Redis could be told or not.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { UserRecord } from '../store/config-document.ts';
import type { ConfigStore } from '../store/config-store.ts';
import { keys } from '../store/keys.ts';
import type { RedisCommands } from '../store/redis-commands.ts';
import type { Caller } from './context.ts';

export interface Sessions {
  /** `expiresAt` (epoch ms): valid until then at least; each use gives it another 30 minutes, up to 12 hours in all. */
  begin(user: UserRecord): Promise<{ token: string; expiresAt: number }>;
  /** Whose token this is (of a session or of the API), or null. Counts as use unless `isUse` is false. Throws `store_unavailable` where it cannot be told. */
  check(token: string, isUse?: boolean): Promise<Caller | null>;
  end(sessionId: string): Promise<void>;
  /** Ends all sessions of a user; with `keep`, but for that one, which follows the user's new password. */
  endAll(userId: string, keep?: string): Promise<void>;
}

const idleMs = 30 * 60_000;
const absoluteMs = 12 * 60 * 60_000;
/** Revocation by another node is seen after this at the latest. */
const askAgainMs = 5_000;
const writeUseEveryMs = 30_000;
const maxKept = 1_000;
const noteTokenUseEveryMs = 60_000;
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

const storedSchema = z.object({
  userId: z.string(),
  mark: z.string(),
  endsAt: z.number(),
  lastUsedAt: z.number(),
});
type Stored = z.infer<typeof storedSchema>;

interface Kept extends Stored {
  askedAt: number;
  writtenAt: number;
  /** False until Redis has it: signed in while Redis was away. */
  isStored: boolean;
}

const apiTokenPattern = /^aft_[A-Za-z0-9_-]{43}$/;

export const apiTokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

export const newApiToken = (): string => `aft_${randomBytes(32).toString('base64url')}`;

const sessionIdOf = (token: string): string => createHash('sha256').update(token).digest('hex');

const markOf = (user: UserRecord): string =>
  createHash('sha256').update(`${user.role}\n${user.passwordHash}`).digest('hex').slice(0, 32);

export const createSessions = (deps: {
  redis: RedisCommands;
  config: ConfigStore;
  clock: Clock;
}): Sessions => {
  const { redis, config, clock } = deps;
  const known = new Map<string, Kept>();

  const tokenNotedAt = new Map<string, number>();

  /** An API token is looked up in the configuration, so that it works while Redis is away and ends when it is revoked. */
  const checkApiToken = (token: string): Caller | null => {
    const hash = apiTokenHash(token);
    const now = clock.now();
    const record = config.current().apiTokens.find(({ tokenHash }) => tokenHash === hash);
    if (record === undefined || (record.expiresAt !== null && record.expiresAt <= now)) return null;
    if (now - (tokenNotedAt.get(record.id) ?? 0) >= noteTokenUseEveryMs) {
      tokenNotedAt.set(record.id, now);
      redis.hset(keys.tokenUses, record.id, String(now)).catch(() => {
        // Noted at a later use.
        tokenNotedAt.delete(record.id);
      });
    }
    const username = `token ${record.name}`;
    return { userId: `token-${record.id}`, username, role: record.role, sessionId: '', tokenId: record.id };
  };

  const keep = (id: string, session: Kept): void => {
    known.delete(id);
    known.set(id, session);
    if (known.size > maxKept) known.delete(known.keys().next().value ?? '');
  };

  const write = async (id: string, session: Kept, mode: 'new' | 'there'): Promise<void> => {
    const { userId, mark, endsAt, lastUsedAt } = session;
    const json = JSON.stringify({ userId, mark, endsAt, lastUsedAt } satisfies Stored);
    session.writtenAt = clock.now();
    // `XX`: what was revoked meanwhile does not come back.
    if (mode === 'there') await redis.set(keys.session(id), json, 'PX', idleMs, 'XX');
    else {
      await redis.set(keys.session(id), json, 'PX', idleMs);
      await redis.sadd(keys.userSessions(userId), id);
      await redis.pexpire(keys.userSessions(userId), absoluteMs);
    }
    session.isStored = true;
  };

  const read = async (id: string): Promise<Stored | null> => {
    const text = await redis.get(keys.session(id));
    const parsed = storedSchema.safeParse(text === null ? null : JSON.parse(text));
    return parsed.success ? parsed.data : null;
  };

  const load = async (id: string): Promise<Kept | null> => {
    const stored = await read(id).catch((cause: unknown) => {
      throw new AppError('store_unavailable', { cause });
    });
    if (stored === null) return null;
    const session = { ...stored, askedAt: clock.now(), writtenAt: stored.lastUsedAt, isStored: true };
    keep(id, session);
    return session;
  };

  /** False where another node revoked it. Redis away: true, it was good a moment ago. */
  const isStillThere = async (id: string, session: Kept): Promise<boolean> => {
    if (clock.now() - session.askedAt < askAgainMs) return true;
    session.askedAt = clock.now();
    try {
      if (!session.isStored) {
        await write(id, session, 'new');
        return true;
      }
      const stored = await read(id);
      if (stored === null) return false;
      session.lastUsedAt = Math.max(session.lastUsedAt, stored.lastUsedAt);
      session.mark = stored.mark;
      return true;
    } catch {
      return true;
    }
  };

  const isOver = (session: Kept, now: number): boolean =>
    now >= session.endsAt || now - session.lastUsedAt >= idleMs;

  const forget = async (id: string, userId: string | undefined): Promise<void> => {
    known.delete(id);
    await redis.del(keys.session(id));
    if (userId !== undefined) await redis.srem(keys.userSessions(userId), id);
  };

  return {
    async begin(user) {
      const token = randomBytes(32).toString('base64url');
      const id = sessionIdOf(token);
      const now = clock.now();
      const session: Kept = {
        userId: user.id,
        mark: markOf(user),
        endsAt: now + absoluteMs,
        lastUsedAt: now,
        askedAt: now,
        writtenAt: 0,
        isStored: false,
      };
      keep(id, session);
      await write(id, session, 'new').catch(() => {
        // Written when Redis is back.
      });
      return { token, expiresAt: now + idleMs };
    },

    async check(token, isUse = true) {
      if (apiTokenPattern.test(token)) return checkApiToken(token);
      if (!tokenPattern.test(token)) return null;
      const id = sessionIdOf(token);
      const session = known.get(id) ?? (await load(id));
      if (session === null) return null;
      const user = config.current().users.find((one) => one.id === session.userId);
      const isGood =
        !isOver(session, clock.now()) &&
        (await isStillThere(id, session)) &&
        user !== undefined &&
        session.mark === markOf(user);
      if (!isGood) {
        known.delete(id);
        return null;
      }
      if (isUse) {
        session.lastUsedAt = clock.now();
        if (session.isStored && session.lastUsedAt - session.writtenAt >= writeUseEveryMs) {
          write(id, session, 'there').catch(() => {
            // It holds in memory.
          });
        }
      }
      return { userId: user.id, username: user.username, role: user.role, sessionId: id };
    },

    async end(sessionId) {
      await forget(sessionId, known.get(sessionId)?.userId);
    },

    async endAll(userId, keepId) {
      const user = config.current().users.find((one) => one.id === userId);
      const kept = keepId === undefined ? null : (known.get(keepId) ?? (await load(keepId)));
      if (keepId !== undefined && kept !== null && user !== undefined) {
        kept.mark = markOf(user);
        await write(keepId, kept, 'there');
      }
      const here = [...known].filter(([, session]) => session.userId === userId).map(([id]) => id);
      for (const id of here) if (id !== keepId) known.delete(id);
      for (const id of new Set([...here, ...(await redis.smembers(keys.userSessions(userId)))])) {
        if (id !== keepId) await forget(id, userId);
      }
    },
  };
};
