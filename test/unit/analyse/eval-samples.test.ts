import { expect, it } from 'vitest';
import { deterministicEval, runEval } from '../../../src-main/engine/analyse/eval-run.ts';
import { evalSampleCount, evalSamples } from '../../../src-main/engine/analyse/eval-samples.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { categories, severities, states } from '../../../src-shared/vocabulary.ts';

it('the sample mails are labelled in words of the product, and most are read without a model', async () => {
  const mails = evalSamples();
  expect(new Set(mails.map(({ label }) => label.file)).size).toBe(evalSampleCount);
  for (const { label } of mails) {
    expect(severities).toEqual(expect.arrayContaining(label.severity));
    expect(states).toEqual(expect.arrayContaining(label.state));
    expect(categories).toEqual(expect.arrayContaining(label.category));
  }
  const score = await runEval(mails, deterministicEval(systemClock), { clock: systemClock });
  expect(score).toMatchObject({ mails: evalSampleCount, failed: 0 });
  expect(score.severity).toBeGreaterThan(0.6);
  expect(score.host).toBeGreaterThan(0.6);
  // Something is left for a model to do better.
  expect(score.misses.length).toBeGreaterThan(0);
});
