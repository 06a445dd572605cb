/**
 * A webhook receiver that takes nothing on trust: signature, time and shape are checked, repeats are recognised.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { webhookBodyMaxBytes, webhookBodySchema } from '../../src-main/engine/notify/webhook-body.ts';
import { type Received, type RemoteStub, type Reply, startRemote } from './remote-stub.ts';

export interface WebhookSink extends RemoteStub {
  /** Bodies taken, one for each webhook-id. */
  taken: Map<string, unknown>;
  /** How often a webhook-id came again. */
  repeats: number;
}

export interface WebhookSinkOptions {
  /** Key bytes; null: requests must not be signed. */
  key: Buffer | null;
  now?: () => number;
}

const toleranceSeconds = 300;
const plain = (status: number, body: string): Reply => ({
  status,
  body,
  headers: { 'content-type': 'text/plain' },
});

const isSigned = (received: Received, key: Buffer): boolean => {
  const {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures,
  } = received.headers;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${received.body}`).digest();
  return String(signatures ?? '')
    .split(' ')
    .some((signature) => {
      const [version, value] = signature.split(',');
      const given = Buffer.from(value ?? '', 'base64');
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
    });
};

export const startWebhookSink = async ({ key, now = Date.now }: WebhookSinkOptions): Promise<WebhookSink> => {
  const taken = new Map<string, unknown>();
  let repeats = 0;

  const handle = (received: Received): Reply => {
    const { headers, body } = received;
    if (received.method !== 'POST') return plain(405, 'POST only');
    if (headers['content-type'] !== 'application/json; charset=utf-8') return plain(415, 'JSON only');
    const id = headers['webhook-id'];
    if (typeof id !== 'string' || !/^[A-Za-z0-9-]{1,64}$/.test(id)) return plain(400, 'webhook-id');
    if (headers['idempotency-key'] !== id) return plain(400, 'idempotency-key');
    const timestamp = headers['webhook-timestamp'];
    if (typeof timestamp !== 'string' || !/^\d{10}$/.test(timestamp)) return plain(400, 'webhook-timestamp');
    if (Math.abs(now() / 1000 - Number(timestamp)) > toleranceSeconds) return plain(400, 'timestamp too far');
    if (key !== null && !isSigned(received, key)) return plain(401, 'signature does not match');
    if (key === null && headers['webhook-signature'] !== undefined) return plain(400, 'signed with what?');
    if (Buffer.byteLength(body) > webhookBodyMaxBytes) return plain(413, 'too large');
    const read = webhookBodySchema.strict().safeParse(JSON.parse(body));
    if (!read.success) return plain(422, read.error.message);
    if (taken.has(id)) {
      repeats += 1;
      return plain(200, 'known already');
    }
    taken.set(id, read.data);
    return plain(202, `accepted ${id}`);
  };

  const remote = await startRemote(handle);
  return {
    ...remote,
    taken,
    get repeats() {
      return repeats;
    },
  };
};
