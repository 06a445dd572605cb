import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EngineRig, type RigOptions, startEngine } from '../../support/engine-rig.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

let redis: RedisServer;
let sink: WebhookSink;
let rigs: EngineRig[] = [];

const node = async (
  nodeId: string,
  roles: ('ingest' | 'worker' | 'console')[],
  more: Partial<RigOptions> = {},
): Promise<EngineRig> => {
  const rig = await startEngine({ redisUrl: redis.url, nodeId, roles, ...more });
  rigs.push(rig);
  return rig;
};

beforeEach(async () => {
  redis = await startRedisServer();
  sink = await startWebhookSink({ key: null });
});
afterEach(async () => {
  for (const rig of rigs) await rig.remove();
  rigs = [];
  await sink.stop();
  await redis.stop();
});

const toDefault = async (rig: EngineRig) => {
  const destinationId = await rig.addDestination(await rig.addChannel('webhook', {}), {
    url: `${sink.url}/hook`,
  });
  await rig.change((draft) => {
    draft.settings.defaultDestinationIds = [destinationId];
  });
};

describe('several nodes on one Redis', () => {
  it('share the work: one takes mail, another tells, both know the whole account', async () => {
    const ingest = await node('taker', ['ingest']);
    const worker = await node('teller', ['worker', 'console']);
    await toDefault(worker);
    const ids = [];
    for (let i = 0; i < 10; i++) ids.push(await ingest.mail({ subject: `alert ${i}`, body: 'text' }));
    for (const id of ids) expect((await worker.settled(id)).mail?.text).toBe('text');
    expect(sink.taken.size).toBe(10);
    for (const rig of [ingest, worker]) {
      await until(async () => {
        const ledger = await rig.services.ledger.read();
        return ledger.accepted === 10 && ledger.delivered === 10 && ledger.balanced;
      }, 'the ledger of every node says the same');
    }
    await until(
      () => ingest.services.spool?.summary().byStatus.delivered === 10,
      'the spool of the taker knows',
    );
  });

  it('learn of a change of the configuration from each other', async () => {
    const first = await node('first', ['ingest', 'worker']);
    const second = await node('second', ['ingest', 'worker']);
    await toDefault(first);
    await until(
      () => second.services.config.current().settings.defaultDestinationIds.length === 1,
      'the other node knows',
    );
    expect((await second.settled(await second.mail({ subject: 'x' }))).status).toBe('delivered');
  });

  it('leave what one cannot send, for it has another key, to those that can', async () => {
    const settings = { retryDelaysMs: Array.from({ length: 20 }, () => 1_000) };
    const ingest = await node('taker', ['ingest'], { settings });
    const channelId = await ingest.addChannel('webhook', { headers: { authorization: 'Bearer x' } });
    const destinationId = await ingest.addDestination(channelId, { url: `${sink.url}/hook` });
    await ingest.change((draft) => {
      draft.settings.defaultDestinationIds = [destinationId];
    });
    await node('stranger', ['worker'], { settings, key: randomBytes(32) });
    const id = await ingest.mail({ subject: 'x' });
    const attempts = async () => (await ingest.services.records.deliveries(id))[0]?.attempts ?? [];
    await until(async () => (await attempts()).length > 0, 'the stranger tries');
    expect((await attempts())[0]).toMatchObject({
      outcome: 'retry',
      error: expect.stringContaining("cannot be read with this node's key"),
    });
    await node('teller', ['worker'], { settings });
    await until(() => sink.taken.size === 1, 'the other one sends it', 15_000);
    expect((await ingest.settled(id)).status).toBe('delivered');
  });

  it('lose nothing when a worker node is gone in the middle', async () => {
    const ingest = await node('taker', ['ingest']);
    const leaving = await node('leaving', ['worker']);
    await toDefault(leaving);
    const sending = (async () => {
      const ids = [];
      for (let i = 0; i < 30; i++) ids.push(await ingest.mail({ subject: `alert ${i}` }));
      return ids;
    })();
    await until(() => sink.taken.size > 3, 'work is under way');
    await leaving.stop();
    const staying = await node('staying', ['worker']);
    for (const id of await sending) expect((await staying.settled(id, 40_000)).status).toBe('delivered');
    expect(sink.taken.size).toBe(30);
  });
});
