import { describe, expect, it } from 'vitest';
import { scoreEval } from '../../../src-main/engine/analyse/eval-score.ts';
import type { Facts } from '../../../src-main/engine/recognise/facts.ts';
import { recognise } from '../../../src-main/engine/recognise/registry.ts';
import type { SourceAdapter } from '../../../src-main/engine/recognise/source-adapter.ts';
import { type GenericMail, genericMails } from '../../corpus/generic/mails.ts';
import { someEnvelope, someMail } from '../../support/alert-input.ts';

const read = (mail: GenericMail, adapters?: readonly SourceAdapter[]): Facts =>
  recognise(
    { ...someMail(mail.subject, mail.text), from: { address: mail.from, display: '' } },
    someEnvelope(mail.from),
    adapters,
  );

const acceptable = (list: string): string[] => {
  const values = list.split('|');
  return values.includes('') ? [] : values;
};

const scoreOf = (adapters?: readonly SourceAdapter[]) =>
  scoreEval(
    genericMails.map((mail) => {
      const facts = read(mail, adapters);
      return {
        label: {
          file: mail.subject,
          severity: mail.severity.split('|'),
          state: [mail.state],
          category: [],
          host: acceptable(mail.host),
          resource: acceptable(mail.resource),
          condition: mail.condition,
        },
        answer: facts,
        failure: null,
        fingerprint: facts.fingerprint,
        latencyMs: 0,
        tokens: null,
      };
    }),
  );

describe('mails of tools without an adapter', () => {
  it('are read well, and never two conditions as one', () => {
    const score = scoreOf([]);
    expect(score.severity).toBeGreaterThanOrEqual(0.97);
    expect(score.state).toBeGreaterThanOrEqual(0.98);
    expect(score.host).toBeGreaterThanOrEqual(0.97);
    expect(score.resource).toBeGreaterThanOrEqual(0.85);
    expect(score.pairMisses.filter(({ kind }) => kind === 'false')).toEqual([]);
    expect(score.correlation.recall).toBeGreaterThanOrEqual(0.38);
  });

  it.each(genericMails.map((mail): [string, GenericMail] => [`${mail.tool}: ${mail.subject}`, mail]))(
    'of %s is of the kind it is',
    (_, mail) => {
      expect(read(mail, []).kind).toBe(mail.kind);
    },
  );

  it('are read no worse where an adapter happens to know them', () => {
    const score = scoreOf();
    expect(score.severity).toBeGreaterThanOrEqual(0.97);
    expect(score.state).toBeGreaterThanOrEqual(0.98);
    expect(score.host).toBeGreaterThanOrEqual(0.95);
    expect(score.pairMisses.filter(({ kind }) => kind === 'false')).toEqual([]);
  });
});
