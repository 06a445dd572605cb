import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Egress } from '../../../src-main/engine/egress.ts';
import type { SendOutcome } from '../../../src-main/engine/notify/channel.ts';
import { smsChannel } from '../../../src-main/engine/notify/channels/sms.ts';
import type { Notification } from '../../../src-main/engine/notify/notification.ts';
import { type SmsConfig, smsConfigSchema } from '../../../src-shared/contract/channels.ts';
import { systemClock, testEgress } from '../../support/channel-rigs.ts';
import { createMemoryCounters } from '../../support/memory-counters.ts';
import { aNotification } from '../../support/notification-fixture.ts';
import { json } from '../../support/remote-stub.ts';
import { kavenegarReply, type SmsStub, startSmsStub, twilioError } from '../../support/sms-stub.ts';

const day = 86_400_000;

let stub: SmsStub;
let egress: Egress;
let now: number;
let counters: ReturnType<typeof createMemoryCounters>;
beforeEach(async () => {
  stub = await startSmsStub();
  egress = testEgress();
  now = Date.UTC(2026, 10, 22, 8, 0);
  counters = createMemoryCounters();
});
afterEach(async () => {
  await egress.stop();
  await stub.stop();
});

const kavenegar = (more: object = {}): SmsConfig =>
  smsConfigSchema.parse({ provider: 'kavenegar', apiKey: stub.kavenegarKey, apiBaseUrl: stub.url, ...more });
const twilio = (more: object = { from: '+15005550006' }): SmsConfig =>
  smsConfigSchema.parse({
    provider: 'twilio',
    accountSid: stub.twilioSid,
    authToken: stub.twilioToken,
    apiBaseUrl: stub.url,
    ...more,
  });
const gateway = (more: object = {}): SmsConfig =>
  smsConfigSchema.parse({ provider: 'http', url: `${stub.url}/any`, apiKey: 'k&y "1"', ...more });

const send = (
  config: SmsConfig,
  changes: Partial<Notification> = {},
  phone = '+989121234567',
): Promise<SendOutcome> =>
  smsChannel({ egress, clock: { ...systemClock, now: () => now }, counters }).send({
    config,
    address: { phone },
    notification: aNotification(changes),
    idempotencyKey: 'one',
    possibleRepeat: false,
    signal: AbortSignal.timeout(5_000),
  });

describe('SMS by Kavenegar', () => {
  it('sends and answers with the message id', async () => {
    expect(await send(kavenegar({ sender: '10004346' }))).toMatchObject({
      kind: 'sent',
      remoteId: '8792344',
    });
    expect(stub.outbox[0]?.to).toBe('09121234567');
    expect(stub.requests[0]?.headers.connection).toBe('close');
  });

  it.each([
    [400, false],
    [401, false],
    [402, true],
    [403, false],
    [407, false],
    [409, true],
    [411, false],
    [412, false],
    [413, false],
    [418, false],
    [422, false],
    [429, true],
    [451, true],
    [500, true],
    [599, true],
  ])('takes code %i with retry %o', async (code, retry) => {
    stub.failNext({ kind: 'reply', reply: { ...kavenegarReply(code, 'پیام سرویس'), status: 200 } });
    const reason = expect.stringContaining(`${code} پیام سرویس`);
    expect(await send(kavenegar())).toMatchObject({ kind: 'failed', retry, reason });
  });

  it('says loudly that there is no credit', async () => {
    stub.failNext({ kind: 'reply', reply: kavenegarReply(418, 'اعتبار کافی نیست') });
    expect(await send(kavenegar())).toMatchObject({
      retry: false,
      reason: expect.stringContaining('NO CREDIT'),
    });
  });

  it.each([
    [1, 'sent'],
    [5, 'sent'],
    [6, true],
    [11, true],
    [13, false],
    [14, false],
  ])('takes an entry of status %i as %s', async (status, expected) => {
    const entries = [{ messageid: 1, status, statustext: 'وضعیت' }];
    stub.failNext({ kind: 'reply', reply: kavenegarReply(200, 'تایید شد', entries) });
    const outcome = await send(kavenegar());
    expect(outcome.kind === 'failed' ? outcome.retry : outcome.kind).toBe(expected);
  });

  it.each([
    [200, true],
    [302, false],
    [404, false],
    [502, true],
    [504, true],
  ])('takes %i without its own reply with retry %o', async (status, retry) => {
    stub.failNext({ kind: 'reply', reply: { status, body: '<html>proxy</html>' } });
    expect(await send(kavenegar())).toMatchObject({ kind: 'failed', retry });
  });

  it('calls a gateway time-out unclear', async () => {
    stub.failNext({ kind: 'reply', reply: { status: 504, body: '' } });
    expect(await send(kavenegar())).toMatchObject({ retry: true, unclear: true });
  });
});

describe('SMS by Twilio', () => {
  it('sends from a number or a messaging service', async () => {
    expect(await send(twilio())).toMatchObject({
      kind: 'sent',
      remoteId: 'SM00000000000000000000000000000001',
    });
    expect(await send(twilio({ messagingServiceSid: 'MG1' }))).toMatchObject({
      kind: 'sent',
      answer: '201 queued',
    });
  });

  it.each([
    [400, 21211, false],
    [400, 21608, false],
    [400, 21610, false],
    [401, 20003, false],
    [404, 20404, false],
    [429, 20429, true],
    [400, 21611, true],
    [500, 20500, true],
    [503, 20503, true],
  ])('takes %i with code %i with retry %o', async (status, code, retry) => {
    stub.failNext({ kind: 'reply', reply: twilioError(status, code, 'in words') });
    const reason = expect.stringContaining(`${code}: in words`);
    expect(await send(twilio())).toMatchObject({ kind: 'failed', retry, reason });
  });
});

describe('SMS by what stands before Twilio', () => {
  it('says the status where no code of Twilio comes with it', async () => {
    stub.failNext({ kind: 'reply', reply: { status: 502, body: '{"error":"bad gateway"}' } });
    const reason = 'HTTP 502 without a Twilio reply';
    expect(await send(twilio())).toMatchObject({ kind: 'failed', retry: true, reason });
  });
});

describe('SMS by an HTTP gateway', () => {
  const echo = () => stub.failNext({ kind: 'reply', reply: { status: 200, body: 'OK' } });
  const hostile = { summary: 'a"b\\c & d=e {phone} {apiKey} %41', subject: 's', link: null };

  it.each([
    ['application/json', '{"t":"{text}","k":"{apiKey}"}', (body: string) => JSON.parse(body) as object],
    [
      'application/x-www-form-urlencoded',
      't={text}&k={apiKey}',
      (body: string) => Object.fromEntries(new URLSearchParams(body)),
    ],
  ])('encodes each value for %s, once', async (contentType, body, read) => {
    echo();
    expect(await send(gateway({ contentType, body }), hostile)).toMatchObject({ kind: 'sent' });
    const sent = read(stub.requests[0]?.body ?? '');
    expect(sent).toMatchObject({ k: 'k&y "1"', t: expect.stringContaining(hostile.summary) });
  });

  it('encodes each value for the URL, and sends no body with GET', async () => {
    echo();
    const url = `${stub.url}/send?to={phone}&t={text}&k={apiKey}`;
    await send(gateway({ method: 'GET', url, phoneFormat: 'digits' }), hostile);
    const [request] = stub.requests;
    expect(request?.url.searchParams.get('to')).toBe('989121234567');
    expect(request?.url.searchParams.get('t')).toContain(hostile.summary);
    expect(request?.url.searchParams.get('k')).toBe('k&y "1"');
    expect(request).toMatchObject({ method: 'GET', body: '' });
  });

  it.each([
    ['no test', undefined, 'anything', 'sent'],
    ['a word that is there', { contains: 'OK' }, 'OK 17', 'sent'],
    ['a word that is not there', { contains: 'OK' }, 'ERR 17', true],
    ['a value that is right', { jsonPath: 'r.0.status', equals: '200' }, '{"r":[{"status":200}]}', 'sent'],
    ['a value that is wrong', { jsonPath: 'r.0.status', equals: '200' }, '{"r":[{"status":1}]}', true],
    ['a value that is there', { jsonPath: 'id' }, '{"id":"7"}', 'sent'],
    ['a value that is missing', { jsonPath: 'id' }, '{"error":"no"}', true],
    ['a value out of no JSON', { jsonPath: 'id' }, '<html>', true],
    ['a name of the language itself', { jsonPath: 'constructor.name' }, '{}', true],
  ])('judges success by %s', async (_name, success, body, expected) => {
    stub.failNext({ kind: 'reply', reply: { status: 200, body } });
    const outcome = await send(gateway({ success }));
    expect(outcome.kind === 'failed' ? outcome.retry : outcome.kind).toBe(expected);
  });

  it('refuses a template that gives no URL, without showing it', async () => {
    const outcome = await send(gateway({ url: 'not a url {apiKey}' }));
    expect(outcome).toMatchObject({
      kind: 'failed',
      retry: false,
      reason: 'the URL template does not give a URL',
    });
  });

  it('does not follow redirects', async () => {
    stub.failNext({
      kind: 'reply',
      reply: { status: 302, body: '', headers: { location: `${stub.url}/x` } },
    });
    expect(await send(gateway())).toMatchObject({
      retry: false,
      reason: expect.stringContaining('redirects'),
    });
    expect(stub.requests).toHaveLength(1);
  });
});

describe('the daily cap of SMS', () => {
  const capped = () => kavenegar({ dailyCap: 3 });
  const sendMany = async (count: number, config = capped()) => {
    const outcomes: SendOutcome[] = [];
    for (let index = 0; index < count; index++)
      outcomes.push(await send(config, { summary: `alert ${index}` }));
    return outcomes;
  };

  it('lets that many through, then one that says so, then none until the next day', async () => {
    const outcomes = await sendMany(6);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent', 'failed', 'failed', 'failed']);
    expect(outcomes[4]).toEqual({
      kind: 'failed',
      retry: false,
      reason: 'the daily limit of 3 SMS is reached; see the console',
    });
    expect(stub.outbox).toHaveLength(4);
    expect(stub.outbox[3]?.text).toBe(
      'AlertFlow: daily limit of 3 SMS reached. Further alerts are in the console only.',
    );
    now += day;
    expect(await send(capped())).toMatchObject({ kind: 'sent' });
  });

  it('begins a day at midnight of the reader', async () => {
    now = Date.parse('2026-11-22T23:59:00+03:30');
    await sendMany(4);
    now += 120_000;
    expect(await send(capped())).toMatchObject({ kind: 'sent' });
  });

  it('holds when many are sent at once', async () => {
    const config = capped();
    await Promise.all(Array.from({ length: 20 }, () => send(config)));
    expect(stub.outbox).toHaveLength(4);
  });

  it('does not count what was certainly not sent, and counts what may have been', async () => {
    stub.failNext(
      { kind: 'reply', reply: kavenegarReply(409, 'busy') },
      { kind: 'reply', reply: kavenegarReply(409, 'busy') },
      { kind: 'reset after' },
    );
    await sendMany(2);
    expect([...counters.values.values()]).toEqual([0]);
    await sendMany(1);
    expect([...counters.values.values()]).toEqual([1]);
  });

  it('is counted for each account apart, and its counters do not name the key', async () => {
    await sendMany(4);
    expect(await send(twilio())).toMatchObject({ kind: 'sent' });
    expect([...counters.values.keys()].join()).not.toContain('canary');
  });

  it('sends nothing uncounted', async () => {
    counters.add = async () => {
      throw new Error('no Redis');
    };
    const outcome = await send(capped());
    expect(outcome).toEqual({
      kind: 'failed',
      retry: true,
      reason: 'the count of SMS of the day cannot be read',
    });
    expect(stub.requests).toHaveLength(0);
  });

  it('reports what was sent even when the count cannot be corrected', async () => {
    const { add } = counters;
    counters.add = async (name, by, ttlMs) => {
      if (by < 0) throw new Error('no Redis');
      return add(name, by, ttlMs);
    };
    stub.failNext({ kind: 'reply', reply: kavenegarReply(409, 'busy') });
    expect(await send(capped())).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('409 busy'),
    });
  });

  it('tries the last message again with the next alert when it could not be sent', async () => {
    await sendMany(3);
    stub.failNext({ kind: 'reply', reply: json(500, {}) });
    await sendMany(2);
    expect(stub.outbox).toHaveLength(4);
  });
});
