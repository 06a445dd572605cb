import { describe, expect, it } from 'vitest';
import { deterministicAnalysis } from '../../../src-main/engine/analyse/deterministic.ts';
import { holdToFacts } from '../../../src-main/engine/analyse/hold-to-facts.ts';
import type { Severity, State } from '../../../src-shared/vocabulary.ts';
import { someInput } from '../../support/alert-input.ts';

const critical = someInput(
  '** PROBLEM Service Alert: db01/HTTP is CRITICAL **',
  'Notification Type: PROBLEM\nState: CRITICAL',
);
const vague = someInput('The backup failed on db01', 'rsync error');
const recovered = someInput('[RESOLVED] HighCPU (web01:9100 node critical)', '');
const silent = someInput('something', 'about a thing');

const hold = (input: typeof critical, severity: Severity, state: State) =>
  holdToFacts({ ...deterministicAnalysis(input, 0), severity, state }, input.facts);

describe('holdToFacts (L1)', () => {
  it.each([
    ['a stated severity is not lowered', critical, 'info', 'firing', 'critical', 'firing', 1],
    ['a stated problem is not resolved', critical, 'critical', 'resolved', 'critical', 'firing', 1],
    ['both are noted', critical, 'low', 'resolved', 'critical', 'firing', 2],
    ['what fits is left alone', critical, 'critical', 'firing', 'critical', 'firing', 0],
    ['an inferred severity may be lowered to medium', vague, 'medium', 'firing', 'medium', 'firing', 0],
    ['and not below it', vague, 'info', 'firing', 'medium', 'firing', 1],
    ['it may be raised', vague, 'critical', 'firing', 'critical', 'firing', 0],
    ['an inferred problem is not resolved', vague, 'high', 'resolved', 'high', 'firing', 1],
    ['a stated recovery stays one', recovered, 'info', 'firing', 'info', 'resolved', 1],
    ['a mail without signals may be called firing', silent, 'high', 'firing', 'high', 'firing', 0],
  ] as const)('%s', (_name, input, severity, state, heldSeverity, heldState, notes) => {
    const held = hold(input, severity, state);
    expect([held.analysis.severity, held.analysis.state, held.notes.length]).toEqual([
      heldSeverity,
      heldState,
      notes,
    ]);
  });
});

describe('the band of the administrator', () => {
  const minor = someInput('Host: web01', 'Severity: low\nload 2.1');
  const severityWith = (
    input: typeof critical,
    severity: Severity,
    band: { mayRaiseBy: number; mayLowerBy: number },
    isFlagged = false,
  ) =>
    holdToFacts({ ...deterministicAnalysis(input, 0), severity }, input.facts, band, isFlagged).analysis
      .severity;

  it.each([
    ['two steps up is the most', minor, 'critical', 2, 0, 'high'],
    ['one step, where one is allowed', minor, 'critical', 1, 0, 'medium'],
    ['none, where none is', minor, 'critical', 0, 0, 'low'],
    ['within it, what the model says', minor, 'medium', 2, 0, 'medium'],
    ['no step down', critical, 'info', 2, 0, 'critical'],
    ['one step down, where one is allowed', critical, 'info', 2, 1, 'high'],
    ['all the way, where that is allowed', critical, 'info', 2, 4, 'info'],
  ] as const)('%s', (_name, input, severity, mayRaiseBy, mayLowerBy, expected) => {
    expect(input.facts.severity).toBe(input === minor ? 'low' : 'critical');
    expect(severityWith(input, severity, { mayRaiseBy, mayLowerBy })).toBe(expected);
  });

  it('is closed for a mail that speaks to the model', () => {
    const open = { mayRaiseBy: 4, mayLowerBy: 4 };
    expect(severityWith(minor, 'critical', open, true)).toBe('low');
    expect(severityWith(critical, 'info', open, true)).toBe('critical');
  });
});

describe('deterministicAnalysis', () => {
  it('says who made it, takes the subject as summary and the first lines as details, and proposes nothing', () => {
    const analysis = deterministicAnalysis(
      someInput('Backup failed on db01', '\n----\nrsync error 23\n\nsecond line'),
      42,
    );
    expect(analysis).toMatchObject({
      by: { kind: 'deterministic', providerId: null },
      summary: 'Backup failed on db01',
      details: ['rsync error 23', 'second line'],
      actions: [],
      at: 42,
    });
  });

  it('has a summary for a mail without any words', () => {
    expect(deterministicAnalysis(someInput('', ''), 0)).toMatchObject({
      severity: 'medium',
      summary: 'Mail without subject and text',
    });
  });
});
