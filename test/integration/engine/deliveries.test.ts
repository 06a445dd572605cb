import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../src-main/engine/store/keys.ts';
import { trimHistory } from '../../../src-main/engine/store/retention.ts';
import type { Delivery } from '../../../src-shared/contract/alerts.ts';
import { type EngineRig, type RigOptions, startEngine } from '../../support/engine-rig.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { startSmsStub } from '../../support/sms-stub.ts';
import { startTelegramStub, telegramTooMany } from '../../support/telegram-stub.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink } from '../../support/webhook-sink.ts';

let redis: RedisServer;
const rigs: EngineRig[] = [];
const stubs: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.remove();
  for (const stub of stubs.splice(0)) await stub.stop();
  await redis.run((connection) => connection.flushall());
});

const start = async (options: Partial<RigOptions> = {}): Promise<EngineRig> => {
  const rig = await startEngine({ redisUrl: redis.url, ...options });
  rigs.push(rig);
  return rig;
};
const stopped = <T extends { stop(): Promise<void> }>(stub: T): T => {
  stubs.push(stub);
  return stub;
};

const tellDefault = (rig: EngineRig, destinationIds: string[]) =>
  rig.change((draft) => {
    draft.settings.defaultDestinationIds = destinationIds;
  });

/** An alert whose delivery was interrupted in the middle of sending, as a crash leaves it; no worker runs yet. */
const interruptedAlert = async (
  rig: EngineRig,
  channelId: string,
  destinationId: string,
): Promise<string> => {
  const id = await rig.mail({ subject: 'interrupted' });
  await until(async () => (await rig.services.records.get(id)) !== null, 'the alert is in Redis');
  const delivery: Delivery = {
    id: `${id}.${destinationId}.0`,
    alertId: id,
    destinationId,
    destinationName: 'd',
    channelId,
    channelName: 'c',
    channelKind: 'x',
    revision: 0,
    reason: '',
    state: 'sending',
    attempts: [],
    attemptCount: 0,
    possibleRepeat: false,
    remoteId: null,
    createdAt: Date.now(),
    nextAttemptAt: null,
    finishedAt: null,
    purpose: 'first',
    incidentId: null,
    incidentRevision: 0,
    note: '',
  };
  await rig.services.records.owe(id, 'first', Date.now(), [delivery], 'unrouted');
  return id;
};

describe('deliveries', () => {
  it('to one destination that hangs do not delay those to another on the same channel (Q5)', async () => {
    const rig = await start({ settings: { attemptTimeoutMs: 60_000 } });
    const hanging = stopped(await startWebhookSink({ key: null }));
    const healthy = stopped(await startWebhookSink({ key: null }));
    hanging.failNext(...Array.from({ length: 100 }, () => ({ kind: 'hang' }) as const));
    const channel = await rig.addChannel('webhook', {});
    await tellDefault(rig, [
      await rig.addDestination(channel, { url: `${hanging.url}/hangs` }),
      await rig.addDestination(channel, { url: `${healthy.url}/works` }),
    ]);
    const sentAt = new Map<string, number>();
    for (let i = 0; i < 50; i++) sentAt.set(await rig.mail({ subject: `alert ${i}` }), Date.now());
    await until(() => healthy.taken.size === 50, 'the healthy destination has all', 20_000);
    expect(hanging.requests.length).toBeLessThan(50);
  });

  it('of a dead channel do not delay those of another', async () => {
    const rig = await start();
    const healthy = stopped(await startWebhookSink({ key: null }));
    const dead = await rig.addDestination(await rig.addChannel('webhook', {}), {
      url: 'http://127.0.0.1:9/closed',
    });
    const works = await rig.addDestination(await rig.addChannel('webhook', {}), {
      url: `${healthy.url}/works`,
    });
    await tellDefault(rig, [dead, works]);
    const id = await rig.mail({ subject: 'x' });
    expect((await rig.settled(id)).status).toBe('dead');
    expect(healthy.taken.size).toBe(1);
    const states = (await rig.services.records.deliveries(id)).map(({ destinationId, state }) => [
      destinationId,
      state,
    ]);
    expect(new Map(states as [string, string][])).toEqual(
      new Map([
        [dead, 'dead'],
        [works, 'delivered'],
      ]),
    );
  });

  it('wait as long as Telegram asks, and the wait costs no attempt', async () => {
    const rig = await start({ settings: { retryDelaysMs: [50] } });
    const telegram = stopped(await startTelegramStub());
    telegram.addChat('-100');
    telegram.failNext(
      ...[1, 1, 1].map((seconds) => ({ kind: 'reply', reply: telegramTooMany(seconds) }) as const),
    );
    const channel = await rig.addChannel('telegram', { botToken: telegram.token, apiBaseUrl: telegram.url });
    await tellDefault(rig, [await rig.addDestination(channel, { chatId: '-100' })]);
    const record = await rig.settled(await rig.mail({ subject: 'patience' }), 20_000);
    expect(record.status).toBe('delivered');
    expect(telegram.messages).toHaveLength(1);
    const [delivery] = await rig.services.records.deliveries(record.id);
    expect(delivery?.attempts.map(({ outcome }) => outcome)).toEqual([
      'retry',
      'retry',
      'retry',
      'delivered',
    ]);
  });

  it.each([
    ['telegram', true],
    ['webhook', false],
    ['sms', true],
  ] as const)(
    'interrupted while sending on %s are sent again, marked as possible repeat: %s',
    async (kind, isMarked) => {
      const taker = await start({ roles: ['ingest'] });
      const telegram = stopped(await startTelegramStub());
      telegram.addChat('-100');
      const webhook = stopped(await startWebhookSink({ key: null }));
      const sms = stopped(await startSmsStub());
      const config = {
        telegram: { botToken: telegram.token, apiBaseUrl: telegram.url },
        webhook: {},
        sms: { provider: 'kavenegar', apiKey: sms.kavenegarKey, apiBaseUrl: sms.url },
      }[kind];
      const address = {
        telegram: { chatId: '-100' },
        webhook: { url: `${webhook.url}/x` },
        sms: { phone: '+989121234567' },
      }[kind];
      const channelId = await taker.addChannel(kind, config);
      const destinationId = await taker.addDestination(channelId, address);
      const id = await interruptedAlert(taker, channelId, destinationId);
      const worker = await start({ roles: ['worker'], nodeId: 'worker' });
      expect((await worker.settled(id)).status).toBe('delivered');
      expect(telegram.messages.length + webhook.taken.size + sms.outbox.length).toBe(1);
      const [delivery] = await worker.services.records.deliveries(id);
      expect(delivery?.possibleRepeat).toBe(isMarked);
      const text = telegram.messages[0]?.text ?? sms.outbox[0]?.text;
      if (isMarked) expect(text?.toLowerCase()).toContain('repeat');
    },
  );

  it('of an alert that ended its worker three times go out unanalysed (Q3)', async () => {
    const taker = await start({ roles: ['ingest'] });
    const webhook = stopped(await startWebhookSink({ key: null }));
    await tellDefault(taker, [
      await taker.addDestination(await taker.addChannel('webhook', {}), { url: `${webhook.url}/x` }),
    ]);
    const id = await taker.mail({ subject: 'poison', body: 'CRITICAL disk' });
    await until(async () => (await taker.services.records.get(id)) !== null, 'the alert is in Redis');
    for (let n = 0; n < 3; n++) await taker.services.records.countStart(id, 'pipeline');
    const worker = await start({ roles: ['worker'], nodeId: 'worker' });
    const record = await worker.settled(id);
    expect(record).toMatchObject({ status: 'delivered', mail: { degraded: true } });
    expect(JSON.stringify([...webhook.taken.values()])).toContain('CRITICAL disk');
    expect((await worker.services.records.trace(id)).find(({ stage }) => stage === 'tell')?.detail).toContain(
      'stopped its worker',
    );
  });

  it('end as dead letters with the reason when their channel is removed or its secret does not open', async () => {
    const rig = await start();
    const webhook = stopped(await startWebhookSink({ key: Buffer.from('x'.repeat(24)) }));
    const channel = await rig.addChannel('webhook', {
      signingSecret: 'whsec_eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4',
    });
    await tellDefault(rig, [await rig.addDestination(channel, { url: `${webhook.url}/x` })]);
    await rig.change((draft) => {
      const sealed = draft.channels[0]?.sealed;
      if (sealed) sealed.signingSecret = `${sealed.signingSecret?.slice(0, -4)}AAAA`;
    });
    await rig.settled(await rig.mail({ subject: 'x' }));
    const [letter] = (await rig.services.deadLetters.list({ limit: 1 })).items;
    expect(letter?.reasonOfDeath).toContain("cannot be read with this node's key");
    expect(webhook.requests).toHaveLength(0);
  });

  it('whose channel or destination is taken away while they are retried say so, and blame no channel for it', async () => {
    const rig = await start({ settings: { retryDelaysMs: [300, 300, 300, 300] } });
    const webhook = stopped(await startWebhookSink({ key: null }));
    webhook.failAll({ kind: 'reply', reply: { status: 500, body: 'boom' } });
    const [off, stays] = [await rig.addChannel('webhook', {}), await rig.addChannel('webhook', {})];
    const gone = await rig.addDestination(stays, { url: `${webhook.url}/y` });
    await tellDefault(rig, [await rig.addDestination(off, { url: `${webhook.url}/x` }), gone]);
    const id = await rig.mail({ subject: 'x' });
    await until(() => webhook.requests.length >= 2, 'both were tried');
    await rig.change((draft) => {
      draft.settings.defaultDestinationIds = [];
      draft.destinations = draft.destinations.filter((one) => one.id !== gone);
      for (const channel of draft.channels) if (channel.id === off) channel.enabled = false;
    });
    await rig.settled(id);
    const letters = (await rig.services.deadLetters.list({ limit: 5 })).items;
    const reasonOf = (channelId: string) =>
      letters.find((letter) => letter.channelId === channelId)?.reasonOfDeath;
    expect(reasonOf(off)).toBe('its channel was removed or switched off');
    expect(reasonOf(stays)).toBe('its channel or destination was removed');
    const blamed = (await rig.services.health()).channels.find((channel) => channel.id === stays);
    expect(blamed?.lastError).toContain('500');
  });
});

describe('history', () => {
  it('loses the oldest settled alerts by age and number; waiting, dead and the ledger stay', async () => {
    const rig = await start({ settings: { retryDelaysMs: [60_000] } });
    const webhook = stopped(await startWebhookSink({ key: null }));
    await tellDefault(rig, [
      await rig.addDestination(await rig.addChannel('webhook', {}), { url: `${webhook.url}/x` }),
    ]);
    webhook.failNext(
      { kind: 'reply', reply: { status: 404, body: 'gone' } },
      { kind: 'reply', reply: { status: 503, body: 'later' } },
    );
    const dead = await rig.mail({ subject: 'dead' });
    await rig.settled(dead);
    const waiting = await rig.mail({ subject: 'waiting' });
    await until(() => webhook.requests.length === 2, 'the waiting one was tried');
    for (let i = 0; i < 4; i++) await rig.settled(await rig.mail({ subject: `told ${i}` }));

    const { records, ledger } = rig.services;
    const limits = { olderThan: 0, maxAlerts: 5, memoryIsShort: async () => false };
    expect(await trimHistory(records, limits)).toBe(1);
    expect(await trimHistory(records, { ...limits, olderThan: Date.now() + 1000 })).toBe(3);
    expect([(await records.item(dead))?.status, (await records.item(waiting))?.status]).toEqual([
      'dead',
      'waiting',
    ]);
    expect(await ledger.read()).toMatchObject({
      accepted: 6,
      delivered: 4,
      dead: 1,
      waiting: 1,
      balanced: true,
    });
    expect(await ledger.recount()).toEqual([]);
    const left = await redis.run((connection) => connection.keys(`${keys.alert('*')}`));
    expect(left).toHaveLength(2);
  });

  it('shows records of an older version with what can be read of them', async () => {
    const rig = await start();
    const id = await rig.mail({ subject: 'old', body: 'text' });
    await rig.settled(id);
    await redis.run((connection) =>
      connection.hset(keys.alert(id), 'item', '{"v":0}', 'analysis', '[]', 'mail', 'no mail', 'env', '{'),
    );
    const record = await rig.services.records.get(id);
    expect(record).toMatchObject({ id, status: 'unrouted', mail: null, analysis: null });
    expect((await rig.services.search.list({ limit: 5 })).items).toHaveLength(1);
  });
});
