import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultCase, judge, outcomeOf } from '../support/case.ts';
import { inspectable, openLiveMemory } from '../support/live-memory.ts';
import { openFiles, rssMb, slopeOf } from '../support/process-figures.ts';
import { withRig } from '../support/rig.ts';

const rate = 5;
/** Connections are still being opened in the first minute. */
const mostFilesMore = { short: 80, full: 20 };
/** A slope is only one after the program has warmed up. */
const warmUpSeconds = { short: 10, full: 300 };
/** Between two looks at what it really holds. */
const lookEverySeconds = { short: 10, full: 300 };
/** The history is still growing: the index of the list of alerts takes so much for each. */
const indexKbAnAlert = 0.15;
const mostSlopeMbAnHour = 1;
const slopeCountsFromMinutes = 30;

export const soak: FaultCase = {
  id: 'T11',
  name: 'five mails a second for a long time',
  run: ({ size, minutes, progress }) =>
    withRig({ channels: ['webhook', 'matrix', 'telegram'], nodeFlags: inspectable }, async (rig) => {
      const { product, outside } = rig;
      const seconds = size === 'short' ? 25 : minutes * 60;
      const client = outside.client({ port: product.smtpPort, rate, connections: 2 });
      const memory = await openLiveMemory(product);
      /** Hours since the start, and MB without the index. */
      const held: [number, number][] = [];
      const files: number[] = [];
      let liveMb = 0;
      let peakMb = 0;
      for (let second = 1; second <= seconds; second++) {
        await sleep(1000);
        peakMb = Math.max(peakMb, rssMb(product.pid()));
        if (second < warmUpSeconds[size]) continue;
        files.push(openFiles(product.pid()));
        if (second % lookEverySeconds[size] !== 0) continue;
        liveMb = await memory.read();
        held.push([second / 3600, liveMb - (client.confirmed() * indexKbAnAlert) / 1024]);
        progress(`${second} s, ${client.confirmed()} accepted, ${liveMb.toFixed(1)} MB live`);
      }
      memory.close();
      await client.stop();
      const { checked, restMs } = await rig.check(120_000);
      const slope = slopeOf(held);
      const faults = judge(checked);
      const grown = (files.at(-1) ?? 0) - (files[0] ?? 0);
      if (grown > mostFilesMore[size]) faults.push(`${grown} more open files than at first`);
      const counts = seconds >= slopeCountsFromMinutes * 60;
      if (counts && slope > mostSlopeMbAnHour) faults.push(`memory grows by ${slope.toFixed(1)} MB an hour`);
      if (restMs === null) faults.push('it did not come to rest');
      return outcomeOf(checked, faults, {
        seconds,
        'live MB': Math.round(liveMb),
        'peak MB': Math.round(peakMb),
        'slope MB/h without the index': counts ? Math.round(slope * 10) / 10 : 'too short to tell',
        'open files first': files[0] ?? 0,
        'open files last': files.at(-1) ?? 0,
      });
    }),
};
