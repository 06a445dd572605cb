import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { type FaultCase, judge, outcomeOf } from '../support/case.ts';
import { programsIn } from '../support/process-figures.ts';
import { withRig } from '../support/rig.ts';

/** Asked to end, it may take so long (ms): service managers kill after some tens of seconds. */
const quitBoundMs = 10_000;
/** Where it was ended by force its Redis ends by itself a little later. */
const orphanBoundMs = 15_000;

export const quits: FaultCase = {
  id: 'T16',
  name: 'asked to end under load, again and again',
  run: ({ many, rounds, progress }) =>
    withRig({ channels: ['webhook', 'matrix'] }, async (rig) => {
      const { product, outside } = rig;
      const client = outside.client({
        port: product.smtpPort,
        rate: many(20, 40),
        connections: 10,
        sendsAgain: true,
      });
      const faults: string[] = [];
      let quit = 0;
      let longestMs = 0;
      for (const _ of rounds(4, 200)) {
        const before = client.confirmed();
        await until(() => client.confirmed() > before + 5, 'mail flows', 60_000);
        await sleep(Math.random() * 1000);
        const tookMs = await product.stop();
        longestMs = Math.max(longestMs, tookMs);
        quit++;
        if (tookMs > quitBoundMs) faults.push(`quit ${quit}: it took ${Math.round(tookMs)} ms to end`);
        const isRedisGone = await until(
          () => programsIn(join(product.dataDir, 'redis')).length === 0,
          'Redis has ended',
          orphanBoundMs,
        ).catch(() => false);
        if (!isRedisGone) faults.push(`quit ${quit}: Redis is left running`);
        if (quit % 10 === 0) progress(`${quit} times, ${client.confirmed()} accepted`);
        await product.start();
      }
      await client.stop();
      const { checked, restMs } = await rig.check(120_000);
      if (restMs === null) faults.push('it did not come to rest');
      return outcomeOf(checked, [...judge(checked), ...faults], {
        'asked to end': quit,
        'longest end ms': Math.round(longestMs),
      });
    }),
};
