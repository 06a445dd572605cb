/** More alerts than anybody can read, to people and to programs. Times are those of life, divided. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { toldInDigest, waitsForDigest } from '../../../src-main/engine/notify/storm-digests.ts';
import type { DesktopNotice } from '../../../src-main/engine/ports.ts';
import { type EngineRig, type RigOptions, startEngine } from '../../support/engine-rig.ts';
import { startMatrixStub } from '../../support/matrix-stub.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { startSmsStub } from '../../support/sms-stub.ts';
import { startTelegramStub, type TelegramStub, telegramBadGateway } from '../../support/telegram-stub.ts';
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

const stormWindowMs = 10_000;
const start = async (options: Partial<RigOptions> = {}): Promise<EngineRig> => {
  const rig = await startEngine({
    redisUrl: redis.url,
    ...options,
    settings: { stormLimit: 3, stormWindowMs, ...options.settings },
  });
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

const hostOf = (i: number) => `web${String(i).padStart(3, '0')}.example.net`;
const problems = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({ host: hostOf(from + i), name: 'Service is down' }));
const send = async (rig: EngineRig, mails: ReturnType<typeof problems>): Promise<string[]> => {
  const ids: string[] = [];
  for (const problem of mails) ids.push(await rig.mail(problemMail(problem)));
  return ids;
};
const isNamed = (stub: TelegramStub, host: string) => stub.messages.some(({ text }) => text.includes(host));
const digestsOf = (stub: TelegramStub) => stub.messages.filter(({ text }) => text.includes('STORM'));

describe('a storm', () => {
  it('is told in one message that grows, and reported when it is over; the account is balanced all the time', async () => {
    const windowMs = 24_000;
    const rig = await start({ settings: { stormWindowMs: windowMs } });
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    const ids = await send(rig, problems(12));
    await until(
      async () =>
        (await Promise.all(ids.map((one) => rig.services.records.deliveries(one))))
          .flat()
          .some(({ state, note }) => state === 'waiting' && note === waitsForDigest),
      'some wait for the digest, and say so',
    );
    expect((await rig.services.ledger.read()).balanced).toBe(true);
    for (const one of ids) expect((await rig.settled(one, 30_000)).status).toBe('delivered');
    for (let i = 0; i < 12; i++) expect(isNamed(stub, hostOf(i)), hostOf(i)).toBe(true);
    // Three by themselves, the others in the digest.
    expect(stub.messages.filter(({ text }) => !text.includes('STORM'))).toHaveLength(3);
    expect(digestsOf(stub)).toHaveLength(1);
    expect(digestsOf(stub)[0]?.text).toMatch(/9 conditions/);
    const deliveries = (await Promise.all(ids.map((one) => rig.services.records.deliveries(one)))).flat();
    expect(deliveries.filter(({ note }) => note === toldInDigest)).toHaveLength(9);
    expect(deliveries.every(({ remoteId }) => remoteId !== null)).toBe(true);

    const more = await send(rig, problems(5, 12));
    for (const one of more) await rig.settled(one, 30_000);
    expect(digestsOf(stub)).toHaveLength(1);
    expect(digestsOf(stub)[0]?.edits).toBeGreaterThan(0);
    expect(digestsOf(stub)[0]?.text).toMatch(/14 conditions/);

    const over = await until(
      () => stub.messages.find(({ text }) => text.includes('STORM IS OVER')),
      'the report',
      windowMs * 2,
    );
    expect(over.replyTo).toBe(digestsOf(stub)[0]?.messageId);
    expect(over.text).toMatch(/14 conditions · 14 alerts · Resolved 0 · Still open 14/);
    expect(stub.tooFast).toBe(0);

    // Afterwards a new condition is told by itself again.
    const [alone = ''] = await send(rig, problems(1, 50));
    await rig.settled(alone);
    expect(stub.messages.at(-1)?.text).toContain('HIGH');
    expect((await rig.services.ledger.read()).balanced).toBe(true);
  });

  it('keeps back no critical alert, and what is over is marked in the digest that told of it', async () => {
    const rig = await start();
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    const ids = await send(rig, problems(8));
    const disaster = { host: 'db01.example.net', name: 'Database is gone', severity: 'Disaster' as const };
    const sentAt = Date.now();
    const critical = await rig.mail(problemMail(disaster));
    await rig.settled(critical);
    expect(Date.now() - sentAt).toBeLessThan(10_000);
    const own = stub.messages.filter(({ text }) => text.includes('CRITICAL') && !text.includes('STORM'));
    expect(own).toHaveLength(1);
    for (const one of ids) await rig.settled(one, 30_000);

    const [told] = digestsOf(stub);
    const inDigest = problems(8).find(({ host }) => told?.text.includes(host));
    if (!inDigest) throw new Error('nobody is in the digest');
    const recovery = await rig.mail(resolvedMail(inDigest));
    await rig.settled(recovery, 20_000);
    expect(digestsOf(stub)[0]?.text).toContain('✅ ');
    await rig.settled(await rig.mail(resolvedMail(disaster)), 20_000);
    expect(own[0]?.text).toContain('RESOLVED');
    expect(stub.tooFast).toBe(0);
  });

  it('of more criticals than a group takes messages names each within 30 s, the last of them together', async () => {
    const rig = await start({ settings: { stormWindowMs: 300_000 } });
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    for (const one of await send(rig, problems(3))) await rig.settled(one);
    const sentAt = performance.now();
    const ids = await send(
      rig,
      problems(40, 100).map((problem) => ({ ...problem, severity: 'Disaster' as const })),
    );
    const isAllNamed = () => ids.every((_, i) => isNamed(stub, hostOf(100 + i)));
    await until(isAllNamed, 'every critical is named', 30_000);
    expect(performance.now() - sentAt).toBeLessThan(30_000);
    const together = digestsOf(stub).filter(({ text }) => text.startsWith('🔴 CRITICAL'));
    expect(together.length).toBeGreaterThan(0);
    expect(stub.tooFast).toBe(0);
    expect(stub.calls.length).toBeLessThanOrEqual(20);
    for (const one of ids) expect((await rig.settled(one, 60_000)).status).toBe('delivered');
  });

  it('beyond one message goes on in the next, and names everybody within the limits of a group', async () => {
    const rig = await start();
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    const ids = await send(rig, problems(70));
    for (const one of ids) expect((await rig.settled(one, 60_000)).status).toBe('delivered');
    for (let i = 0; i < 70; i++) expect(isNamed(stub, hostOf(i)), hostOf(i)).toBe(true);
    expect(digestsOf(stub).length).toBeGreaterThan(1);
    expect(stub.messages.length).toBeLessThan(12);
    for (const { text, isHtml, entities } of stub.messages) {
      expect(isHtml).toBe(true);
      expect(text.length).toBeLessThanOrEqual(4096);
      expect(entities.length).toBeLessThan(100);
    }
    expect(stub.tooFast).toBe(0);
  });

  it('whose digest cannot be sent waits with it, and is told once the remote is back', async () => {
    const rig = await start({ settings: { retryDelaysMs: [300, 600, 2000, 4000, 8000] } });
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    const few = await send(rig, problems(3));
    for (const one of few) await rig.settled(one);
    stub.failAll({ kind: 'reply', reply: telegramBadGateway });
    const ids = await send(rig, problems(6, 3));
    const requests = stub.requests.length;
    await until(() => stub.requests.length > requests, 'it was tried');
    expect((await rig.services.ledger.read()).waiting).toBe(6);
    stub.failAll(null);
    for (const one of ids) expect((await rig.settled(one, 30_000)).status).toBe('delivered');
    expect(digestsOf(stub)).toHaveLength(1);
  });

  it('goes on where the program ended in the middle of its digest', async () => {
    const settings = { stormWindowMs: 60_000 };
    const rig = await start({ settings });
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    for (const one of await send(rig, problems(3))) await rig.settled(one);
    // The digest arrives, and nobody hears the answer.
    stub.failAll({ kind: 'hang after' });
    const ids = await send(rig, problems(6, 3));
    await until(() => digestsOf(stub).length > 0, 'the digest arrived');
    await rig.stop();
    stub.failAll(null);

    const again = await start({ settings, dataDir: rig.dataDir });
    for (const one of ids) expect((await again.settled(one, 30_000)).status).toBe('delivered');
    for (let i = 0; i < 9; i++) expect(isNamed(stub, hostOf(i)), hostOf(i)).toBe(true);
    // The second one said what it may be when it came.
    expect(digestsOf(stub)).toHaveLength(2);
    const sent = stub.requests.filter(({ url }) => url.pathname.endsWith('/sendMessage'));
    expect(sent.at(-1)?.body).toContain('Possible repeat');
    expect((await again.services.ledger.read()).balanced).toBe(true);
  });

  it('ends as dead letters, one for each alert, where the remote refuses the digest for good', async () => {
    const rig = await start();
    const { stub, id } = await telegram(rig);
    await tell(rig, id);
    for (const one of await send(rig, problems(3))) await rig.settled(one);
    stub.failAll({
      kind: 'reply',
      reply: { status: 403, body: '{"ok":false,"error_code":403,"description":"Forbidden: bot was kicked"}' },
    });
    const ids = await send(rig, problems(4, 3));
    for (const one of ids) expect((await rig.settled(one, 20_000)).status).toBe('dead');
    expect(await rig.services.deadLetters.count()).toBe(4);
    expect((await rig.services.ledger.read()).balanced).toBe(true);
  });

  it('on Matrix is one event that is edited; a program hears each by itself', async () => {
    const rig = await start();
    const stub = stopped(await startMatrixStub('token'));
    const sink = stopped(await startWebhookSink({ key: null }));
    const roomId = '!ops:ops.test';
    stub.rooms.set(roomId, { joined: true, mayJoin: true, encrypted: false, aliases: [] });
    const matrix = await rig.addChannel('matrix', { homeserverUrl: stub.url, accessToken: 'token' });
    await tell(
      rig,
      await rig.addDestination(matrix, { roomId }),
      await rig.addDestination(await rig.addChannel('webhook', {}), { url: `${sink.url}/hook` }),
    );
    const ids = await send(rig, problems(12));
    stub.failNext({ kind: 'reset after' });
    for (const one of ids) expect((await rig.settled(one, 30_000)).status).toBe('delivered');
    const bodies = stub.shown().map(({ body }) => String(body));
    expect(bodies.filter((body) => body.includes('STORM'))).toHaveLength(1);
    for (let i = 0; i < 12; i++)
      expect(
        bodies.some((body) => body.includes(hostOf(i))),
        hostOf(i),
      ).toBe(true);
    expect(sink.taken.size).toBe(12);
  });

  it('is one SMS and one notice on the desktop with the figures', async () => {
    const notices: DesktopNotice[] = [];
    const rig = await start({
      desktop: {
        available: true,
        notify: async (notice) => {
          notices.push(notice);
          return 'shown';
        },
      },
    });
    const sms = stopped(await startSmsStub());
    const phones = await rig.addChannel('sms', {
      provider: 'kavenegar',
      apiKey: sms.kavenegarKey,
      sender: '10004346',
      apiBaseUrl: sms.url,
    });
    await tell(
      rig,
      await rig.addDestination(phones, { phone: '+989121234567' }),
      await rig.addDestination(await rig.addChannel('desktop', {}), {}),
    );
    const ids = await send(rig, problems(10));
    for (const one of ids) expect((await rig.settled(one, 30_000)).status).toBe('delivered');
    const storms = sms.outbox.filter(({ text }) => text.includes('STORM'));
    expect(storms.length).toBeGreaterThan(0);
    expect(sms.outbox.length).toBeLessThan(7);
    expect(storms[0]?.text).toContain('conditions');
    expect(notices.length).toBeLessThan(7);
    expect(notices.some(({ title }) => title.includes('STORM'))).toBe(true);
  });
});
