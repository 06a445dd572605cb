import { describe, expect, it } from 'vitest';
import {
  type EvalRead,
  evalLabelSchema,
  evalLabelsSchema,
  scoreEval,
} from '../../../src-main/engine/analyse/eval-score.ts';

const label = (changes: Record<string, unknown> = {}) =>
  evalLabelSchema.parse({
    file: 'a.eml',
    severity: ['high', 'critical'],
    state: 'firing',
    category: ['storage'],
    host: ['db01'],
    resource: ['/var'],
    condition: 'x',
    note: 'passed over',
    ...changes,
  });

const read = (changes: Partial<EvalRead> = {}): EvalRead => ({
  label: label(),
  answer: { severity: 'critical', state: 'firing', category: 'storage', host: 'DB01:9100', resource: '/var' },
  failure: null,
  fingerprint: 'f1',
  latencyMs: 4,
  tokens: null,
  ...changes,
});

describe('the score of an analyser', () => {
  it('takes any acceptable value, and host and resource as parts of the answer', () => {
    expect(scoreEval([read()])).toMatchObject({
      mails: 1,
      failed: 0,
      severity: 1,
      state: 1,
      category: 1,
      host: 1,
      resource: 1,
      misses: [],
    });
  });

  it('names what was read wrongly', () => {
    const answer = { ...read().answer!, severity: 'low' as const, host: 'web01' };
    const score = scoreEval([read(), read({ answer })]);
    expect(score).toMatchObject({ severity: 0.5, state: 1, host: 0.5 });
    expect(score.misses.map(({ field, got }) => [field, got])).toEqual([
      ['severity', 'low'],
      ['host', 'web01'],
    ]);
  });

  it('demands nothing where the label accepts anything', () => {
    const answer = { ...read().answer!, host: '', resource: 'anything' };
    expect(scoreEval([read({ label: label({ host: [], resource: [] }), answer })])).toMatchObject({
      host: 1,
      resource: 1,
    });
  });

  it('counts a failure as wrong in every field', () => {
    const score = scoreEval([read({ answer: null, failure: 'timeout' })]);
    expect(score).toMatchObject({ failed: 1, severity: 0, state: 0, category: 0, host: 0, resource: 0 });
    expect(score.misses[0]?.got).toBe('failed: timeout');
  });

  it('scores pairs by condition and fingerprint; no fingerprint pairs with nothing', () => {
    const of = (file: string, condition: string, fingerprint: string) =>
      read({ label: label({ file, condition }), fingerprint });
    const score = scoreEval([
      of('a', 'x', '1'),
      of('b', 'x', '1'),
      of('c', 'x', '2'),
      of('d', 'y', '2'),
      of('e', 'z', ''),
    ]);
    // x has three pairs, one of them found; c and d are taken as one.
    expect(score.correlation).toEqual({
      precision: 0.5,
      recall: 1 / 3,
      pairs: 3,
      truePairs: 1,
      falsePairs: 1,
    });
    expect(score.pairMisses).toContainEqual({ kind: 'false', files: ['c', 'd'] });
    expect(scoreEval([of('a', 'x', ''), of('b', 'x', '')]).correlation).toMatchObject({
      precision: 1,
      recall: 0,
    });
  });

  it('sums tokens and takes percentiles of the latency', () => {
    const reads = Array.from({ length: 20 }, (_, index) =>
      read({ latencyMs: index + 1, tokens: index < 2 ? { prompt: 10, completion: 1 } : null }),
    );
    expect(scoreEval(reads)).toMatchObject({
      latencyMs: { mean: 10.5, p50: 10, p95: 19, max: 20 },
      tokens: { prompt: 20, completion: 2 },
    });
    expect(scoreEval([read()]).tokens).toBeNull();
  });

  it('refuses labels that say too little', () => {
    expect(evalLabelsSchema.safeParse([]).success).toBe(false);
    expect(evalLabelsSchema.safeParse([{ file: 'a.eml' }]).success).toBe(false);
  });
});
