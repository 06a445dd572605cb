import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EngineRig, startEngine } from '../../support/engine-rig.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

let redis: RedisServer;
let sink: WebhookSink;
let rig: EngineRig;
let client: Socket;

beforeEach(async () => {
  redis = await startRedisServer();
  sink = await startWebhookSink({ key: null });
  rig = await startEngine({ redisUrl: redis.url });
  const destinationId = await rig.addDestination(await rig.addChannel('webhook', {}), {
    url: `${sink.url}/h`,
  });
  await rig.change((draft) => {
    draft.settings.defaultDestinationIds = [destinationId];
  });
});
afterEach(async () => {
  client.destroy();
  await rig.remove();
  await sink.stop();
  await redis.stop();
});

/** A client that has begun to send a message and goes silent in the middle of it. */
const startHalfMail = async (): Promise<Socket> => {
  const socket = connect({ port: rig.smtpPort, host: '127.0.0.1' });
  socket.on('error', () => {});
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk;
  });
  await until(() => heard.startsWith('220'), 'the banner');
  for (const [line, reply] of [
    ['HELO x', '250'],
    ['MAIL FROM:<a@b.example>', '250 2.1.0'],
    ['RCPT TO:<c@d.example>', '250 2.1.5'],
    ['DATA', '354'],
  ]) {
    socket.write(`${line}\r\n`);
    await until(() => heard.includes(`\n${reply}`), `the answer to ${line}`);
  }
  socket.write('Subject: half\r\n\r\nbegun');
  return socket;
};

it('ends well within its time although a sender and a remote both keep it waiting', async () => {
  sink.failNext({ kind: 'hang' }, { kind: 'hang' });
  await rig.mail({ subject: 'CRITICAL: one' });
  await until(() => sink.requests.length === 1, 'an attempt is in hand');
  client = await startHalfMail();
  const startedAt = performance.now();
  await rig.stop();
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
