import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultCase, judge, outcomeOf } from '../support/case.ts';
import { openFiles, rssMb, slopeOf } from '../support/process-figures.ts';
import { withRig } from '../support/rig.ts';

const rate = 5;
/** Connections are still being opened in the first minute. */
const mostFilesMore = { short: 80, full: 20 };
/** A slope is only one after the program has warmed up. */
const warmUpSeconds = { short: 10, full: 300 };
const mostSlopeMbAnHour = 1;
const slopeCountsFromMinutes = 30;

export const soak: FaultCase = {
  id: 'T11',
  name: 'five mails a second for a long time',
  run: ({ size, minutes, progress }) =>
    withRig({ channels: ['webhook', 'matrix', 'telegram'] }, async (rig) => {
      const { product, outside } = rig;
      const seconds = size === 'short' ? 25 : minutes * 60;
      const client = outside.client({ port: product.smtpPort, rate, connections: 2 });
      const memory: [number, number][] = [];
      const files: number[] = [];
      for (let second = 0; second < seconds; second++) {
        await sleep(1000);
        if (second < warmUpSeconds[size]) continue;
        memory.push([second / 3600, rssMb(product.pid())]);
        files.push(openFiles(product.pid()));
        if (second % 600 === 599)
          progress(
            `${(second + 1) / 60} min, ${client.confirmed()} accepted, ${Math.round(memory.at(-1)?.[1] ?? 0)} MB`,
          );
      }
      await client.stop();
      const { checked, restMs } = await rig.check(120_000);
      const slope = slopeOf(memory);
      const faults = judge(checked);
      const grown = (files.at(-1) ?? 0) - (files[0] ?? 0);
      if (grown > mostFilesMore[size]) faults.push(`${grown} more open files than at first`);
      const counts = seconds >= slopeCountsFromMinutes * 60;
      if (counts && slope > mostSlopeMbAnHour) faults.push(`memory grows by ${slope.toFixed(1)} MB an hour`);
      if (restMs === null) faults.push('it did not come to rest');
      return outcomeOf(checked, faults, {
        seconds,
        'memory MB': Math.round(memory.at(-1)?.[1] ?? 0),
        'slope MB/h': counts ? Math.round(slope * 10) / 10 : 'too short to tell',
        'open files first': files[0] ?? 0,
        'open files last': files.at(-1) ?? 0,
      });
    }),
};
