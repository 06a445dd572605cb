import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { channelNames } from '../support/books.ts';
import { type FaultCase, judge, outcomeOf } from '../support/case.ts';
import { check } from '../support/checker.ts';
import { setUp, signIn } from '../support/console.ts';
import { startOutside } from '../support/outside.ts';
import { programsIn } from '../support/process-figures.ts';
import { createProduct } from '../support/product.ts';
import { settle } from '../support/quiet.ts';

/** Kills at random times while mail flows to four channels; `mutant` runs a broken build instead. */
export const killAtRandom = async (options: {
  /** One for each. */
  kills: Iterable<number>;
  rate: number;
  connections: number;
  /** Longest time between two kills, ms from when the product takes mail. */
  mostMs: number;
  settleMs: number;
  mutant?: string;
  progress: (text: string) => void;
}) => {
  const outside = await startOutside();
  const product = await createProduct({ mutant: options.mutant });
  try {
    await product.start();
    await setUp(product, outside, channelNames);
    const client = outside.client({
      port: product.smtpPort,
      rate: options.rate,
      connections: options.connections,
      sendsAgain: true,
    });
    let kills = 0;
    let twice = 0;
    for (const kill of options.kills) {
      const before = client.confirmed();
      await until(() => client.confirmed() > before, `mail is taken before kill ${kill + 1}`, 60_000);
      await sleep(Math.random() * options.mostMs);
      await product.kill();
      await product.start();
      kills++;
      if (programsIn(join(product.dataDir, 'redis')).length > 1) twice++;
      if (kills % 10 === 0) options.progress(`${kills} kills, ${client.confirmed()} accepted`);
    }
    await client.stop();
    // A session that was not used for half an hour is over.
    const api = await signIn(product);
    const restMs = await settle(api, options.settleMs);
    const checked = await check(product.url(), api.token, {
      sent: outside.sent(),
      delivered: outside.delivered(),
    });
    return { kills, twice, checked, restMs };
  } finally {
    await product.remove();
    await outside.remove();
  }
};

export const randomKills: FaultCase = {
  id: 'T1',
  name: 'killed at random times under load',
  async run({ many, rounds, progress }) {
    const { kills, twice, checked, restMs } = await killAtRandom({
      kills: rounds(10, 1000),
      rate: 15,
      connections: 20,
      // In the long form lives are long enough for whatever follows a start.
      mostMs: many(600, 3000),
      settleMs: 120_000,
      progress,
    });
    const faults = judge(checked, { duplicates: kills });
    if (restMs === null) faults.push('it did not come to rest in time');
    if (twice > 0) faults.push(`two Redis in one folder after ${twice} kills`);
    return outcomeOf(checked, faults, {
      kills,
      'repeats per 100 alerts': Math.round((1e4 * checked.duplicates) / Math.max(1, checked.accepted)) / 100,
      'at rest after s': restMs === null ? 'never' : Math.round(restMs / 1000),
    });
  },
};
