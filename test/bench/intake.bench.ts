/**
 * How many mails a second the intake makes durable, one mail a connection as monitoring tools send, beside Postfix's
 * smtp-sink (which stores nothing) and a plain aiosmtpd-to-Redis receiver, all in the same run and in turns, since
 * only ratios hold from machine to machine. `node test/bench/intake.bench.ts [--json] [--quick] [--connections N]`
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { keepResult } from './support/keep-result.ts';
import {
  find,
  missingTools,
  type Receiver,
  startAiosmtpd,
  startIntake,
  startSink,
} from './support/receivers.ts';

interface Load {
  name: string;
  /** Arguments of smtp-source that make the mail. */
  mail: string[];
  /** Mails a round relative to the smallest ones. */
  share: number;
}

interface Row {
  mail: string;
  connections: number;
  /** Median mails a second of the rounds, by receiver. */
  perSecond: Record<string, number>;
  timesAiosmtpd: number;
  timesAiosmtpdAsync: number;
  timesSink: number;
}

const CONNECTIONS = [1, 10, 50];
const TARGETS = { aiosmtpd50x2k: 4, aiosmtpd50x50k: 3, sink: 0.5, aiosmtpdSingle: 1, answerP99Ms: 250 };

const run = promisify(execFile);
const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    connections: { type: 'string' },
  },
});
const rounds = flags.quick ? 1 : 5;
const mailsARound = flags.quick ? 1_000 : 2_000;
/** The slow receivers get fewer mails, and so does a single connection, for rounds of like length. */
const SLOW_SHARE = 0.25;
const SINGLE_SHARE = 0.25;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const dir = mkdtempSync(join(tmpdir(), 'intake-bench-'));

function multipartMail(): string {
  const rows = Array.from(
    { length: 60 },
    (_, index) => `<tr><td>db${index}</td><td>disk ${index} % full</td></tr>`,
  );
  return [
    'From: Alerts <alerts@mon.example>',
    'To: ops@example.net',
    'Subject: =?utf-8?q?[FIRING:60]_DiskFull_=C3=BC?=',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary="parts"',
    '',
    '--parts',
    'Content-Type: text/plain; charset=utf-8',
    '',
    ...Array.from({ length: 60 }, (_, index) => `db${index}: disk ${index} % full`),
    '--parts',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<html><body><table>',
    ...rows,
    '</table></body></html>',
    '--parts--',
    '',
  ].join('\n');
}

async function mailsPerSecond(receiver: Receiver, load: Load, connections: number): Promise<number> {
  const share =
    load.share *
    (connections === 1 ? SINGLE_SHARE : 1) *
    (receiver.name.startsWith('aiosmtpd') ? SLOW_SHARE : 1);
  const mails = Math.ceil(mailsARound * share);
  const sessions = ['-s', String(connections), '-m', String(mails), '-C', '10'];
  const started = performance.now();
  await run(find('smtp-source') ?? 'smtp-source', [...sessions, ...load.mail, `127.0.0.1:${receiver.port}`]);
  return mails / ((performance.now() - started) / 1_000);
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

async function measure(receivers: Receiver[], load: Load, connections: number): Promise<Row> {
  const rates = new Map(receivers.map((receiver) => [receiver.name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const receiver of receivers) {
      rates.get(receiver.name)?.push(await mailsPerSecond(receiver, load, connections));
    }
  }
  const perSecond = Object.fromEntries([...rates].map(([name, values]) => [name, median(values)]));
  const ratio = (other: string) => Number(((perSecond.alertflow ?? 0) / (perSecond[other] || 1)).toFixed(2));
  return {
    mail: load.name,
    connections,
    perSecond,
    timesAiosmtpd: ratio('aiosmtpd'),
    timesAiosmtpdAsync: ratio('aiosmtpd-async'),
    timesSink: ratio('smtp-sink'),
  };
}

interface Latency {
  perSecond: number;
  answerP50Ms: number;
  answerP99Ms: number;
  wholeP50Ms: number;
  wholeP99Ms: number;
}

async function latencyOf(receiver: Receiver): Promise<Latency> {
  const client = join(import.meta.dirname, 'support', 'smtp-latency.ts');
  const args = [client, receiver.port, 50, mailsARound, 4_096].map(String);
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as Latency;
}

function verdicts(rows: Row[], latency: Latency): { target: string; isMet: boolean }[] {
  const row = (mail: string, connections: number) =>
    rows.find((candidate) => candidate.mail === mail && candidate.connections === connections);
  const atLeast = (value: number | undefined, least: number) => (value ?? 0) >= least;
  return [
    {
      target: '4 x aiosmtpd, 50 connections, 2 KB',
      isMet: atLeast(row('2 KB', 50)?.timesAiosmtpd, TARGETS.aiosmtpd50x2k),
    },
    {
      target: '3 x aiosmtpd, 50 connections, 50 KB',
      isMet: atLeast(row('50 KB', 50)?.timesAiosmtpd, TARGETS.aiosmtpd50x50k),
    },
    {
      target: 'half of smtp-sink, 50 connections, 2 KB',
      isMet: atLeast(row('2 KB', 50)?.timesSink, TARGETS.sink),
    },
    {
      target: 'half of smtp-sink, 50 connections, 50 KB',
      isMet: atLeast(row('50 KB', 50)?.timesSink, TARGETS.sink),
    },
    {
      target: 'ahead of aiosmtpd, one connection, 2 KB',
      isMet: atLeast(row('2 KB', 1)?.timesAiosmtpd, TARGETS.aiosmtpdSingle),
    },
    { target: 'p99 of the 250 under 250 ms', isMet: latency.answerP99Ms < TARGETS.answerP99Ms },
  ];
}

async function main(): Promise<number> {
  const missing = missingTools();
  if (missing !== null) {
    console.error(`The comparison cannot run here: ${missing}.`);
    return 1;
  }
  const multipart = join(dir, 'multipart.eml');
  writeFileSync(multipart, multipartMail());
  const loads: Load[] = [
    { name: '2 KB', mail: ['-l', '2048'], share: 1 },
    { name: '50 KB', mail: ['-l', '51200'], share: 0.5 },
    { name: 'multipart', mail: ['-F', multipart], share: 1 },
  ];
  const receivers = [
    await startIntake(dir),
    await startSink(),
    await startAiosmtpd(dir, 'plain'),
    await startAiosmtpd(dir, 'async'),
  ];
  const [intake] = receivers as [Receiver, ...Receiver[]];
  const rows: Row[] = [];
  let latency: Latency;
  let told = '';
  try {
    for (const receiver of receivers) await mailsPerSecond(receiver, loads[0] as Load, 50);
    for (const load of loads) {
      for (const connections of flags.connections ? [Number(flags.connections)] : CONNECTIONS) {
        const row = await measure(receivers, load, connections);
        rows.push(row);
        if (!flags.json) console.log(JSON.stringify(row));
      }
    }
    latency = await latencyOf(intake);
  } finally {
    for (const receiver of receivers) {
      const last = await receiver.stop();
      if (receiver === intake) told = last;
    }
  }
  const judged = verdicts(rows, latency);
  const kept = keepResult('intake', { rows, latency, spool: told, targets: judged });
  if (flags.json) console.log(kept);
  else {
    console.table(
      rows.map(({ perSecond, ...rest }) => ({ ...rest, ...perSecond })),
      [
        'mail',
        'connections',
        'alertflow',
        'smtp-sink',
        'aiosmtpd',
        'aiosmtpd-async',
        'timesAiosmtpd',
        'timesAiosmtpdAsync',
        'timesSink',
      ],
    );
    console.log('answer after the end of data, 50 connections, 4 KB:', latency);
    console.log(`the spool at the end: ${told}`);
    for (const { target, isMet } of judged) console.log(`${isMet ? 'met   ' : 'MISSED'} ${target}`);
  }
  return judged.every(({ isMet }) => isMet) ? 0 : 1;
}

try {
  process.exitCode = await main();
} finally {
  rmSync(dir, { recursive: true, force: true });
}
