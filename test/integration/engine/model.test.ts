import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EngineRig, startEngine } from '../../support/engine-rig.ts';
import { type ModelStub, startModelStub } from '../../support/model-stub.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

const apiKey = 'stub-key-1234567890';
let redis: RedisServer;
let sink: WebhookSink;
let model: ModelStub;
let rig: EngineRig;
let destinationId: string;

beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  sink = await startWebhookSink({ key: null });
  model = await startModelStub({ apiKey });
  rig = await startEngine({ redisUrl: redis.url });
  destinationId = await rig.addDestination(await rig.addChannel('webhook', {}), { url: `${sink.url}/hook` });
  await rig.addProvider(model.baseUrl, { apiKey });
});
afterEach(async () => {
  model.release();
  await rig.remove();
  await model.stop();
  await sink.stop();
  await redis.run((connection) => connection.flushall());
});

const toDefault = (more: object = {}) =>
  rig.change((draft) => {
    Object.assign(draft.settings, { defaultDestinationIds: [destinationId] }, more);
  });

describe('an alert and a model', () => {
  it('waits for the model and tells with its analysis, saying who made it', async () => {
    await toDefault();
    const record = await rig.settled(
      await rig.mail({ subject: 'Warning: /var on db01 has 2% free', body: '/var on db01: 2% free' }),
    );
    expect(record.status).toBe('delivered');
    expect(record.analysis?.by).toMatchObject({ kind: 'provider', model: 'stub-model' });
    expect(record.head.severity).toBe('high');
    expect([...sink.taken.values()]).toMatchObject([
      { severity: 'high', summary: 'Disk /var on db01 is nearly full' },
    ]);
    expect(model.calls).toHaveLength(1);
  });

  it('is told from the facts at the deadline while the model hangs, and once only', async () => {
    await toDefault({ analysisDeadlineMs: 300 });
    model.behave({ kind: 'waits' });
    const id = await rig.mail({ subject: 'Warning: load is high on web01', body: 'load 9' });
    const record = await rig.settled(id);
    expect(record.status).toBe('delivered');
    expect(record.analysis?.by.kind).toBe('deterministic');
    model.release();
    await until(
      async () => (await rig.services.records.get(id))?.analysis?.by.kind === 'provider',
      'the late analysis is kept',
      20_000,
    );
    expect(sink.requests).toHaveLength(1);
  });

  it('tells a critical alert at once, without waiting for the model', async () => {
    await toDefault({ analysisDeadlineMs: 600_000 });
    model.behave({ kind: 'waits' });
    const record = await rig.settled(
      await rig.mail({ subject: 'CRITICAL: db01 is down', body: 'no answer' }),
    );
    expect(record.status).toBe('delivered');
    expect(record.analysis?.by.kind).toBe('deterministic');
  });

  it('tells a critical alert behind 1,000 queued ones while the model hangs and they all wait', async () => {
    await toDefault({ analysisDeadlineMs: 600_000 });
    await rig.change((draft) => {
      for (const provider of draft.providers) provider.timeoutMs = 300_000;
    });
    model.behave({ kind: 'waits' });
    const others: string[] = [];
    const senders = Array.from({ length: 20 }, async (_, sender) => {
      for (let i = 0; i < 50; i++) {
        const host = `host${sender * 50 + i}`;
        others.push(await rig.mail({ subject: `Warning: load is high on ${host}`, body: `${host}: load 9` }));
      }
    });
    await Promise.all(senders);
    const critical = await rig.settled(
      await rig.mail({ subject: 'CRITICAL: db01 is down', body: 'no answer' }),
      60_000,
    );
    expect(critical.status).toBe('delivered');
    const statuses = await rig.services.records.statuses(others);
    // Those that are not fed yet have no record: they wait in the spool.
    expect(new Set(statuses.map((status) => status ?? 'waiting'))).toEqual(new Set(['waiting']));
    expect(sink.requests).toHaveLength(1);
    // Its analysis does not stand behind theirs.
    await until(async () => (await rig.services.queues()).analyses.active > 16, 'a place of its own', 20_000);
  }, 120_000);

  it('raised to high by the model is told again as that, to the destinations of that severity too', async () => {
    const pager = await rig.addDestination(await rig.addChannel('webhook', {}), { url: `${sink.url}/pager` });
    await toDefault({
      analysisDeadlineMs: 200,
      severityOverrides: { high: { mode: 'add', destinationIds: [pager] } },
    });
    model.behave({ kind: 'waits' });
    const id = await rig.mail({ subject: 'Warning: replication lag', body: 'lag grows' });
    await rig.settled(id);
    model.release();
    const deliveries = await until(
      async () => {
        const owed = await rig.services.records.deliveries(id);
        return owed.length === 3 && owed.every(({ state }) => state === 'delivered') ? owed : null;
      },
      'both destinations were told',
      20_000,
    );
    expect(deliveries[0]).toMatchObject({ destinationId, revision: 0, purpose: 'first' });
    const later = deliveries.slice(1).map((delivery) => [delivery.destinationId, delivery.purpose]);
    expect(new Map(later as [string, string][])).toEqual(
      new Map([
        [destinationId, 'first'],
        [pager, 'first'],
      ]),
    );
    expect(sink.requests.map(({ url }) => url.pathname).sort()).toEqual(['/hook', '/hook', '/pager']);
    expect(await rig.services.ledger.read()).toMatchObject({ accepted: 1, delivered: 1, balanced: true });
  });

  it('asks no model for mail of a muted sender', async () => {
    await rig.change((draft) => {
      draft.mutes.push({
        id: 'm',
        glob: 'noisy@*',
        scope: 'sender',
        until: null,
        reason: '',
        createdBy: 't',
        createdAt: 1,
        updatedAt: 1,
      });
    });
    await rig.settled(await rig.mail({ from: 'noisy@host.example', subject: 'CRITICAL again' }));
    expect(model.calls).toHaveLength(0);
  });
});
