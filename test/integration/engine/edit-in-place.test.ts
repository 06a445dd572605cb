/** The message of an incident from its first word to the last, on the channels that can change what they said. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { actOnIncident } from '../../../src-main/engine/fold/person.ts';
import { deliveryNotes } from '../../../src-main/engine/notify/delivery.ts';
import type { WebhookBody } from '../../../src-main/engine/notify/webhook-body.ts';
import { type EngineRig, type RigOptions, startEngine } from '../../support/engine-rig.ts';
import { startMatrixStub } from '../../support/matrix-stub.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { startSmsStub } from '../../support/sms-stub.ts';
import { startTelegramStub, telegramBadGateway } from '../../support/telegram-stub.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink } from '../../support/webhook-sink.ts';
import { problemMail, resolvedMail } from '../../support/zabbix-mails.ts';

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
const tell = (rig: EngineRig, ...destinationIds: string[]) =>
  rig.change((draft) => {
    draft.settings.defaultDestinationIds = destinationIds;
  });

const chatId = '-1001';
const telegram = async (rig: EngineRig) => {
  const stub = stopped(await startTelegramStub());
  stub.addChat(chatId);
  stub.limit();
  const channel = await rig.addChannel('telegram', { botToken: stub.token, apiBaseUrl: stub.url });
  return { stub, id: await rig.addDestination(channel, { chatId }) };
};

const disk = { host: 'db01.example.net', name: 'Disk full on /var' };
const deliveriesOf = async (rig: EngineRig, id: string) => rig.services.records.deliveries(id);

describe('the message of an incident', () => {
  it('is edited as the incident changes, is acknowledged and is over, and nothing else is sent', async () => {
    const rig = await start();
    const { stub, id } = await telegram(rig);
    await tell(rig, id);

    const first = await rig.mail(problemMail({ ...disk, data: '97 %' }));
    await rig.settled(first);
    expect(stub.messages).toHaveLength(1);
    expect(stub.messages[0]?.text).toContain('db01.example.net');
    expect(stub.messages[0]?.text).toContain('Problem: Disk full on /var');
    expect(stub.messages[0]?.text).toContain('zabbix@zbx.example.net');

    const second = await rig.mail(problemMail({ ...disk, data: '99 %' }));
    await rig.settled(second);
    expect(stub.messages).toHaveLength(1);
    expect(stub.messages[0]?.text).toContain('99 %');
    expect(stub.messages[0]?.text).toContain('2 alerts');
    expect((await deliveriesOf(rig, second))[0]).toMatchObject({
      purpose: 'update',
      note: deliveryNotes.edited,
    });

    const { incidentId } = (await rig.settled(second)).head;
    const said = { by: 'sara', at: Date.now(), note: 'I am on it' };
    await actOnIncident(rig.services, incidentId ?? '', 'acknowledge', said);
    await until(
      () => stub.messages[0]?.text.includes('Acknowledged by sara: I am on it'),
      'it says who is on it',
    );

    const last = await rig.mail(resolvedMail(disk));
    await rig.settled(last);
    const { text, entities, edits } = stub.messages[0] ?? { text: '', entities: [], edits: 0 };
    expect(stub.messages).toHaveLength(1);
    expect(edits).toBe(3);
    expect(text).toContain('RESOLVED');
    expect(text).toMatch(/Resolved after/);
    expect(text).toContain('Acknowledged by sara');
    expect(text).toContain('3 alerts');
    expect(text).toContain('Resolved in 5m 2s: Disk full on /var');
    expect(entities.some(({ type }) => type === 'strikethrough')).toBe(true);
    expect(stub.tooFast).toBe(0);
    expect((await rig.services.ledger.read()).balanced).toBe(true);
  });

  it('is told in a reply where the edit is refused, and that one is edited from then on', async () => {
    const rig = await start();
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    await rig.settled(await rig.mail(problemMail(disk)));
    stub.remove(stub.messages[0]?.messageId ?? 0);

    const second = await rig.mail(problemMail({ ...disk, data: '99 %' }));
    await rig.settled(second);
    expect(stub.messages).toHaveLength(1);
    expect(stub.messages[0]?.text).toContain('99 %');
    expect((await deliveriesOf(rig, second))[0]?.note).toBe(deliveryNotes.replied);

    await rig.settled(await rig.mail(resolvedMail(disk)));
    expect(stub.messages).toHaveLength(1);
    expect(stub.messages[0]).toMatchObject({ edits: 1, text: expect.stringContaining('RESOLVED') });
  });

  it('names host and condition also while a newer mail of it is being read', async () => {
    let isHeld = false;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let arrived = false;
    const rig = await start({
      onStep: async (step) => {
        if (step !== 'alert.folded' || !isHeld) return;
        arrived = true;
        await held;
      },
    });
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    const channel = rig.services.config.current().channels[0]?.id ?? '';
    await rig.services.deliveryQueues.setPaused(channel, true);
    const first = await rig.mail(problemMail({ ...disk, data: '97 %' }));
    await until(async () => (await deliveriesOf(rig, first)).length === 1, 'the first is owed');
    isHeld = true;
    const second = await rig.mail(problemMail({ ...disk, data: '99 %' }));
    await until(() => arrived, 'the second has met the incident');
    await rig.services.deliveryQueues.setPaused(channel, false);
    await rig.settled(first);
    expect(stub.messages[0]?.text).toContain(disk.host);
    expect(stub.messages[0]?.text).toContain('97 %');
    letGo();
    await rig.settled(second, 20_000);
    expect(stub.messages).toHaveLength(1);
    expect(stub.messages[0]?.text).toContain('99 %');
  });

  it('whose edit hangs keeps no critical alert back', async () => {
    const rig = await start({ settings: { attemptTimeoutMs: 120_000 } });
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    await rig.settled(await rig.mail(problemMail(disk)));
    stub.failNext({ kind: 'hang' });
    const { length } = stub.requests;
    await rig.mail(resolvedMail(disk));
    await until(() => stub.requests.length > length, 'the edit hangs');
    const critical = { host: 'db02.example.net', name: 'Database is gone', severity: 'Disaster' as const };
    const told = await rig.settled(await rig.mail(problemMail(critical)), 30_000);
    expect(told.status).toBe('delivered');
    expect(stub.messages.at(-1)?.text).toContain('db02');
    expect(stub.messages[0]?.edits).toBe(0);
  });

  it('that could not be sent yet shows how it stands when it is: what came meanwhile waits behind it', async () => {
    const rig = await start({ settings: { retryDelaysMs: [1500, 1500, 1500] } });
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    stub.failNext({ kind: 'reply', reply: telegramBadGateway });
    const first = await rig.mail(problemMail(disk));
    await until(
      async () => (await deliveriesOf(rig, first))[0]?.state === 'retrying',
      'it is to be tried again',
    );
    const last = await rig.mail(resolvedMail(disk));
    await until(
      async () => (await deliveriesOf(rig, last))[0]?.note === deliveryNotes.behind,
      'the recovery waits, and says for what',
    );
    expect(stub.messages).toHaveLength(0);
    await rig.settled(first);
    await rig.settled(last);
    expect(stub.messages).toHaveLength(1);
    expect(stub.messages[0]).toMatchObject({ edits: 0, text: expect.stringContaining('RESOLVED') });
    expect((await deliveriesOf(rig, last))[0]).toMatchObject({
      state: 'delivered',
      note: deliveryNotes.newer,
      attempts: [],
    });
  });

  it('never goes back to what an update that failed before would have said', async () => {
    const rig = await start({ settings: { retryDelaysMs: [1500, 1500, 1500] } });
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    await rig.settled(await rig.mail(problemMail(disk)));
    stub.failNext({ kind: 'reply', reply: telegramBadGateway });
    const second = await rig.mail(problemMail({ ...disk, data: '98 %' }));
    await until(async () => (await deliveriesOf(rig, second))[0]?.state === 'retrying', 'the edit failed');
    const last = await rig.mail(resolvedMail(disk));
    await rig.settled(second);
    await rig.settled(last);
    expect(stub.messages).toHaveLength(1);
    expect(stub.messages[0]?.text).toContain('RESOLVED');
    // One edit for both.
    expect(stub.messages[0]?.edits).toBe(1);
  });

  it('takes many updates in few edits', async () => {
    const rig = await start();
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    await rig.settled(await rig.mail(problemMail(disk)));
    const updates = await Promise.all(
      Array.from({ length: 30 }, (_, i) => rig.mail(problemMail({ ...disk, data: `${i}.5 % used` }))),
    );
    for (const update of updates) expect((await rig.settled(update, 20_000)).status).toBe('delivered');
    expect(stub.messages).toHaveLength(1);
    expect(stub.messages[0]?.text).toContain('31 alerts');
    expect(stub.messages[0]?.edits).toBeLessThan(8);
    expect(stub.tooFast).toBe(0);
  });

  it('is answered by a new one when it gets worse, and when it comes back', async () => {
    const rig = await start();
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    await rig.settled(await rig.mail(problemMail({ ...disk, severity: 'Average' })));
    await rig.settled(await rig.mail(problemMail({ ...disk, severity: 'Disaster', data: '100 %' })));
    await until(() => stub.messages.length === 2, 'it is told anew');
    const [old, worse] = stub.messages;
    expect(worse).toMatchObject({
      replyTo: old?.messageId,
      text: expect.stringContaining('It has become worse'),
    });
    await rig.settled(await rig.mail(resolvedMail({ ...disk, severity: 'Disaster' })));
    expect(stub.messages).toHaveLength(2);
    expect(worse?.text).toContain('RESOLVED');
    await rig.settled(await rig.mail(problemMail({ ...disk, severity: 'Disaster', data: '100 % again' })));
    await until(() => stub.messages.length === 3, 'it is told that it is back');
    expect(stub.messages[2]).toMatchObject({
      replyTo: worse?.messageId,
      text: expect.stringContaining('It is back'),
    });
  });

  it('on Matrix is edited in one event, whatever answers are lost', async () => {
    const rig = await start();
    const stub = stopped(await startMatrixStub('token'));
    const roomId = '!ops:ops.test';
    stub.rooms.set(roomId, { joined: true, mayJoin: true, encrypted: false, aliases: [] });
    const channel = await rig.addChannel('matrix', { homeserverUrl: stub.url, accessToken: 'token' });
    await tell(rig, await rig.addDestination(channel, { roomId }));
    stub.failNext({ kind: 'reset after' });
    await rig.settled(await rig.mail(problemMail(disk)));
    stub.failNext({ kind: 'reset after' }, { kind: 'reset after' });
    await rig.settled(await rig.mail(problemMail({ ...disk, data: '99 %' })));
    await rig.settled(await rig.mail(resolvedMail(disk)));
    expect(stub.shown()).toHaveLength(1);
    expect(String(stub.shown()[0]?.formatted_body)).toContain('<del>');
    expect(String(stub.shown()[0]?.body)).toContain('RESOLVED');
    expect(stub.events).toHaveLength(3);
  });

  it('on channels without edits is told where it matters: a program hears all, a phone the beginning and the end', async () => {
    const rig = await start();
    const sink = stopped(await startWebhookSink({ key: null }));
    const sms = stopped(await startSmsStub());
    await tell(
      rig,
      await rig.addDestination(await rig.addChannel('webhook', {}), { url: `${sink.url}/hook` }),
      await rig.addDestination(
        await rig.addChannel('sms', {
          provider: 'kavenegar',
          apiKey: sms.kavenegarKey,
          sender: '10004346',
          apiBaseUrl: sms.url,
        }),
        { phone: '+989121234567' },
      ),
    );
    for (const mail of [problemMail(disk), problemMail({ ...disk, data: '99 %' }), resolvedMail(disk)])
      await rig.settled(await rig.mail(mail));
    const bodies = [...sink.taken.values()] as WebhookBody[];
    expect(bodies.map(({ event }) => event)).toEqual(['alert.opened', 'alert.updated', 'alert.resolved']);
    expect(new Set(bodies.map(({ incident }) => incident?.id)).size).toBe(1);
    expect(bodies.map(({ incident }) => incident?.count)).toEqual([1, 2, 3]);
    expect(bodies.at(-1)?.incident?.status).toBe('resolved');
    expect(sms.outbox.map(({ text }) => text.split(' ')[0])).toEqual(['HIGH', 'RESOLVED']);
  });

  it('is not told twice when the program ends between sending and noting it', async () => {
    const rig = await start();
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    const first = await rig.mail(problemMail(disk));
    await rig.settled(first);
    const [delivery] = await deliveriesOf(rig, first);
    if (!delivery) throw new Error('there is no delivery');
    await rig.services.records.saveDelivery({ ...delivery, state: 'sending', finishedAt: null }, null);
    await rig.services.deliveryQueues.add([delivery]);
    await until(async () => (await deliveriesOf(rig, first))[0]?.state === 'delivered', 'it is noted');
    expect(stub.messages).toHaveLength(1);
  });
});
