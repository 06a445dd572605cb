/**
 * Hostile mails beside normal mail: the built program with a Redis of its own, 20 clients that send normal mail, and the 50
 * mails of test/corpus/hostile.cjs with number 14 (an HTML table) once more at 2.5 times its size. How late the event loop of
 * the program is, how long normal mail waits for its `250`, and whether each mail that was taken is an alert.
 * `node test/bench/hostile.bench.ts [--json] [--quick]`
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { headlessBundle, headlessCommand } from '../../build/project.mjs';
import { type ApiClient, createApiClient } from '../support/api-client.ts';
import { type CorpusMail, hostileMails } from '../support/corpus.ts';
import { sendMail } from '../support/send-mail.ts';
import { createServeFolder } from '../support/serve-program.ts';
import { until } from '../support/until.ts';
import { startWebhookSink } from '../support/webhook-sink.ts';
import { keepResult } from './support/keep-result.ts';
import { type LoopDelay, loopDelayFlags, startLoopDelay } from './support/loop-delay.ts';

const { values: flags } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } });
const clients = 20;
const perSecond = 40;
const mailBytes = 1_800;
const aloneMs = flags.quick ? 10_000 : 30_000;
const rounds = flags.quick ? 1 : 3;
const hostileSenders = 4;
const largeScale = 2.5;
const hostileTimeoutMs = 20_000;
const patienceMs = 600_000;
const TARGETS = { loopMaxMs: 200, loopP99Ms: 50 };
const password = 'a password for the bench';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const round = (ms: number): number => Number(ms.toFixed(1));

interface Phase {
  phase: string;
  seconds: number;
  loop: LoopDelay;
  normal: {
    taken: number;
    answerP50Ms: number;
    answerP99Ms: number;
    answerMostMs: number;
    failures: string[];
  };
}

interface HostileMail extends CorpusMail {
  /** The id of its alert; null where it was not taken. */
  id: string | null;
  refusal: string | null;
}

/** All of them in each round. From the second on a relay's header makes another mail of each: no resend, which would be joined. */
const hostileRounds = (): HostileMail[] => {
  const large = hostileMails(largeScale).filter(({ file }) => file.startsWith('14-'));
  const set = [
    ...hostileMails(1),
    ...large.map(({ file, raw }) => ({ file: `${file} x ${largeScale}`, raw })),
  ];
  return Array.from({ length: rounds }, (_, turn) => {
    const received = Buffer.from(
      turn === 0 ? '' : `Received: from a.example by b.example with SMTP id ${turn}\r\n`,
    );
    return set.map(({ file, raw }) => ({
      file,
      raw: Buffer.concat([received, raw]),
      id: null,
      refusal: null,
    }));
  }).flat();
};

/** Distinct criticals by a process of its own, until it is told to end. */
const startClients = (port: number, name: string) => {
  const client = join(import.meta.dirname, 'support', 'smtp-latency.ts');
  const numbers = [port, clients, 10_000_000, mailBytes].map(String);
  const subject = `CRITICAL: disk full on host-${name}-#a`;
  const running = promisify(execFile)(process.execPath, [client, ...numbers, subject, String(perSecond)]);
  return {
    async stop(): Promise<Phase['normal']> {
      running.child.kill('SIGTERM');
      return JSON.parse((await running).stdout);
    },
  };
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

const sendHostile = async (port: number, mails: HostileMail[]): Promise<void> => {
  const left = [...mails];
  const sender = async () => {
    for (let mail = left.shift(); mail !== undefined; mail = left.shift()) {
      const { raw } = mail;
      try {
        mail.id = await sendMail(port, { raw, from: 'attacker@evil.example' }, hostileTimeoutMs);
      } catch (error) {
        mail.refusal = error instanceof Error ? error.message : String(error);
      }
    }
  };
  await Promise.all(Array.from({ length: hostileSenders }, sender));
};

/**
 * Until no more is in hand than normal mail brings. Asks for sums alone: looking at the alerts would be work of the main
 * thread.
 */
const untilNearlyRead = async (admin: ApiClient): Promise<void> => {
  const endsAt = performance.now() + patienceMs;
  for (let looks = 0; looks < 3; ) {
    if (performance.now() > endsAt) throw new Error('the hostile mails are not read');
    await pause(300);
    const { spool, alerts } = (await admin.get('/api/queues')).body;
    looks = spool + alerts.waiting + alerts.active <= clients / 2 ? looks + 1 : 0;
  }
};

const isRead = async (admin: ApiClient): Promise<boolean> => {
  const { status, body } = await admin.get('/api/ledger');
  return status === 200 && body.waiting === 0;
};

/** By the trace of its alert; null where there is no alert. */
const outcomeOf = async (admin: ApiClient, id: string): Promise<string | null> => {
  const { status, body } = await admin.get(`/api/alerts/${id}`);
  if (status !== 200) return null;
  const trace = body.trace as { stage: string; outcome: string }[];
  return trace.findLast(({ stage }) => stage === 'parse')?.outcome ?? 'not parsed';
};

/** Mails that the parser gave up, by cause, and how long the longest was tried. */
const givenUp = (log: string) => {
  const entries = log
    .split('\n')
    .filter((line) => line.includes('mail passed on unparsed'))
    .map((line) => JSON.parse(line) as { cause: string; tookMs: number });
  const causes: Record<string, number> = {};
  for (const { cause } of entries) causes[cause] = (causes[cause] ?? 0) + 1;
  return { causes, longestMs: Math.round(Math.max(0, ...entries.map(({ tookMs }) => tookMs))) };
};

const main = async (): Promise<number> => {
  if (!existsSync(headlessBundle)) {
    console.error('the program is not built: run `npm run bench -- hostile`, which builds it');
    return 2;
  }
  const hostile = hostileRounds();
  const folder = createServeFolder([...loopDelayFlags, ...headlessCommand]);
  const sink = await startWebhookSink({ key: null });
  try {
    const loop = startLoopDelay(folder.dir);
    const served = folder.run([], { ALERTFLOW_ADMIN_PASSWORD: password, ...loop.environment });
    const { pid, smtpPort, httpUrl } = await served.ready();
    const admin = await createApiClient(httpUrl).as('admin', password);
    await addWebhook(admin, sink.url);
    await pause(2_000);

    const phase = async (name: string, work: () => Promise<void>): Promise<Phase> => {
      const normal = startClients(smtpPort, name.replaceAll(' ', '-'));
      await pause(2_000); // its start, and the first mails
      await loop.read(pid);
      const startedAt = performance.now();
      await work();
      const held = await loop.read(pid);
      const seconds = round((performance.now() - startedAt) / 1000);
      return { phase: name, seconds, loop: held, normal: await normal.stop() };
    };
    const alone = await phase('normal mail alone', async () => void (await pause(aloneMs)));
    const beside = await phase('beside hostile mail', async () => {
      await sendHostile(smtpPort, hostile);
      await untilNearlyRead(admin);
    });
    await until(() => isRead(admin), 'nobody waits any more', patienceMs);

    const isSame = served.child.exitCode === null && (await served.ready()).pid === pid;
    const { body: ledger } = await admin.get('/api/ledger');
    const outcomes: { file: string; outcome: string | null }[] = [];
    for (const { file, id } of hostile) {
      if (id !== null) outcomes.push({ file, outcome: await outcomeOf(admin, id) });
    }
    const degraded = outcomes.filter(({ outcome }) => outcome === 'degraded').map(({ file }) => file);
    const missing = outcomes.filter(({ outcome }) => outcome === null).map(({ file }) => file);
    const refused = hostile.flatMap(({ file, refusal }) => (refusal === null ? [] : [`${file}: ${refusal}`]));
    const log = readFileSync(join(folder.dataDir, 'logs', 'alertflow.log'), 'utf8');
    const taken = alone.normal.taken + beside.normal.taken + outcomes.length;
    served.signal('SIGTERM');
    await served.ended;

    const phases = [alone, beside];
    const failures = phases.flatMap(({ normal }) => normal.failures);
    const result = {
      perSecond,
      phases,
      hostile: {
        sent: hostile.length,
        taken: outcomes.length,
        refused,
        degraded,
        missing,
        givenUp: givenUp(log),
      },
      isSame,
      taken,
      ledger,
    };
    const verdicts = [
      {
        target: `event loop at most ${TARGETS.loopMaxMs} ms late (${beside.loop.maxMs} ms)`,
        isMet: beside.loop.maxMs < TARGETS.loopMaxMs,
      },
      {
        target: `event loop p99 under ${TARGETS.loopP99Ms} ms (${beside.loop.p99Ms} ms)`,
        isMet: beside.loop.p99Ms < TARGETS.loopP99Ms,
      },
      {
        target: `each mail answered in time and with 250 (${failures.length + refused.length} not)`,
        isMet: failures.length + refused.length === 0,
      },
      {
        target: `an alert for each mail taken (${ledger.accepted} and ${ledger.joined} joined of ${taken})`,
        isMet: ledger.accepted + ledger.joined === taken && missing.length === 0 && ledger.balanced === true,
      },
      { target: 'the same process from first to last', isMet: isSame },
    ];
    const kept = keepResult('hostile', { ...result, targets: verdicts });
    if (flags.json) console.log(kept);
    else {
      console.table(
        phases.map(({ phase: name, seconds, loop: { p50Ms, p99Ms, maxMs, busiest }, normal }) => ({
          phase: name,
          seconds,
          'loop late p50, p99, max ms': `${p50Ms}, ${p99Ms}, ${maxMs}`,
          'most own time of a turn ms': busiest[0]?.cpuMs,
          'normal mails': normal.taken,
          '250 after p50, p99, max ms': `${normal.answerP50Ms}, ${normal.answerP99Ms}, ${normal.answerMostMs}`,
          failed: normal.failures.length,
        })),
      );
      console.log('hostile mails:', JSON.stringify(result.hostile));
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
