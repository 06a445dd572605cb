import { until } from '../../support/until.ts';
import { mutants } from '../mutants/patches.ts';
import { type FaultCase, judge, noVerdict, type Outcome } from '../support/case.ts';
import { withRig } from '../support/rig.ts';
import { cutPower } from './t04-power-cut.ts';
import { syncOrder } from './t05-sync-before-answer.ts';

/** A broken build must be found out: what the harness says about it is turned round. */
const mustFail = (outcome: Outcome, figures: Outcome['figures'], name: string): Outcome => {
  if (outcome.skipped !== undefined) return outcome;
  const { verdict, faults, examples } = outcome;
  return {
    verdict: noVerdict(),
    faults: faults.length > 0 ? [] : [`the harness finds nothing wrong with a build in which ${name}`],
    figures: { ...figures, 'found out by': faults[0] ?? 'nothing', lost: verdict.lost, stuck: verdict.stuck },
    examples,
  };
};

const named = (id: string) => mutants[id]?.name ?? id;

export const answersBeforeSync: FaultCase = {
  id: 'M1',
  name: `found out: ${named('answers-before-sync')}`,
  async run({ many }) {
    const order = await syncOrder(many(60, 500), 'answers-before-sync');
    const cut = await cutPower({ mails: 60, cuts: many(40, 300), mutant: 'answers-before-sync' });
    const both = mustFail(
      order,
      { 'by the order of calls': order.faults.length },
      named('answers-before-sync'),
    );
    if (cut.faults.length === 0) both.faults.push('power cuts do not find it out');
    return { ...both, figures: { ...both.figures, 'lost in power cuts': cut.verdict.lost } };
  },
};

/** Kills at a point, then joins the books: what a broken build forgot there is lost or stuck. */
const loseJobs = (mutant: string, point: string, kills: number): Promise<Outcome> =>
  withRig({ channels: ['webhook'], mutant }, async (rig) => {
    const { product, outside } = rig;
    const client = outside.client({ port: product.smtpPort, rate: 10, connections: 2 });
    for (let kill = 0; kill < kills; kill++) {
      await product.kill();
      await product.start({ name: point, nth: 2 });
      await product.gone(30_000);
    }
    await product.start();
    await until(() => client.confirmed() > 5, 'mail flows', 30_000);
    await client.stop();
    const { checked } = await rig.check(20_000);
    return { verdict: checked, faults: judge(checked), figures: {}, examples: checked.examples };
  });

export const noOwner: FaultCase = {
  id: 'M2',
  name: `found out: ${named('no-owner')}`,
  run: async ({ many }) =>
    mustFail(await loseJobs('no-owner', 'feed.admitted', many(2, 10)), {}, named('no-owner')),
};

export const sentBeforeCall: FaultCase = {
  id: 'M3',
  name: `found out: ${named('sent-before-call')}`,
  run: async ({ many }) =>
    mustFail(
      await loseJobs('sent-before-call', 'delivery.sending', many(2, 10)),
      {},
      named('sent-before-call'),
    ),
};
