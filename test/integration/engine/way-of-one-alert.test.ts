import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EngineRig, startEngine } from '../../support/engine-rig.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

let redis: RedisServer;
let sink: WebhookSink;
let rig: EngineRig;

beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());
afterEach(async () => {
  await rig.remove();
  await sink.stop();
  await redis.run((connection) => connection.flushall());
});

const start = async (options: { settings?: object } = {}) => {
  sink = await startWebhookSink({ key: null });
  rig = await startEngine({ redisUrl: redis.url, ...options });
  const channel = await rig.addChannel('webhook', {});
  return rig.addDestination(channel, { url: `${sink.url}/hook` });
};

describe('the way of one alert', () => {
  it('tells the destination of the rule that matches, and settles', async () => {
    const destinationId = await start();
    const ruleId = await rig.addRule({
      match: { field: 'from', glob: '*@DB-servers.local' },
      destinationIds: [destinationId],
    });
    const id = await rig.mail({
      from: 'postgres@db-servers.local',
      subject: 'CRITICAL: disk full on db01',
      body: 'Filesystem /var is 99% full',
    });
    const record = await rig.settled(id);
    expect(record.status).toBe('delivered');
    expect(record.route).toMatchObject({ ruleId, destinationIds: [destinationId] });
    expect(record.head).toMatchObject({
      severity: 'critical',
      state: 'firing',
      subject: 'CRITICAL: disk full on db01',
      analysedBy: 'deterministic',
    });
    expect([...sink.taken.values()]).toMatchObject([
      {
        alertId: id,
        severity: 'critical',
        from: 'postgres@db-servers.local',
        excerpt: 'Filesystem /var is 99% full',
      },
    ]);
    expect(record.mail).toMatchObject({ text: 'Filesystem /var is 99% full', degraded: false });
    const ledger = await rig.services.ledger.read();
    expect(ledger).toMatchObject({ accepted: 1, delivered: 1, waiting: 0, balanced: true });
    expect(await rig.services.ledger.recount()).toEqual([]);
    const stages = (await rig.services.records.trace(id)).map(({ stage }) => stage);
    expect(stages).toEqual(['parse', 'recognise', 'fold', 'route', 'tell']);
  });

  it('keeps an alert that nobody is set for, counts it as unrouted, and says so in health', async () => {
    await start();
    const id = await rig.mail({ subject: 'hello' });
    expect((await rig.settled(id)).status).toBe('unrouted');
    expect(await rig.services.ledger.read()).toMatchObject({ accepted: 1, unrouted: 1, balanced: true });
    const health = await rig.services.health();
    expect(health.problems.map(({ part }) => part)).toContain('routing');
  });

  it('drops the mail of a muted sender before anything else, and counts it', async () => {
    const destinationId = await start();
    await rig.change((draft) => {
      draft.settings.defaultDestinationIds = [destinationId];
      draft.mutes.push({
        id: 'm1',
        glob: 'noisy.example',
        scope: 'domain',
        until: null,
        reason: '',
        createdBy: 'test',
        createdAt: 1,
        updatedAt: 1,
      });
    });
    const id = await rig.mail({ from: 'cron@noisy.example', subject: 'CRITICAL' });
    const record = await rig.settled(id);
    expect(record).toMatchObject({ status: 'suppressed', suppressedBy: 'muted' });
    expect(sink.requests).toHaveLength(0);
    expect((await rig.services.muteCounts.all()).get('m1')).toMatchObject({ suppressed: 1 });
  });

  it('tries again after a refusal that may pass, and gives up as a dead letter after the last wait', async () => {
    const destinationId = await start();
    await rig.change((draft) => {
      draft.settings.defaultDestinationIds = [destinationId];
    });
    const down = { kind: 'reply', reply: { status: 503, body: 'down' } } as const;
    sink.failNext(down, down);
    const recovering = await rig.settled(await rig.mail({ subject: 'first' }));
    expect(recovering.status).toBe('delivered');
    expect(
      (await rig.services.records.deliveries(recovering.id))[0]?.attempts.map(({ outcome }) => outcome),
    ).toEqual(['retry', 'retry', 'delivered']);

    sink.failNext(down, down, down, down);
    const dying = await rig.settled(await rig.mail({ subject: 'second' }));
    expect(dying.status).toBe('dead');
    const letters = await rig.services.deadLetters.list({ limit: 10 });
    expect(letters.items).toMatchObject([
      { alertId: dying.id, reasonOfDeath: expect.stringContaining('503') },
    ]);

    await rig.services.deadLetters.retry(letters.items[0]!.id);
    expect((await rig.settled(dying.id)).status).toBe('delivered');
    expect(await rig.services.deadLetters.count()).toBe(0);
    expect(await rig.services.ledger.read()).toMatchObject({
      accepted: 2,
      delivered: 2,
      dead: 0,
      balanced: true,
    });
  });

  it('makes a permanent refusal a dead letter at once, with the words of the remote', async () => {
    const destinationId = await start();
    await rig.change((draft) => {
      draft.settings.defaultDestinationIds = [destinationId];
    });
    sink.failNext({ kind: 'reply', reply: { status: 403, body: 'not you' } });
    const record = await rig.settled(await rig.mail({ subject: 'x' }));
    expect(record.status).toBe('dead');
    expect(sink.requests).toHaveLength(1);
    const [letter] = (await rig.services.deadLetters.list({ limit: 1 })).items;
    expect(letter?.reasonOfDeath).toContain('not you');
    await rig.services.deadLetters.discard(letter!.id);
    expect((await rig.services.records.item(record.id))?.status).toBe('suppressed');
    expect(await rig.services.ledger.read()).toMatchObject({ accepted: 1, suppressed: 1, balanced: true });
  });
});
