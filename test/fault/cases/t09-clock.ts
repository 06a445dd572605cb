import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { type FaultCase, judge, outcomeOf } from '../support/case.ts';
import { withRig } from '../support/rig.ts';

const hourMs = 3_600_000;
/** To a time behind 2038-01-19, where 32-bit seconds end. */
const until2039 = Date.UTC(2039, 0, 1) - Date.now();
const jumps = [
  { name: '+2 h', offMs: 2 * hourMs },
  { name: '-2 h', offMs: -2 * hourMs },
  { name: 'back', offMs: 0 },
  { name: '+1 h', offMs: hourMs },
  { name: 'into 2039', offMs: until2039 },
  { name: 'back from 2039', offMs: 0 },
] as const;
const boundMs = 75_000;

export const clockJumps: FaultCase = {
  id: 'T9',
  name: 'the wall clock jumps while retries wait',
  async run({ rounds, progress }) {
    const dir = mkdtempSync(join(tmpdir(), 'alertflow-clock-'));
    const file = join(dir, 'off');
    const set = (ms: number) => writeFileSync(file, String(ms));
    set(0);
    try {
      // A reminder after 13 years is right, and no repeat.
      const options = {
        channels: ['matrix', 'sms'],
        env: { FAULT_CLOCK: file },
        settings: { remindAfterMs: 0 },
      } as const;
      return await withRig(options, async (rig) => {
        const { product, outside } = rig;
        const faults: string[] = [];
        let longestMs = 0;
        let jumped = 0;
        for (const _ of rounds(1, 8)) {
          for (const { name, offMs } of jumps) {
            jumped++;
            await outside.fault('matrix', { kind: 'reply', reply: { status: 503, body: '' } });
            const client = outside.client({ port: product.smtpPort, count: 5, connections: 2 });
            await client.finished(30_000);
            // Some attempts were made, and what failed waits for its next one.
            await sleep(1200);
            set(offMs);
            await sleep(300);
            await outside.fault('matrix', null);
            const markers = client.book().map(({ marker }) => marker);
            const from = performance.now();
            const told = await until(
              () => {
                const seen = new Set(
                  outside
                    .delivered()
                    .filter(({ channel }) => channel === 'matrix')
                    .flatMap((entry) => entry.markers),
                );
                return markers.every((marker) => seen.has(marker));
              },
              'all are told',
              boundMs,
            ).catch(() => false);
            const took = Math.round(performance.now() - from);
            longestMs = Math.max(longestMs, took);
            if (told === false) faults.push(`${name}: retries were not made within ${boundMs / 1000} s`);
            progress(`${name}: told ${took} ms after the remote was back`);
          }
        }
        set(0);
        const { checked } = await rig.check(60_000);
        return outcomeOf(checked, [...judge(checked), ...faults], {
          jumps: jumped,
          'longest until told ms': longestMs,
        });
      });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
