/**
 * From SMTP to a webhook without a model: the built program with all it does on the way (spool, reading, incident, ledger)
 * beside the least that can be done (aiosmtpd, a Redis list, a worker that posts), in turns in one run.
 * `node test/bench/end-to-end.bench.ts [--json] [--quick]`
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { headlessBundle, headlessCommand } from '../../build/project.mjs';
import { createApiClient } from '../support/api-client.ts';
import { sendMail } from '../support/send-mail.ts';
import { createServeFolder } from '../support/serve-program.ts';
import { until } from '../support/until.ts';
import { keepResult } from './support/keep-result.ts';
import { missingTools, startAiosmtpdChain } from './support/receivers.ts';

const { values: flags } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } });
const rounds = flags.quick ? 1 : 3;
const burstMails = flags.quick ? 300 : 2_000;
const connections = 20;
const steadyPerSecond = 20;
const steadyMails = flags.quick ? 100 : 400;
const patienceMs = 300_000;
const password = 'a password for the bench';

interface Chain {
  name: string;
  port: number;
  stop(): Promise<unknown>;
}

/** When the mail of each mark was posted, `performance.now()`. */
const startMarkedSink = async () => {
  const postedAt = new Map<string, number>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const mark = /mark-(\w+)/.exec(body)?.[1];
    if (mark !== undefined && !postedAt.has(mark)) postedAt.set(mark, performance.now());
    response.writeHead(204).end();
  });
  // The plain worker keeps its connection while the other chain has its turn.
  server.keepAliveTimeout = 0;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the sink has no port');
  return { postedAt, url: `http://127.0.0.1:${address.port}/hook`, stop: () => server.close() };
};

const sink = await startMarkedSink();

const startProgram = async (): Promise<Chain> => {
  const folder = createServeFolder(headlessCommand);
  const served = folder.run([], { ALERTFLOW_ADMIN_PASSWORD: password });
  const runtime = await served.ready();
  const admin = await createApiClient(runtime.httpUrl).as('admin', password);
  const channel = await admin.post('/api/channels', { name: 'hook', kind: 'webhook', config: {} });
  const destination = await admin.post('/api/destinations', {
    name: 'hook',
    channelId: channel.body.id,
    address: { url: sink.url },
  });
  await admin.patch('/api/settings', { defaultDestinationIds: [destination.body.id] });
  return { name: 'alertflow', port: runtime.smtpPort, stop: () => folder.remove() };
};

let sent = 0;
const sendOne = async ({ port }: Chain): Promise<{ mark: string; acceptedAt: number }> => {
  const mark = `x${sent++}x`;
  await sendMail(port, {
    subject: `CRITICAL: disk full on host-mark-${mark}`,
    body: `Disk /srv is full.\n${'A line of a log that goes with it.\n'.repeat(50)}`,
  });
  return { mark, acceptedAt: performance.now() };
};

const posted = (marks: string[]) =>
  until(() => marks.every((mark) => sink.postedAt.has(mark)), 'all are posted', patienceMs);

/** Mails a second from the first connection to the last post. */
const burst = async (chain: Chain, mails: number): Promise<number> => {
  const startedAt = performance.now();
  const marks: string[] = [];
  let left = mails;
  const sender = async () => {
    while (left-- > 0) marks.push((await sendOne(chain)).mark);
  };
  await Promise.all(Array.from({ length: connections }, sender));
  await posted(marks);
  const lastAt = Math.max(...marks.map((mark) => sink.postedAt.get(mark) ?? 0));
  return mails / ((lastAt - startedAt) / 1000);
};

/** From `250` to the post, in the order of size, ms. */
const steady = async (chain: Chain): Promise<number[]> => {
  const startedAt = performance.now();
  const sending: Promise<{ mark: string; acceptedAt: number }>[] = [];
  for (let n = 0; n < steadyMails; n++) {
    const dueMs = startedAt + (n * 1000) / steadyPerSecond - performance.now();
    if (dueMs > 0) await new Promise((done) => setTimeout(done, dueMs));
    sending.push(sendOne(chain));
  }
  const mails = await Promise.all(sending);
  await posted(mails.map(({ mark }) => mark));
  return mails
    .map(({ mark, acceptedAt }) => Math.max(0, (sink.postedAt.get(mark) ?? 0) - acceptedAt))
    .sort((a, b) => a - b);
};

const at = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const main = async (): Promise<number> => {
  const missing = existsSync(headlessBundle) ? missingTools() : 'there is no build: npm run build makes it';
  if (missing !== null) {
    console.error(`The comparison cannot run here: ${missing}.`);
    return 1;
  }
  const dir = mkdtempSync(join(tmpdir(), 'end-to-end-bench-'));
  const chains: Chain[] = [];
  try {
    chains.push(await startProgram(), await startAiosmtpdChain(dir, sink.url));
    const rates = new Map(chains.map(({ name }) => [name, [] as number[]]));
    for (const chain of chains) await burst(chain, 200);
    for (let round = 0; round < rounds; round++) {
      for (const chain of chains) rates.get(chain.name)?.push(await burst(chain, burstMails));
    }
    const rows = [];
    for (const chain of chains) {
      const delays = await steady(chain);
      rows.push({
        chain: chain.name,
        toldPerSecond: Math.round(
          at(
            (rates.get(chain.name) ?? []).sort((a, b) => a - b),
            0.5,
          ),
        ),
        tellP50Ms: Math.round(at(delays, 0.5)),
        tellP99Ms: Math.round(at(delays, 0.99)),
      });
    }
    const [ours, plain] = rows;
    const timesPlain = Number(((ours?.toldPerSecond ?? 0) / (plain?.toldPerSecond || 1)).toFixed(2));
    const kept = keepResult('end-to-end', { burstMails, rounds, steadyPerSecond, rows, timesPlain });
    if (flags.json) console.log(kept);
    else {
      console.table(rows);
      console.log(`${timesPlain} times the plain chain; load of the machine ${loadavg()[0]?.toFixed(1)}`);
    }
    return 0;
  } finally {
    for (const chain of chains) await chain.stop();
    sink.stop();
    rmSync(dir, { recursive: true, force: true });
  }
};

process.exitCode = await main();
