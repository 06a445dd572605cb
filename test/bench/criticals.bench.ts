/**
 * How long a critical alert takes from the end of its SMTP transaction to its destination while the model hangs and 1,000
 * other alerts are queued: once as they all wait for the model, once in the middle of the burst that brings them.
 * `node test/bench/criticals.bench.ts [--json] [--quick]`
 */
import { parseArgs } from 'node:util';
import { startEngine } from '../support/engine-rig.ts';
import { startModelStub } from '../support/model-stub.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { startWebhookSink } from '../support/webhook-sink.ts';
import { keepResult } from './support/keep-result.ts';

const { values: flags } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } });
const others = flags.quick ? 200 : 1_000;
const criticals = flags.quick ? 3 : 9;
const senders = 20;
const patienceMs = 300_000;

const redis = await startRedisServer();
const sink = await startWebhookSink({ key: null });
const model = await startModelStub({ apiKey: 'bench-key-1234567890' });
const rig = await startEngine({ redisUrl: redis.url });
const destination = await rig.addDestination(await rig.addChannel('webhook', {}), {
  url: `${sink.url}/hook`,
});
await rig.addProvider(model.baseUrl, { apiKey: 'bench-key-1234567890', timeoutMs: 300_000 });
await rig.change((draft) => {
  Object.assign(draft.settings, { defaultDestinationIds: [destination], analysisDeadlineMs: 600_000 });
});
model.behave({ kind: 'waits' });

let sent = 0;
const other = () => {
  const host = `host${sent++}`;
  return rig.mail({ subject: `Warning: load is high on ${host}`, body: `${host}: load 9\n` });
};
const isTold = (id: string) =>
  [...sink.taken.values()].some((body) => (body as { alertId: string }).alertId === id);

/** Milliseconds until it is at its destination, and what was queued when it was accepted. */
const critical = async (n: number) => {
  const id = await rig.mail({ subject: `CRITICAL: db${n} is down`, body: `db${n} does not answer\n` });
  const startedAt = performance.now();
  const { spool, alerts } = await rig.services.queues();
  await until(() => isTold(id), 'the critical is told', patienceMs);
  return { ms: performance.now() - startedAt, unread: spool + alerts.waiting + alerts.active };
};

const burst = Promise.all(
  Array.from({ length: senders }, async () => {
    for (let i = 0; i < others / senders; i++) await other();
  }),
);
const during = [];
for (let n = 0; n < criticals; n++) {
  await until(() => sent >= (others * (n + 1)) / (criticals + 1), 'part of the burst is sent', patienceMs);
  during.push(await critical(n));
}
await burst;
await until(
  async () => {
    const { spool, alerts } = await rig.services.queues();
    return spool + alerts.waiting + alerts.active === 0;
  },
  'all are read',
  patienceMs,
);
const { retrying: waitForModel } = (await rig.services.queues()).alerts;
const afterwards = [];
for (let n = 0; n < criticals; n++) afterwards.push(await critical(criticals + n));
const told = sink.taken.size;

model.release();
await rig.remove();
await model.stop();
await sink.stop();
await redis.stop();

const rowOf = (when: string, found: { ms: number; unread: number }[]) => {
  const times = found.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    when,
    criticals: found.length,
    medianMs: Math.round(times[Math.floor(times.length / 2)] ?? Number.NaN),
    mostMs: Math.round(times.at(-1) ?? Number.NaN),
    mostUnreadBefore: Math.max(...found.map(({ unread }) => unread)),
  };
};
const rows = [rowOf('in the burst', during), rowOf('while all wait for the model', afterwards)];
const isWithin = rows.every(({ mostMs }) => mostMs < 2_000) && told === 2 * criticals;
const kept = keepResult('criticals', { others, waitForModel, told, rows, isWithin });
if (flags.json) console.log(kept);
else {
  console.table(rows);
  console.log(
    `${waitForModel} alerts waited for the model; ${told} messages were sent, all of them criticals`,
  );
}
process.exit(isWithin ? 0 : 1);
