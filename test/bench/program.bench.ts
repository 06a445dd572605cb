/**
 * The built program as people run it, with a Redis of its own: how long a start takes, what it holds when idle, how many
 * mails a second of a burst it makes durable while it tells the first of them, and how many it tells from SMTP to a webhook
 * without a model, ledger included, once the burst is over.
 * `node test/bench/program.bench.ts [--json] [--quick]`
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { headlessBundle, headlessCommand } from '../../build/project.mjs';
import { type ApiClient, createApiClient } from '../support/api-client.ts';
import { createServeFolder, type Served } from '../support/serve-program.ts';
import { until } from '../support/until.ts';
import { startWebhookSink } from '../support/webhook-sink.ts';
import { keepResult } from './support/keep-result.ts';

const { values: flags } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } });
const mails = flags.quick ? 1_000 : 10_000;
const mailBytes = 1_800;
const connections = 20;
const starts = flags.quick ? 2 : 5;
const idleMs = flags.quick ? 2_000 : 15_000;
const TARGETS = { idleMb: 200, drainedPerSecond: 200, acceptedPerSecond: 500 };
const environment = { ALERTFLOW_ADMIN_PASSWORD: 'a password for the bench' };

const rssMb = (pid: number): number =>
  Math.round(
    Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
  );

const median = (values: number[]): number =>
  Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** From spawn until mail and console are both accepted, on a data directory that is there already. */
const startTimes = async (run: () => Served): Promise<number[]> => {
  const times: number[] = [];
  for (let i = 0; i <= starts; i++) {
    const startedAt = performance.now();
    const served = run();
    await until(() => served.output().includes('http'), 'its address is printed', 30_000);
    times.push(performance.now() - startedAt);
    served.signal('SIGTERM');
    await served.ended;
  }
  // The first start makes the data directory, the key and the administrator.
  return times.slice(1);
};

/** Distinct criticals, one a connection, by a process of its own. */
const sendAll = async (port: number): Promise<void> => {
  const client = join(import.meta.dirname, 'support', 'smtp-latency.ts');
  const numbers = [port, connections, mails, mailBytes].map(String);
  await promisify(execFile)(process.execPath, [client, ...numbers, 'CRITICAL: disk full on host-#a']);
};

const addWebhook = async (admin: ApiClient, url: string): Promise<void> => {
  const channel = await admin.post('/api/channels', { name: 'hook', kind: 'webhook', config: {} });
  const destination = await admin.post('/api/destinations', {
    name: 'hook',
    channelId: channel.body.id,
    address: { url: `${url}/hook` },
  });
  await admin.patch('/api/settings', { defaultDestinationIds: [destination.body.id] });
};

const main = async (): Promise<number> => {
  if (!existsSync(headlessBundle)) {
    console.error('There is no build to measure: npm run build makes it.');
    return 1;
  }
  const folder = createServeFolder(headlessCommand);
  const sink = await startWebhookSink({ key: null });
  try {
    const startMs = median(await startTimes(() => folder.run([], environment)));

    const served = folder.run([], environment);
    const runtime = await served.ready();
    const admin = await createApiClient(runtime.httpUrl).as('admin', environment.ALERTFLOW_ADMIN_PASSWORD);
    await pause(idleMs);
    const idleMb = rssMb(runtime.pid);

    await addWebhook(admin, sink.url);
    const startedAt = performance.now();
    await sendAll(runtime.smtpPort);
    const acceptedAt = performance.now();
    const toldMeanwhile = sink.taken.size;
    await until(() => sink.taken.size >= mails, 'every mail is told', 600_000);
    const toldAt = performance.now();
    const aSecond = (count: number, from: number, to: number) => Math.round((count / (to - from)) * 1000);
    const acceptedPerSecond = aSecond(mails, startedAt, acceptedAt);
    const drainedPerSecond = aSecond(mails - toldMeanwhile, acceptedAt, toldAt);
    const toldPerSecond = aSecond(mails, startedAt, toldAt);
    const ledger = await until(
      async () => {
        const { body } = await admin.get('/api/ledger');
        return body.delivered === mails ? body : null;
      },
      'the ledger names all as delivered',
      60_000,
    );
    const busyMb = rssMb(runtime.pid);
    const stopStartedAt = performance.now();
    served.signal('SIGTERM');
    await served.ended;
    const stopMs = Math.round(performance.now() - stopStartedAt);

    const rates = { acceptedPerSecond, drainedPerSecond, toldPerSecond };
    const result = { startMs, stopMs, idleMb, busyMb, mails, ...rates, ledger };
    const verdicts = [
      { target: 'idle under 200 MB', isMet: idleMb < TARGETS.idleMb },
      { target: 'accepted at 500 a second or faster', isMet: acceptedPerSecond >= TARGETS.acceptedPerSecond },
      { target: 'drained at 200 a second or faster', isMet: drainedPerSecond >= TARGETS.drainedPerSecond },
      { target: 'the ledger balances', isMet: ledger.balanced === true },
    ];
    const kept = keepResult('program', { ...result, targets: verdicts });
    if (flags.json) console.log(kept);
    else {
      console.table([{ ...result, ledger: ledger.balanced ? 'balances' : 'DOES NOT BALANCE' }]);
      console.log(`load of the machine: ${loadavg()[0]?.toFixed(1)}`);
      for (const { target, isMet } of verdicts) console.log(`${isMet ? 'met   ' : 'MISSED'} ${target}`);
    }
    return verdicts.every(({ isMet }) => isMet) ? 0 : 1;
  } finally {
    await folder.remove();
    await sink.stop();
  }
};

process.exitCode = await main();
