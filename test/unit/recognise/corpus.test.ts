import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type EvalScore, evalLabelsSchema, scoreEval } from '../../../src-main/engine/analyse/eval-score.ts';
import { mimeToMail } from '../../../src-main/engine/ingest/mime-to-mail.ts';
import { recognise, sourceAdapters } from '../../../src-main/engine/recognise/registry.ts';
import { someEnvelope } from '../../support/alert-input.ts';

const folder = new URL('../../corpus/alerts/', import.meta.url);
const labels = evalLabelsSchema.parse(JSON.parse(readFileSync(new URL('labels.json', folder), 'utf8')));

const scoreOf = async (adapters: typeof sourceAdapters): Promise<EvalScore> =>
  scoreEval(
    await Promise.all(
      labels.map(async (label) => {
        const mail = await mimeToMail(readFileSync(new URL(label.file, folder)));
        const facts = recognise(mail, someEnvelope(mail.from.address), adapters);
        return {
          label,
          answer: facts,
          failure: null,
          fingerprint: facts.fingerprint,
          latencyMs: 0,
          tokens: null,
        };
      }),
    ),
  );

describe('genuine alert mails', () => {
  it('are read as labelled, and each condition is one fingerprint', async () => {
    const score = await scoreOf(sourceAdapters);
    expect(score.misses).toEqual([]);
    expect(score.pairMisses).toEqual([]);
  });

  it('are read well without any source adapter too, and never two conditions as one', async () => {
    const { pairMisses, correlation, ...score } = await scoreOf([]);
    expect(score.severity).toBeGreaterThanOrEqual(0.9);
    expect(score.state).toBeGreaterThanOrEqual(0.95);
    expect(score.category).toBeGreaterThanOrEqual(0.94);
    expect(score.host).toBeGreaterThanOrEqual(0.95);
    expect(score.resource).toBeGreaterThanOrEqual(0.8);
    expect(pairMisses.filter(({ kind }) => kind === 'false')).toEqual([]);
    expect(correlation.recall).toBeGreaterThanOrEqual(0.6);
  });
});
