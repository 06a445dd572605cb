/**
 * A Matrix homeserver as far as a bot meets it, after Synapse's answers: transaction ids, membership, aliases,
 * encryption state, limits, edits.
 */
import { json, type Received, type RemoteStub, type Reply, startRemote } from './remote-stub.ts';

export interface MatrixEvent {
  eventId: string;
  roomId: string;
  content: Record<string, unknown>;
}

export interface MatrixRoom {
  joined: boolean;
  mayJoin: boolean;
  encrypted: boolean;
  aliases: string[];
}

export interface MatrixStub extends RemoteStub {
  token: string;
  rooms: Map<string, MatrixRoom>;
  events: MatrixEvent[];
  /** The content that clients show: edits put in the place of what they edit. */
  shown(): Record<string, unknown>[];
}

const error = (status: number, errcode: string, message: string, more: object = {}): Reply =>
  json(status, { errcode, error: message, ...more });

export const matrixErrors = {
  limited: (body: object = { retry_after_ms: 297 }, headers: Record<string, string> = {}): Reply =>
    json(429, { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests', ...body }, headers),
  unavailable: (): Reply => ({ status: 503, body: '<html>503</html>', headers: { 'retry-after': '7' } }),
};

/** Room for what the server adds to an event: ids, hashes, signatures. */
const envelopeBytes = 2_000;
const eventMaxBytes = 65_536;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const contentFault = (content: Record<string, unknown>): string | null => {
  if (content.msgtype !== 'm.text') return 'msgtype';
  if (typeof content.body !== 'string' || content.body === '') return 'body';
  if (!isObject(content['m.mentions']) || Object.keys(content['m.mentions']).length > 0) return 'm.mentions';
  if (content.formatted_body !== undefined && content.format !== 'org.matrix.custom.html') return 'format';
  return null;
};

const isEdit = (event: MatrixEvent): boolean => {
  const relation = event.content['m.relates_to'];
  return isObject(relation) && relation.rel_type === 'm.replace';
};

export const startMatrixStub = async (token: string): Promise<MatrixStub> => {
  const rooms = new Map<string, MatrixRoom>();
  const events: MatrixEvent[] = [];
  const transactions = new Map<string, string>();

  const editFault = (content: Record<string, unknown>, roomId: string): string | null => {
    const relation = content['m.relates_to'];
    if (relation === undefined) return null;
    if (!isObject(relation)) return 'm.relates_to';
    if (relation.rel_type === undefined) {
      const reply = relation['m.in_reply_to'];
      return isObject(reply) && typeof reply.event_id === 'string' ? null : 'm.in_reply_to';
    }
    if (relation.rel_type !== 'm.replace') return 'm.relates_to';
    const original = events.find((event) => event.eventId === relation.event_id && event.roomId === roomId);
    if (original === undefined || isEdit(original)) return 'event_id';
    const next = content['m.new_content'];
    return isObject(next) ? contentFault(next) : 'm.new_content';
  };

  const send = (received: Received, roomId: string): Reply => {
    const room = rooms.get(roomId);
    if (room?.joined !== true) return error(403, 'M_FORBIDDEN', `User @bot:ops.test not in room ${roomId}`);
    const known = transactions.get(`${token} ${received.url.pathname}`);
    if (known !== undefined) return json(200, { event_id: known });
    const content = parsed(received.body);
    if (content === undefined) return error(400, 'M_NOT_JSON', 'Content not JSON.');
    if (!isObject(content)) return error(400, 'M_BAD_JSON', 'Content must be a JSON object.');
    const fault = contentFault(content) ?? editFault(content, roomId);
    if (fault !== null) return error(400, 'M_BAD_JSON', `${fault} is not valid`);
    if (Buffer.byteLength(JSON.stringify(content)) + envelopeBytes > eventMaxBytes) {
      return error(413, 'M_TOO_LARGE', 'event too large');
    }
    const eventId = `$event${events.length + 1}`;
    events.push({ eventId, roomId, content });
    transactions.set(`${token} ${received.url.pathname}`, eventId);
    return json(200, { event_id: eventId });
  };

  const join = (idOrAlias: string): Reply => {
    const entry = [...rooms].find(([id, room]) => id === idOrAlias || room.aliases.includes(idOrAlias));
    if (entry === undefined) return error(404, 'M_UNKNOWN', 'No known servers');
    const [id, room] = entry;
    if (!room.mayJoin && !room.joined) return error(403, 'M_FORBIDDEN', 'You are not invited to this room.');
    room.joined = true;
    return json(200, { room_id: id });
  };

  const handle = (received: Received): Reply => {
    const authorization = received.headers.authorization;
    if (authorization === undefined) return error(401, 'M_MISSING_TOKEN', 'Missing access token');
    if (authorization !== `Bearer ${token}`) {
      return error(401, 'M_UNKNOWN_TOKEN', `Invalid access token: ${authorization}`, { soft_logout: false });
    }
    const path = received.url.pathname;
    const route = (method: string, pattern: RegExp) =>
      received.method === method ? pattern.exec(path) : null;
    const part = (match: RegExpExecArray) => decodeURIComponent(match[1] ?? '');
    const v3 = '^/_matrix/client/v3';
    const sending = route(
      'PUT',
      new RegExp(`${v3}/rooms/([^/!:]+)/send/m\\.room\\.message/[A-Za-z0-9-]{1,64}$`),
    );
    if (sending) {
      return received.headers['content-type']?.startsWith('application/json')
        ? send(received, part(sending))
        : error(400, 'M_NOT_JSON', 'Content-Type');
    }
    const joining = route('POST', new RegExp(`${v3}/join/([^/!:#]+)$`));
    if (joining)
      return isObject(parsed(received.body)) ? join(part(joining)) : error(400, 'M_NOT_JSON', 'body');
    const alias = route('GET', new RegExp(`${v3}/directory/room/([^/#:]+)$`));
    if (alias) {
      const found = [...rooms].find(([, room]) => room.aliases.includes(part(alias)));
      return found === undefined
        ? error(404, 'M_NOT_FOUND', `Room alias ${part(alias)} not found.`)
        : json(200, { room_id: found[0], servers: ['ops.test'] });
    }
    const encryption = route('GET', new RegExp(`${v3}/rooms/([^/!:]+)/state/m\\.room\\.encryption$`));
    if (encryption) {
      return rooms.get(part(encryption))?.encrypted === true
        ? json(200, { algorithm: 'm.megolm.v1.aes-sha2' })
        : error(404, 'M_NOT_FOUND', 'Event not found.');
    }
    return error(404, 'M_UNRECOGNIZED', 'Unrecognized request');
  };

  const remote = await startRemote(handle);
  const relation = (event: MatrixEvent) => event.content['m.relates_to'];
  return {
    ...remote,
    token,
    rooms,
    events,
    shown: () =>
      events
        .filter((event) => !isEdit(event))
        .map((event) => {
          const edits = events.filter((edit) => {
            const to = relation(edit);
            return isEdit(edit) && isObject(to) && to.event_id === event.eventId;
          });
          const latest = edits.at(-1)?.content['m.new_content'];
          return isObject(latest) ? latest : event.content;
        }),
  };
};
