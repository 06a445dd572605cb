import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { type FaultCase, judge, outcomeOf } from '../support/case.ts';
import { isAlive } from '../support/product.ts';
import { withRig } from '../support/rig.ts';

type How = 'kill Redis' | 'kill both' | 'stop Redis';
const turns: readonly How[] = ['kill Redis', 'kill Redis', 'kill both', 'kill Redis', 'stop Redis'];

export const redisKilled: FaultCase = {
  id: 'T3',
  name: 'Redis killed, killed with the program, and stopped',
  run: ({ many, rounds, progress }) =>
    withRig({ channels: ['webhook', 'matrix', 'telegram'] }, async (rig) => {
      const { product, outside } = rig;
      const stopMs = many(8000, 60_000);
      const client = outside.client({ port: product.smtpPort, rate: many(25, 30), connections: 8 });
      let cycles = 0;
      for (const cycle of rounds(5, 300)) {
        cycles++;
        const how = turns[cycle % turns.length] ?? 'kill Redis';
        const before = client.confirmed();
        await until(() => client.confirmed() > before + 5, 'mail flows', 60_000);
        const pid = await until(product.redisPid, 'Redis runs', 60_000);
        await sleep(Math.random() * 1000);
        if (how === 'stop Redis') {
          process.kill(pid, 'SIGSTOP');
          await sleep(stopMs);
          if (isAlive(pid)) process.kill(pid, 'SIGCONT');
        } else {
          process.kill(pid, 'SIGKILL');
          if (how === 'kill both') {
            await product.kill();
            await product.start();
          }
        }
        progress(`${how}: ${client.confirmed()} accepted`);
      }
      await client.stop();
      const { checked, restMs } = await rig.check(many(90_000, 600_000));
      const faults = judge(checked, { duplicates: cycles });
      if (restMs === null) faults.push('it did not come to rest');
      // Only the cycles that killed the program may have refused anybody.
      const refused = outside.sent().filter(({ code }) => code !== null && code >= 400).length;
      if (refused > 0) faults.push(`${refused} mails refused because of Redis`);
      return outcomeOf(checked, faults, {
        cycles,
        'refused because of Redis': refused,
        'at rest after s': restMs === null ? 'never' : Math.round(restMs / 1000),
      });
    }),
};
