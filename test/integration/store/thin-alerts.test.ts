import { afterEach, beforeEach, expect, it } from 'vitest';
import { thinTold } from '../../../src-main/engine/store/retention.ts';
import { type EngineRig, startEngine } from '../../support/engine-rig.ts';
import { startModelStub } from '../../support/model-stub.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

let redis: RedisServer;
let sink: WebhookSink;
let rig: EngineRig;

beforeEach(async () => {
  redis = await startRedisServer();
  sink = await startWebhookSink({ key: null });
  rig = await startEngine({ redisUrl: redis.url });
  const destinationId = await rig.addDestination(await rig.addChannel('webhook', {}), {
    url: `${sink.url}/hook`,
  });
  await rig.change((draft) => {
    draft.settings.defaultDestinationIds = [destinationId];
    draft.settings.retryDelaysMs = [3_600_000];
  });
});
afterEach(async () => {
  await rig.remove();
  await sink.stop();
  await redis.stop();
});

const lines = (count: number): string =>
  Array.from(
    { length: count },
    (_, n) => `<li>check ${n * 7919} of unit ${(n * 104_729).toString(36)} failed</li>`,
  ).join('\n');

/** An HTML mail as dashboards send them: it says everything twice. */
const report = (host: string): string =>
  `From: Dashboard <dash@example.net>\nTo: noc@example.net\nSubject: Checks failed on ${host}\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n${lines(60)}\n--b\nContent-Type: text/html\n\n<ul>${lines(60)}</ul>\n--b--\n`;

const bytesOf = (id: string) =>
  redis.run(async (connection) =>
    Number(await connection.memory('USAGE', `{alertflow}:alert:${id}`, 'SAMPLES', 0)),
  );

it('lets alerts of a dead outlet go of their mails while memory is tight, and tells them whole when it is back', async () => {
  sink.failNext(
    ...Array.from({ length: 5 }, () => ({ kind: 'reply' as const, reply: { status: 503, body: '' } })),
  );
  const ids: string[] = [];
  for (const host of ['alpha', 'beta', 'gamma', 'delta', 'epsilon']) {
    ids.push(await rig.mail({ raw: report(`${host}.example`), from: 'dash@example.net' }));
  }
  await until(() => sink.requests.length === 5, 'each was tried once');
  const { records, pipeline, deliveryQueues } = rig.services;
  await until(
    async () =>
      (await Promise.all(ids.map((id) => records.deliveries(id))))
        .flat()
        .every(({ state }) => state === 'retrying'),
    'each waits for its next try',
  );
  const [first = ''] = ids;
  const whole = await records.get(first);
  const before = await bytesOf(first);

  const now = Date.now();
  expect(await thinTold(records, { now, isTight: () => false, thinAfterMs: 0 })).toBe(0);
  expect(await thinTold(records, { now, isTight: () => true })).toBe(0);
  expect(await thinTold(records, { now, isTight: () => true, thinAfterMs: 0 })).toBe(5);
  expect(await thinTold(records, { now, isTight: () => true, thinAfterMs: 0 })).toBe(0);
  const after = await bytesOf(first);
  expect(before / after).toBeGreaterThan(2);

  const thin = await records.get(first);
  expect(thin?.mail).toBeNull();
  expect(await pipeline.mailOf(thin ?? expect.fail('it is there'))).toEqual(whole?.mail);
  expect(await pipeline.reanalyse(first, null)).toMatchObject({ host: whole?.analysis?.host });

  for (const delivery of (await Promise.all(ids.map((id) => records.deliveries(id)))).flat()) {
    await deliveryQueues.hurry(delivery);
  }
  for (const id of ids) expect((await rig.settled(id)).status).toBe('delivered');
  const bodies = [...sink.taken.values()] as { subject: string; excerpt: string }[];
  expect(bodies.map(({ subject }) => subject).sort()[0]).toBe('Checks failed on alpha.example');
  expect(bodies.every(({ excerpt }) => excerpt.includes('check 0 of unit'))).toBe(true);
  console.log(`an alert's record: ${before} bytes before, ${after} after`);
});

it('leaves an alert alone that nobody was told of yet', async () => {
  const model = await startModelStub();
  model.behave({ kind: 'hangs' });
  await rig.addProvider(model.baseUrl, { timeoutMs: 60_000 });
  await rig.change((draft) => {
    draft.settings.analysisDeadlineMs = 600_000;
  });
  const id = await rig.mail({ subject: 'it waits', body: 'for a model' });
  await until(async () => (await rig.services.records.get(id))?.mail, 'it is parsed');
  await thinTold(rig.services.records, { now: Date.now(), isTight: () => true, thinAfterMs: 0 });
  const record = await rig.services.records.get(id);
  expect(record?.toldAt).toBeNull();
  expect(record?.mail?.subject).toBe('it waits');
  await model.stop();
});
