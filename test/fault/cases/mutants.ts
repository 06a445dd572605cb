/**
 * Broken builds, run through the cases that must find them out. What counts is what the fault of the build costs: any other
 * fault of the case proves nothing.
 */
import { mutants } from '../mutants/patches.ts';
import { type FaultCase, noVerdict, type Outcome } from '../support/case.ts';
import type { Checked } from '../support/checker.ts';
import { crashAtPoints } from '../support/fail-points.ts';
import { withRig } from '../support/rig.ts';
import { killAtRandom } from './t01-random-kills.ts';
import { cutPower } from './t04-power-cut.ts';
import { syncOrder } from './t05-sync-before-answer.ts';

/** What a crash leaves comes back after its lease, in 15 s at most; what has not moved for so long is lost. */
const settleMs = 25_000;

const named = (id: string) => mutants[id]?.name ?? id;

/** It passes where the build is found out; its own figures are none of the product's. */
const verdictOn = (
  mutant: string,
  isFoundOut: boolean,
  found: Pick<Outcome, 'figures' | 'examples'>,
): Outcome => ({
  ...found,
  verdict: noVerdict(),
  faults: isFoundOut ? [] : [`the harness does not find out a build in which ${named(mutant)}`],
});

const byLoss = (mutant: string, { accepted, lost, stuck, examples }: Checked): Outcome =>
  verdictOn(mutant, lost > 0 || stuck > 0, { figures: { accepted, lost, stuck }, examples });

export const answersBeforeSync: FaultCase = {
  id: 'M1',
  name: `found out: ${named('answers-before-sync')}`,
  async run({ many }) {
    const mutant = 'answers-before-sync';
    const order = await syncOrder(many(60, 500), mutant);
    if (order.skipped !== undefined) return order;
    const cut = await cutPower({ mails: 60, cuts: many(40, 300), mutant });
    const early = Number(order.figures['answered before the sync'] ?? 0);
    const { accepted, lost } = cut.verdict;
    return verdictOn(mutant, early > 0 && lost > 0, {
      figures: {
        'answers traced': order.figures['answers traced'] ?? 0,
        'answered before the sync': early,
        'accepted before power cuts': accepted,
        'lost in power cuts': lost,
      },
      examples: [...order.faults, ...cut.faults],
    });
  },
};

/** By the code of T1. */
export const noOwner: FaultCase = {
  id: 'M2',
  name: `found out: ${named('no-owner')}`,
  async run({ many, progress }) {
    const { checked } = await killAtRandom({
      kills: Array.from({ length: many(3, 30) }).keys(),
      rate: 15,
      connections: 20,
      mostMs: 600,
      settleMs,
      mutant: 'no-owner',
      progress,
    });
    return byLoss('no-owner', checked);
  },
};

/** By the code of T2. */
export const sentBeforeCall: FaultCase = {
  id: 'M3',
  name: `found out: ${named('sent-before-call')}`,
  run: ({ many }) =>
    withRig({ mutant: 'sent-before-call' }, async (rig) => {
      const client = rig.outside.client({ port: rig.product.smtpPort, rate: 12, sendsAgain: true });
      const point = { number: 12, name: 'delivery.sending' };
      await crashAtPoints(
        rig,
        Array.from({ length: many(2, 10) }, () => point),
        client,
      );
      await client.stop();
      return byLoss('sent-before-call', (await rig.check(settleMs)).checked);
    }),
};
