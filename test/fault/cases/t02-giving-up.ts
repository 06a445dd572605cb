/**
 * The crash points of what a channel does not take, and of storms. One channel alone, so that what is in hand when the program
 * dies is a delivery of it; Matrix, which tells storms in digests and knows repeats.
 */
import { addVerdicts, judge, noVerdict, type Outcome, type Run } from '../support/case.ts';
import { crashAtPoints, type Point } from '../support/fail-points.ts';
import { settle } from '../support/quiet.ts';
import { type Rig, withRig } from '../support/rig.ts';

/** A retry is planned. */
const putOff: readonly Point[] = [{ number: 16, name: 'delivery.settled' }];
/** A delivery becomes a dead letter. */
const givenUp: readonly Point[] = [
  { number: 17, name: 'delivery.answered' },
  { number: 17, name: 'delivery.settled' },
];
/** One message is about many alerts. */
const digested: readonly Point[] = [
  { number: 12, name: 'digest.sending' },
  { number: 14, name: 'digest.answered' },
];
/** The second message to a room makes a storm of it, and it ends long after the case: its report would be told too. */
const storm = { stormLimit: 1, stormWindowMs: 90_000 };

const refuse = (status: number) => ({ kind: 'reply', reply: { status, body: 'not now' } }) as const;

const flow = ({ product, outside }: Rig) =>
  outside.client({ port: product.smtpPort, rate: 12, sendsAgain: true });

/** Every answer of the channel is a refusal. A person then tries again what was given up; answers how many that were. */
const dieWhileRefused = async (rig: Rig): Promise<number> => {
  const { outside, console } = rig;
  const client = flow(rig);
  await outside.fault('matrix', refuse(503));
  await crashAtPoints(rig, putOff, client);
  await outside.fault('matrix', refuse(404));
  await crashAtPoints(rig, givenUp, client);
  await client.stop();
  await settle(console.api, 60_000);
  await outside.fault('matrix', null);
  const { body } = await console.api.get('/api/dead-letters/ids');
  const ids = body.ids as string[];
  for (const id of ids) await console.api.post(`/api/dead-letters/${id}/retry`);
  return ids.length;
};

const dieInAStorm = async (rig: Rig): Promise<void> => {
  const { status, text } = await rig.console.api.patch('/api/settings', storm);
  if (status !== 200) throw new Error(`settings: ${status} ${text}`);
  const client = flow(rig);
  await crashAtPoints(rig, digested, client);
  await client.stop();
};

/** A rig for each round: its storm does not end before the books are joined. */
export const dieWhileGivingUp = async ({ rounds, progress }: Run): Promise<Outcome> => {
  const outcome: Outcome = { verdict: noVerdict(), faults: [], figures: {}, examples: [] };
  let points = 0;
  let dead = 0;
  for (const round of rounds(1, 50)) {
    await withRig({ channels: ['matrix'] }, async (rig) => {
      dead += await dieWhileRefused(rig);
      await dieInAStorm(rig);
      const { checked, restMs } = await rig.check(90_000);
      outcome.verdict = addVerdicts(outcome.verdict, checked);
      outcome.faults.push(...judge(checked));
      if (restMs === null) outcome.faults.push('not at rest 90 s after crashes in a storm');
      outcome.examples.push(...checked.examples);
    });
    points += putOff.length + givenUp.length + digested.length;
    progress(`round ${round + 1}: retries, dead letters and storms done`);
  }
  outcome.figures = { 'points of retries and storms': points, 'dead letters brought back': dead };
  return outcome;
};
