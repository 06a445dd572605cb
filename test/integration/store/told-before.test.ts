import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EngineRig, startEngine } from '../../support/engine-rig.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

let redis: RedisServer;
let sink: WebhookSink;
let rig: EngineRig;

beforeEach(async () => {
  redis = await startRedisServer();
  sink = await startWebhookSink({ key: null });
  rig = await startEngine({ redisUrl: redis.url });
});
afterEach(async () => {
  await rig.remove();
  await sink.stop();
  await redis.stop();
});

it('an alert whose every telling was made before Redis lost its record of it counts as delivered at once', async () => {
  const destinationId = await rig.addDestination(await rig.addChannel('webhook', {}), {
    url: `${sink.url}/hook`,
  });
  await rig.change((draft) => {
    draft.settings.defaultDestinationIds = [destinationId];
  });
  const { records } = rig.services;
  const told = await rig.settled(await rig.mail({ subject: 'CRITICAL: disk full on db01' }));
  const [delivery] = await records.deliveries(told.id);
  if (!delivery) throw new Error('it was told to nobody');

  const id = randomUUID();
  const again = { ...delivery, id: `${id}.${destinationId}.0`, alertId: id };
  await records.admit([
    {
      envelope: { ...told.envelope, id },
      location: told.location,
      copies: 1,
      raw: null,
      restoredAs: null,
      toldBefore: [`${destinationId}.0`],
    },
  ]);
  expect(await records.owe(id, 'first', Date.now(), [again], 'unrouted')).toBe(true);
  expect((await records.get(id))?.status).toBe('delivered');
  expect(sink.taken.size).toBe(1);
});
