import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRedisServer } from '../../support/redis-server.ts';
import { until } from '../../support/until.ts';
import { addVerdicts, type FaultCase, judge, noVerdict } from '../support/case.ts';
import { check } from '../support/checker.ts';
import { setUp, signIn } from '../support/console.ts';
import { startOutside } from '../support/outside.ts';
import { createProduct, type Product } from '../support/product.ts';
import { settle } from '../support/quiet.ts';
import { startSentinels } from '../support/sentinel.ts';

const channels = ['webhook', 'matrix'] as const;

/** Processor time of a process and its threads, in clock ticks. */
const ticks = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
};

/** Two that take mail and two that work, on one Redis; each is killed, again and again, while mail flows through both doors. */
const fourNodes = async (options: {
  redisUrl: string;
  rate: number;
  /** One for each time that every node is killed. */
  rounds: () => Iterable<number>;
  /** Between the kills. */
  meanwhile: () => Promise<string>;
  progress: (text: string) => void;
}) => {
  const outside = await startOutside();
  const keyFile = join(outside.dir, 'secret.key');
  const shared = { redisUrl: options.redisUrl, keyFile };
  const nodes: Record<string, Product> = {
    'worker 1': await createProduct({ ...shared, nodeId: 'worker-1', args: ['--role', 'worker,console'] }),
    'worker 2': await createProduct({ ...shared, nodeId: 'worker-2', args: ['--role', 'worker'] }),
    'ingest 1': await createProduct({ ...shared, nodeId: 'ingest-1', args: ['--role', 'ingest'] }),
    'ingest 2': await createProduct({ ...shared, nodeId: 'ingest-2', args: ['--role', 'ingest'] }),
  };
  const named = (name: string): Product => nodes[name] as Product;
  try {
    for (const node of Object.values(nodes)) await node.start();
    await setUp(named('worker 1'), outside, channels);
    const clients = ['ingest 1', 'ingest 2'].map((name) =>
      outside.client({ port: named(name).smtpPort, rate: options.rate, sendsAgain: true }),
    );
    const accepted = () => clients.reduce((sum, client) => sum + client.confirmed(), 0);
    await until(() => clients.every((client) => client.confirmed() > 10), 'mail flows through both', 30_000);
    const before = ['worker 1', 'worker 2'].map((name) => ticks(named(name).pid()));
    await sleep(4000);
    const worked = ['worker 1', 'worker 2'].map((name, i) => ticks(named(name).pid()) - (before[i] ?? 0));
    for (const _ of options.rounds()) {
      for (const [name, node] of Object.entries(nodes)) {
        await node.kill();
        await sleep(1000);
        const told = outside.delivered().length;
        await until(() => outside.delivered().length > told + 5, `alerts are told without ${name}`, 60_000);
        await node.start();
        options.progress(`${name} was killed: ${accepted()} accepted`);
      }
      options.progress(await options.meanwhile());
    }
    for (const client of clients) await client.stop();
    const api = await signIn(named('worker 1'));
    const restMs = await settle(api, 120_000);
    const checked = await check(
      named('worker 1').url(),
      api.token,
      { sent: outside.sent(), delivered: outside.delivered() },
      channels,
    );
    const sum = worked.reduce((all, one) => all + one, 0);
    return { checked, restMs, share: sum === 0 ? 0 : Math.round((100 * Math.min(...worked)) / sum) };
  } finally {
    for (const node of Object.values(nodes)) await node.remove();
    await outside.remove();
  }
};

export const severalNodes: FaultCase = {
  id: 'T15',
  name: 'four nodes on one Redis and on Sentinel, each killed',
  async run({ many, rounds, progress }) {
    const faults: string[] = [];
    const examples: string[] = [];
    const figures: Record<string, number | string> = {};
    let verdict = noVerdict();
    const note = (name: string, { checked, restMs, share }: Awaited<ReturnType<typeof fourNodes>>) => {
      faults.push(...judge(checked).map((fault) => `${name}: ${fault}`));
      if (restMs === null) faults.push(`${name}: it did not come to rest`);
      examples.push(...checked.examples);
      verdict = addVerdicts(verdict, checked);
      figures[`${name}: share of the lesser worker %`] = share;
      if (share < 15) faults.push(`${name}: the work is not shared: ${share} %`);
    };
    const options = { rate: many(10, 15), rounds: () => rounds(1, 25, 0.5), progress };

    const redis = await startRedisServer();
    await fourNodes({
      ...options,
      redisUrl: redis.url,
      async meanwhile() {
        await redis.kill();
        await sleep(2000);
        await redis.restart();
        return 'Redis was killed';
      },
    })
      .then((result) => note('one Redis', result))
      .finally(redis.stop);

    const sentinels = await startSentinels();
    let failoverMs = 0;
    await fourNodes({
      ...options,
      redisUrl: sentinels.url,
      async meanwhile() {
        failoverMs = Math.max(failoverMs, await sentinels.killMaster());
        await sleep(5000);
        return `the master was killed: another one after ${Math.round(failoverMs)} ms`;
      },
    })
      .then((result) => note('Sentinel', result))
      .finally(sentinels.stop);
    return { verdict, faults, examples, figures: { ...figures, 'failover ms': Math.round(failoverMs) } };
  },
};
