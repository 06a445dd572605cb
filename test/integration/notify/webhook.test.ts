import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Egress } from '../../../src-main/engine/egress.ts';
import type { Channel, SendOutcome } from '../../../src-main/engine/notify/channel.ts';
import { webhookChannel } from '../../../src-main/engine/notify/channels/webhook.ts';
import type { WebhookConfig } from '../../../src-shared/contract/channels.ts';
import { systemClock, testEgress } from '../../support/channel-rigs.ts';
import { aNotification } from '../../support/notification-fixture.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

const key = Buffer.from('key-of-the-receiver');

let sink: WebhookSink;
let egress: Egress;
let channel: Channel<'webhook'>;
beforeEach(async () => {
  sink = await startWebhookSink({ key });
  egress = testEgress();
  channel = webhookChannel({ egress, clock: systemClock });
});
afterEach(async () => {
  await egress.stop();
  await sink.stop();
});

const send = (
  config: WebhookConfig = { signingSecret: `whsec_${key.toString('base64')}` },
  url = `${sink.url}/in`,
) =>
  channel.send({
    config,
    address: { url },
    notification: aNotification(),
    idempotencyKey: 'delivery-1',
    possibleRepeat: false,
    signal: AbortSignal.timeout(5_000),
  });

describe('the webhook channel', () => {
  it.each([
    ['the secret of the specification', `whsec_${key.toString('base64')}`],
    ['a secret in plain text', key.toString()],
    ['the old and the new secret while they rotate', `whsec_bmV3 whsec_${key.toString('base64')}`],
  ])('signs with %s', async (_name, signingSecret) => {
    expect(await send({ signingSecret })).toEqual({
      kind: 'sent',
      remoteId: null,
      answer: 'HTTP 202 accepted delivery-1',
    });
  });

  it('is refused by a receiver with another key', async () => {
    expect(await send({ signingSecret: 'another' })).toEqual({
      kind: 'failed',
      retry: false,
      reason: 'HTTP 401 signature does not match',
    });
  });

  it('sends unsigned without a secret', async () => {
    await sink.stop();
    sink = await startWebhookSink({ key: null });
    expect(await send({})).toMatchObject({ kind: 'sent' });
  });

  it('signs each try anew with its own time, under the same id', async () => {
    let now = Date.now();
    channel = webhookChannel({ egress, clock: { ...systemClock, now: () => now } });
    await send();
    now += 60_000;
    await send();
    const [first, second] = sink.requests.map(({ headers }) => headers);
    expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
    expect(Number(second?.['webhook-timestamp']) - Number(first?.['webhook-timestamp'])).toBe(60);
    expect([sink.taken.size, sink.repeats]).toEqual([1, 1]);
  });

  it('adds the configured headers, but none that the request itself decides', async () => {
    const forbidden = {
      Host: 'evil.example',
      'Content-Length': '3',
      'Webhook-Id': 'x',
      'idempotency-key': 'x',
    };
    const signingSecret = `whsec_${key.toString('base64')}`;
    const outcome = await send({
      signingSecret,
      headers: {
        ...forbidden,
        'Webhook-Signature': 'v1,x',
        'Content-Type': 'text/plain',
        Authorization: 'Bearer abc',
      },
    });
    expect(outcome).toMatchObject({ kind: 'sent' });
    const headers = sink.requests[0]?.headers;
    expect(headers?.authorization).toBe('Bearer abc');
    expect(headers?.host).toBe(new URL(sink.url).host);
  });

  it('refuses a header value that HTTP cannot carry without repeating it', async () => {
    const outcome = await send({ headers: { Authorization: 'رمز-canary' } });
    expect(outcome).toMatchObject({ kind: 'failed', retry: false });
    expect(JSON.stringify(outcome)).not.toContain('canary');
    expect(sink.requests).toHaveLength(0);
  });

  it.each([
    [200, 'sent'],
    [204, 'sent'],
    [299, 'sent'],
    [301, false],
    [304, false],
    [307, false],
    [400, false],
    [403, false],
    [404, false],
    [408, true],
    [410, false],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
    [599, true],
  ])('takes %i as %s', async (status, expected) => {
    const headers = { location: `${sink.url}/elsewhere` };
    sink.failNext({
      kind: 'reply',
      reply: { status, body: status === 204 || status === 304 ? '' : 'words', headers },
    });
    const outcome: SendOutcome = await send();
    expect(outcome.kind === 'failed' ? outcome.retry : outcome.kind).toBe(expected);
    expect(sink.requests).toHaveLength(1);
  });

  it('says of a redirect that it is not followed, and of 410 that the receiver is gone', async () => {
    for (const [status, words] of [
      [302, 'redirects are not followed'],
      [410, 'gone for good: no more'],
    ] as const) {
      sink.failNext({ kind: 'reply', reply: { status, body: 'no more' } });
      expect(await send()).toMatchObject({ retry: false, reason: expect.stringContaining(words) });
    }
  });

  it('waits until the date that Retry-After names', async () => {
    const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 90_000).toUTCString();
    sink.failNext({ kind: 'reply', reply: { status: 503, body: '', headers: { 'retry-after': at } } });
    const outcome = await send();
    const wait = outcome.kind === 'failed' ? (outcome.retryAfterMs ?? 0) : 0;
    expect(wait).toBeGreaterThan(80_000);
    expect(wait).toBeLessThanOrEqual(91_000);
  });

  it('does not repeat its URL when the receiver does', async () => {
    const url = `${sink.url}/services/canary-path?token=canary-query`;
    sink.failNext({
      kind: 'reply',
      reply: { status: 404, body: 'Cannot POST /services/canary-path or canary-query' },
    });
    const outcome = await send({}, url);
    expect(outcome).toMatchObject({ retry: false, reason: expect.stringContaining('Cannot POST') });
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });

  it('takes a 2xx as delivered even if its body never ends', async () => {
    const endless = 'x'.repeat(200_000);
    sink.failNext({ kind: 'reply', reply: { status: 200, body: endless } });
    const outcome = await send();
    expect(outcome.kind).toBe('sent');
    expect(outcome.kind === 'sent' ? outcome.answer.length : 0).toBeLessThanOrEqual(300);
  });

  it('is refused by the rules of the way out for what may not be connected to', async () => {
    expect(await send({}, 'http://169.254.169.254/latest')).toMatchObject({ kind: 'failed', retry: false });
  });
});
