import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { addVerdicts, type FaultCase, judge, noVerdict, type Outcome } from '../support/case.ts';
import { withBrokenCalls } from '../support/inject.ts';
import { mountSmall, unmount } from '../support/mounts.ts';
import type { Client } from '../support/outside.ts';
import { type Rig, withRig } from '../support/rig.ts';
import { hasStrace } from './t05-sync-before-answer.ts';

/** Answered 4xx, or for a slow disk only later. */
const modes = [
  { name: 'EIO at the sync', inject: 'fdatasync:error=EIO', refuses: true },
  { name: 'ENOSPC at the write', inject: 'pwritev,pwrite64:error=ENOSPC', refuses: true },
  { name: 'EROFS at the write', inject: 'pwritev,pwrite64:error=EROFS', refuses: true },
  { name: 'a sync of 600 ms', inject: 'fdatasync:delay_enter=600000', refuses: false },
] as const;
const megabyte = 1024 * 1024;
const recoverBoundMs = 5000;

const refusals = (client: Client) => client.book().filter(({ code }) => code !== null && code >= 400);
const lastRefusal = (client: Client): number => refusals(client).at(-1)?.at ?? 0;

/** How long after `from` the next mail was taken. */
const recovered = async (client: Client, from: number): Promise<number> => {
  const first = await until(
    () => client.book().find(({ at, code }) => code === 250 && at > from),
    'mail is taken again',
    30_000,
  );
  return first.at - from;
};

const throughMode = async (
  { product }: Rig,
  client: Client,
  mode: (typeof modes)[number],
): Promise<number> => {
  const before = refusals(client).length;
  await withBrokenCalls(product.pid(), mode.inject, async () => {
    if (mode.refuses) {
      await until(() => refusals(client).length > before + 2, `mail is refused: ${mode.name}`, 30_000);
    } else await sleep(3000);
  });
  return recovered(client, Math.max(Date.now(), lastRefusal(client)));
};

/** A disk of its own for the spool, filled by somebody else. */
const fullDisk = (progress: (text: string) => void) =>
  withRig({ channels: ['webhook'] }, async (rig) => {
    const { product, outside } = rig;
    await product.stop();
    const dir = join(product.dataDir, 'spool');
    rmSync(dir, { recursive: true });
    if (!mountSmall(dir, 640)) return null;
    try {
      await product.start();
      const client = outside.client({ port: product.smtpPort, rate: 20 });
      await until(() => client.confirmed() > 5, 'mail is taken while there is room', 30_000);
      const filler = join(dir, 'filler');
      const fd = openSync(filler, 'w');
      for (let written = 0; written < 200; written++) writeSync(fd, Buffer.alloc(megabyte));
      closeSync(fd);
      await until(() => refusals(client).length > 2, 'mail is refused on a full disk', 30_000);
      rmSync(filler);
      const took = await recovered(client, Date.now());
      await client.stop();
      progress(`a full disk: taken again after ${took} ms`);
      const { checked } = await rig.check(60_000);
      return { checked, took, refused: refusals(client) };
    } finally {
      await product.kill();
      unmount(dir);
    }
  });

export const disk: FaultCase = {
  id: 'T6',
  name: 'the disk full, refusing, read-only or slow',
  async run({ rounds, progress }): Promise<Outcome> {
    if (!hasStrace()) {
      return { verdict: noVerdict(), faults: [], figures: {}, examples: [], skipped: 'strace is not here' };
    }
    const faults: string[] = [];
    let verdict = noVerdict();
    let refused = 0;
    let longestMs = 0;
    const judgeCodes = (codes: (number | null)[]) => {
      const permanent = codes.filter((code) => code !== null && code >= 500).length;
      if (permanent > 0) faults.push(`${permanent} mails refused for good`);
      refused += codes.length;
    };
    const examples = await withRig({ channels: ['webhook'] }, async (rig) => {
      const client = rig.outside.client({ port: rig.product.smtpPort, rate: 30, connections: 6 });
      await until(() => client.confirmed() > 5, 'mail flows', 30_000);
      for (const _ of rounds(1, 25)) {
        for (const mode of modes) {
          const took = await throughMode(rig, client, mode);
          longestMs = Math.max(longestMs, took);
          if (took > recoverBoundMs) faults.push(`${mode.name}: mail was taken again only after ${took} ms`);
          progress(`${mode.name}: taken again after ${took} ms`);
        }
      }
      await client.stop();
      judgeCodes(refusals(client).map(({ code }) => code));
      const { checked, restMs } = await rig.check(90_000);
      if (restMs === null) faults.push('it did not come to rest');
      faults.push(...judge(checked));
      verdict = addVerdicts(verdict, checked);
      return checked.examples;
    });
    const full = await fullDisk(progress);
    if (full !== null) {
      judgeCodes(full.refused.map(({ code }) => code));
      longestMs = Math.max(longestMs, full.took);
      if (full.took > recoverBoundMs)
        faults.push(`full disk: mail was taken again only after ${full.took} ms`);
      faults.push(...judge(full.checked));
      verdict = addVerdicts(verdict, full.checked);
    }
    return {
      verdict,
      faults,
      examples,
      figures: {
        'refused for now': refused,
        'longest until taken again ms': Math.round(longestMs),
        'full disk': full === null ? 'not allowed here' : 'tried',
      },
    };
  },
};
