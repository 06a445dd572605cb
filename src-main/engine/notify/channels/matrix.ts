/**
 * Matrix (client-server API v3). The transaction id makes every repeat harmless: the server answers it with the event
 * that the first one made.
 */
import { type MatrixConfig, matrixConfigSchema } from '../../../../src-shared/contract/channels.ts';
import { matrixAddressSchema } from '../../../../src-shared/contract/destinations.ts';
import type { Channel, ChannelDeps, SendOutcome, SendRequest } from '../channel.ts';
import { exchange, type HttpAnswer, jsonObject } from '../http-exchange.ts';
import { remoteWords } from '../remote-words.ts';
import { renderMatrix, renderMatrixEdit } from '../render-matrix.ts';
import { boundedWaitMs, retryAfterMs } from '../retry-after.ts';

type Failed = Extract<SendOutcome, { kind: 'failed' }>;
type Deps = Pick<ChannelDeps, 'egress' | 'clock'>;
type Answered = { kind: 'answered'; answer: HttpAnswer; json: Record<string, unknown> };

/** Rooms of which something is remembered; beyond that all is asked anew. */
const maxRemembered = 1_000;
/** A room may become encrypted; so often we look. */
const encryptionCheckMs = 3_600_000;
const sideRequestTimeoutMs = 5_000;

const encryptedWarning =
  'WARNING: this room is encrypted and AlertFlow cannot encrypt: the message is readable for the server. Use a room without encryption';

interface Call {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: unknown;
  timeoutMs?: number;
}

interface Session {
  config: MatrixConfig;
  signal: AbortSignal;
}

/** Percent-encodes all that RFC 3986 reserves, `!` too, which encodeURIComponent leaves. */
const segment = (value: string): string =>
  encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const baseOf = (config: MatrixConfig): string => {
  const url = new URL(config.homeserverUrl);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/_matrix/client/v3`;
};

const call = async (
  deps: Deps,
  { config, signal }: Session,
  { method, path, body, timeoutMs }: Call,
): Promise<Answered | { kind: 'failed'; outcome: Failed }> => {
  const done = await exchange(deps.egress, {
    url: `${baseOf(config)}${path}`,
    init: {
      method,
      headers: {
        authorization: `Bearer ${config.accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
    signal,
    secrets: [config.accessToken],
    ...(timeoutMs === undefined ? {} : { options: { timeoutMs } }),
  });
  return done.kind === 'failed' ? done : { ...done, json: jsonObject(done.answer.body) ?? {} };
};

/** What an answer other than success means. */
const refusal = ({ answer, json }: Answered, session: Session, nowMs: number): Failed => {
  const { status } = answer;
  const code = typeof json.errcode === 'string' ? json.errcode : 'no error code';
  const said = typeof json.error === 'string' ? json.error : '';
  const reason = remoteWords(`HTTP ${status} ${code}: ${said}`, [session.config.accessToken]);
  if (status >= 200 && status < 300) {
    return answer.isComplete
      ? { kind: 'failed', retry: true, reason: `HTTP ${status}, but not the answer of a Matrix server` }
      : { kind: 'failed', retry: true, unclear: true, reason: 'the answer broke off' };
  }
  if (status >= 300 && status < 400) {
    return {
      kind: 'failed',
      retry: false,
      reason: `HTTP ${status}: redirects are not followed; set the final homeserver URL`,
    };
  }
  const isLimited = status === 429 || code === 'M_LIMIT_EXCEEDED';
  const wait = boundedWaitMs(json.retry_after_ms) ?? retryAfterMs(answer.headers.get('retry-after'), nowMs);
  return {
    kind: 'failed',
    retry: isLimited || status >= 500 || status === 408 || status === 425,
    reason,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
};

/** A map that forgets everything when it is full. */
const createMemory = <T>() => {
  const known = new Map<string, T>();
  return {
    get: (key: string) => known.get(key),
    forget: (key: string) => known.delete(key),
    remember(key: string, value: T) {
      if (known.size >= maxRemembered) known.clear();
      known.set(key, value);
    },
  };
};

const keyOf = (config: MatrixConfig, room: string): string => `${config.homeserverUrl} ${room}`;

export const matrixChannel = (deps: Deps): Channel<'matrix'> => {
  const rooms = createMemory<string>();
  const encryption = createMemory<{ isEncrypted: boolean; checkedAt: number }>();

  const resolveRoom = async (session: Session, room: string): Promise<string | Failed> => {
    if (!room.startsWith('#')) return room;
    const known = rooms.get(keyOf(session.config, room));
    if (known !== undefined) return known;
    const found = await call(deps, session, { method: 'GET', path: `/directory/room/${segment(room)}` });
    // Looking up an alias sends no message, so nothing about it is unclear.
    if (found.kind === 'failed') return { ...found.outcome, unclear: false };
    const roomId = found.json.room_id;
    if (found.answer.status !== 200 || typeof roomId !== 'string')
      return refusal(found, session, deps.clock.now());
    rooms.remember(keyOf(session.config, room), roomId);
    return roomId;
  };

  const isEncrypted = async (session: Session, roomId: string, isTest: boolean): Promise<boolean> => {
    const key = keyOf(session.config, roomId);
    const known = encryption.get(key);
    const now = deps.clock.monotonic();
    if (!isTest && known !== undefined && now - known.checkedAt < encryptionCheckMs) return known.isEncrypted;
    const state = await call(deps, session, {
      method: 'GET',
      path: `/rooms/${segment(roomId)}/state/m.room.encryption`,
      timeoutMs: sideRequestTimeoutMs,
    });
    if (state.kind === 'failed') return known?.isEncrypted ?? false;
    const encrypted = state.answer.status === 200;
    if (encrypted || state.answer.status === 404)
      encryption.remember(key, { isEncrypted: encrypted, checkedAt: now });
    return encrypted;
  };

  const put = (session: Session, roomId: string, request: SendRequest<'matrix'>) => {
    const { notification, replaces, replyTo, idempotencyKey } = request;
    return call(deps, session, {
      method: 'PUT',
      path: `/rooms/${segment(roomId)}/send/m.room.message/${segment(idempotencyKey)}`,
      body: replaces ? renderMatrixEdit(notification, replaces) : renderMatrix(notification, replyTo),
    });
  };

  /** The bot was invited, or the room is public: join it. Null when it worked, else why not. */
  const join = async (session: Session, room: string): Promise<Failed | null> => {
    const joined = await call(deps, session, { method: 'POST', path: `/join/${segment(room)}`, body: {} });
    if (joined.kind === 'failed') return { ...joined.outcome, unclear: false };
    return joined.answer.status === 200 ? null : refusal(joined, session, deps.clock.now());
  };

  const putAndJoin = async (
    session: Session,
    roomId: string,
    request: SendRequest<'matrix'>,
  ): Promise<Answered | Failed> => {
    const first = await put(session, roomId, request);
    if (first.kind === 'failed') return first.outcome;
    if (first.answer.status !== 403) return first;
    const refused = await join(session, request.address.roomId);
    if (refused?.retry === true) return refused;
    if (refused !== null) {
      const { reason } = refusal(first, session, deps.clock.now());
      return {
        kind: 'failed',
        retry: false,
        reason: `${reason}. Joining: ${refused.reason}. Invite the account to the room`,
      };
    }
    const second = await put(session, roomId, request);
    return second.kind === 'failed' ? second.outcome : second;
  };

  return {
    kind: 'matrix',
    isIdempotent: true,
    afterUnclear: 'retry',
    configSchema: matrixConfigSchema,
    addressSchema: matrixAddressSchema,
    async send(request: SendRequest<'matrix'>): Promise<SendOutcome> {
      const { config, address, notification, replaces, signal } = request;
      const session = { config, signal };
      const roomId = await resolveRoom(session, address.roomId);
      if (typeof roomId !== 'string') return roomId;
      const sent = await putAndJoin(session, roomId, request);
      if (sent.kind === 'failed') {
        // The alias may point elsewhere by now.
        if (!sent.retry) rooms.forget(keyOf(config, address.roomId));
        return sent;
      }
      const eventId = sent.json.event_id;
      if (sent.answer.status !== 200 || typeof eventId !== 'string') {
        const outcome = refusal(sent, session, deps.clock.now());
        if (!outcome.retry) rooms.forget(keyOf(config, address.roomId));
        // The room takes messages, but not this relation: the event is unknown there, or cannot be related to.
        const isRefused = Boolean(replaces) && (sent.answer.status === 400 || sent.answer.status === 404);
        return isRefused ? { ...outcome, editRefused: true } : outcome;
      }
      const answer = remoteWords(`event ${eventId}`, [config.accessToken]);
      const warning = (await isEncrypted(session, roomId, notification.isTest))
        ? `. ${encryptedWarning}`
        : '';
      // Later edits name the first event, not the edit.
      return { kind: 'sent', remoteId: replaces || eventId, answer: `${answer}${warning}` };
    },
  };
};
