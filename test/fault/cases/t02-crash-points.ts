import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import { channelNames } from '../support/books.ts';
import { addVerdicts, type FaultCase, judge, type Outcome, outcomeOf, type Run } from '../support/case.ts';
import { crashAtPoints, dieBoundMs, type Point } from '../support/fail-points.ts';
import { settle } from '../support/quiet.ts';
import { type Rig, withRig } from '../support/rig.ts';
import { dieWhileGivingUp } from './t02-giving-up.ts';

/** Passed whenever mail flows. */
const flowing: readonly Point[] = [
  { number: 1, name: 'smtp.data' },
  { number: 2, name: 'journal:written' },
  { number: 3, name: 'journal:synced' },
  { number: 3, name: 'smtp.committed' },
  { number: 4, name: 'smtp.answered' },
  { number: 4, name: 'feed.taken' },
  { number: 5, name: 'feed.admitted' },
  { number: 5, name: 'feed.added' },
  { number: 6, name: 'alert.begun' },
  { number: 8, name: 'alert.parsed' },
  { number: 8, name: 'alert.folded' },
  { number: 11, name: 'alert.owed' },
  { number: 12, name: 'delivery.sending' },
  { number: 14, name: 'delivery.answered' },
  { number: 15, name: 'delivery.settled' },
];
/** Of mails too large for the journal. */
const large: readonly Point[] = [
  { number: 2, name: 'large:synced' },
  { number: 2, name: 'large:renamed' },
  { number: 2, name: 'large:kept' },
];
/** Where a model is asked. */
const modelled: readonly Point[] = [
  { number: 9, name: 'alert.parked' },
  { number: 9, name: 'analysis.answered' },
  { number: 10, name: 'analysis.saved' },
];
/** Where the spool removes what is old. */
const retiring: readonly Point[] = [
  { number: 18, name: 'segment:created' },
  { number: 18, name: 'retire:copied' },
  { number: 18, name: 'retire:flushed' },
  { number: 18, name: 'checkpoint:written' },
  { number: 18, name: 'checkpoint:renamed' },
  { number: 18, name: 'retire:checkpointed' },
  { number: 18, name: 'retire:removed' },
];

/** 13: the remote acted on the request, and the program dies before it reads the answer. */
const dieBeforeTheAnswer = async ({ product, outside }: Rig) => {
  for (const channel of channelNames) {
    const before = outside.delivered().length;
    await outside.fault(channel, { kind: 'hang after' });
    await until(
      () =>
        outside
          .delivered()
          .slice(before)
          .some((entry) => entry.channel === channel),
      `${channel} took one`,
      30_000,
    );
    await product.kill();
    await outside.fault(channel, null);
    await product.start();
  }
};

/** 2: it left a record half written, and dies again while it cuts that off. */
const dieWhileOpening = async ({ product }: Rig) => {
  await product.kill();
  const spool = join(product.dataDir, 'spool');
  const newest = readdirSync(spool)
    .filter((name) => name.endsWith('.seg'))
    .sort()
    .at(-1);
  appendFileSync(join(spool, newest ?? ''), 'half a record');
  await product.start({ name: 'open:truncated', nth: 1 });
  await product.gone(dieBoundMs);
  await product.start();
};

/** 21: killed while settings are saved. The old or the new ones hold, and secrets still open. */
const dieWhileSaving = async ({ product, console }: Rig): Promise<string[]> => {
  const faults: string[] = [];
  for (const name of ['config.writing', 'config.written']) {
    const { body: before } = await console.api.get('/api/settings');
    await product.kill();
    await product.start({ name, nth: 1 });
    const asked = { ...before, attemptTimeoutMs: before.attemptTimeoutMs + 1000 };
    await until(
      async () => {
        await console.api
          .patch('/api/settings', { attemptTimeoutMs: asked.attemptTimeoutMs })
          .catch(() => {});
        return !product.isRunning();
      },
      `${name} was passed`,
      30_000,
    );
    await product.start();
    const after = await until(
      async () => {
        const { status, body } = await console.api
          .get('/api/settings')
          .catch(() => ({ status: 0, body: null }));
        return status === 200 ? body : null;
      },
      'settings are answered',
      30_000,
    );
    const isOne = [before, asked].some((known) => JSON.stringify(known) === JSON.stringify(after));
    if (!isOne) faults.push(`${name}: the settings are neither the old nor the new ones`);
  }
  const { body } = await console.api.get('/api/channels');
  for (const { id, name } of body.items as { id: string; name: string }[]) {
    const destinationId = console.destinations[name];
    const { status, body: tested } = await console.api.post(`/api/channels/${id}/test`, { destinationId });
    if (status !== 200 || tested.ok !== true) {
      faults.push(`channel ${name} after the crash: ${status} ${JSON.stringify(tested)}`);
    }
  }
  return faults;
};

/** 7: an alert whose worker ends three times is told all the same. Answers how long that took after the third crash, ms. */
const poison = async ({ product, outside }: Rig): Promise<number | null> => {
  const client = outside.client({ port: product.smtpPort, count: 1, connections: 1 });
  await client.finished(20_000);
  for (let crash = 0; crash < 3; crash++) {
    await product.gone(dieBoundMs);
    if (crash < 2) await product.start({ name: 'alert.begun', nth: 1 });
  }
  const from = performance.now();
  await product.start();
  const [entry] = client.book();
  const told = await until(
    () => outside.delivered().some(({ markers }) => markers.includes(entry?.marker ?? '')),
    'the alert is told',
    60_000,
  ).catch(() => false);
  return told ? performance.now() - from : null;
};

/** The way of an alert that is told in the end, and what else may be in hand. */
const dieOnTheWay = ({ rounds, progress }: Run): Promise<Outcome> =>
  withRig({}, async (rig) => {
    const { product, outside, console } = rig;
    const faults: string[] = [];
    let points = 0;
    let longestRestMs = 0;
    let poisonedMs: number | null = 0;
    const rest = async () => {
      const took = await settle(console.api, 90_000);
      if (took === null) faults.push('not at rest 90 s after a group of crashes');
      longestRestMs = Math.max(longestRestMs, took ?? 90_000);
    };
    for (const round of rounds(1, 50)) {
      const andRedis = round % 2 === 1;
      const withRedis = (list: readonly Point[]) => list.map((point) => ({ ...point, andRedis }));

      let client = outside.client({ port: product.smtpPort, rate: 12, sendsAgain: true });
      await crashAtPoints(rig, withRedis(flowing), client);
      await dieBeforeTheAnswer(rig);
      await dieWhileOpening(rig);
      points += flowing.length + channelNames.length + 1;
      await client.stop();
      progress(`round ${round + 1}: the way of one alert done`);

      client = outside.client({ port: product.smtpPort, rate: 4, sizeBytes: 300_000, sendsAgain: true });
      await crashAtPoints(rig, withRedis(large), client);
      await client.stop();
      client = outside.client({ port: product.smtpPort, rate: 12, sendsAgain: true });
      await crashAtPoints(
        rig,
        withRedis(retiring).map((point) => ({ ...point, nth: 1, quickRetention: true })),
        client,
      );
      await client.stop();
      points += large.length + retiring.length;
      await rest();
      progress(`round ${round + 1}: large mails and retention done`);

      const provider = await console.api.post('/api/providers', {
        name: `model ${round}`,
        baseUrl: outside.sinks.model.url,
        model: 'stub',
        local: true,
      });
      if (provider.status !== 201) throw new Error(`provider: ${provider.text}`);
      client = outside.client({ port: product.smtpPort, rate: 12, sendsAgain: true });
      await crashAtPoints(rig, withRedis(modelled), client);
      await client.stop();
      await console.api.remove(`/api/providers/${provider.body.id}`);
      points += modelled.length;

      faults.push(...(await dieWhileSaving(rig)));
      points += 2;
      await rest();

      await product.kill();
      await product.start({ name: 'alert.begun', nth: 1 });
      poisonedMs = await poison(rig);
      if (poisonedMs === null)
        faults.push('an alert whose worker ended three times was not told within 60 s');
      points += 3;
      progress(`round ${round + 1}: model, settings and poison done`);
    }
    const { checked, restMs } = await rig.check(90_000);
    if (restMs === null) faults.push('it did not come to rest');
    // One a crash on each of the two that know no repeats.
    const duplicates = 2 * points;
    return outcomeOf(checked, [...judge(checked, { duplicates }), ...faults], {
      'points passed': points,
      starts: product.starts(),
      'longest rest s': Math.round(longestRestMs / 100) / 10,
      'poison told after s': poisonedMs === null ? 'never' : Math.round(poisonedMs / 100) / 10,
    });
  });

export const crashPoints: FaultCase = {
  id: 'T2',
  name: 'killed at each named point of its work',
  async run(run) {
    // Most of it is waiting, so both go side by side.
    const [way, end] = await Promise.all([dieOnTheWay(run), dieWhileGivingUp(run)]);
    return {
      verdict: addVerdicts(way.verdict, end.verdict),
      faults: [...way.faults, ...end.faults],
      figures: { ...way.figures, ...end.figures },
      examples: [...way.examples, ...end.examples],
    };
  },
};
