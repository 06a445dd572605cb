import { describe, expect, it } from 'vitest';
import {
  claimsOf,
  isFirstAt,
  owedFor,
  toldDestinations,
  toldSeverity,
  verdictAtTelling,
} from '../../../src-main/engine/fold/owed.ts';
import type { Severity } from '../../../src-shared/vocabulary.ts';

/** Claims as the store grants them: the first that asks holds it. */
const book = () => {
  const holders = new Map<string, string>();
  return {
    holders,
    claim(alertId: string, ids: string[], severity: Severity = 'medium', episode = 0) {
      for (const field of claimsOf(ids, severity, episode)) {
        if (!holders.has(field)) holders.set(field, alertId);
      }
    },
  };
};

describe('what is owed for an incident', () => {
  it('begins with a message of its own wherever nobody told of it yet', () => {
    const { holders, claim } = book();
    claim('a1', ['ops']);
    expect(owedFor('opened', 'a1', ['ops'], holders)).toEqual([{ destinationId: 'ops', purpose: 'first' }]);
    claim('a2', ['ops', 'pager']);
    expect(owedFor('updated', 'a2', ['ops', 'pager'], holders)).toEqual([
      { destinationId: 'ops', purpose: 'update' },
      { destinationId: 'pager', purpose: 'first' },
    ]);
    expect(toldDestinations(holders).sort()).toEqual(['ops', 'pager']);
  });

  it('reaches those who know of it although the rule names others now', () => {
    const { holders, claim } = book();
    claim('a1', ['ops']);
    claim('a2', ['night']);
    expect(owedFor('resolved', 'a2', ['night'], holders)).toEqual([
      { destinationId: 'night', purpose: 'first' },
      { destinationId: 'ops', purpose: 'resolved' },
    ]);
    expect(owedFor('escalated', 'a3', ['night'], holders)).toEqual([
      { destinationId: 'night', purpose: 'first' },
      { destinationId: 'ops', purpose: 'update' },
    ]);
  });

  it('of two that are told side by side only one begins', () => {
    const { holders, claim } = book();
    claim('a2', ['ops']);
    claim('a1', ['ops']);
    expect(owedFor('opened', 'a1', ['ops'], holders)).toEqual([{ destinationId: 'ops', purpose: 'update' }]);
    expect(owedFor('updated', 'a2', ['ops'], holders)).toEqual([{ destinationId: 'ops', purpose: 'first' }]);
  });
});

describe('a severity', () => {
  it('is new to an episode once, and again after the incident came back', () => {
    const { holders, claim } = book();
    claim('a1', ['ops'], 'medium');
    claim('a2', ['ops'], 'critical');
    claim('a3', ['ops'], 'critical');
    expect(isFirstAt(holders, 'a2', 'critical', 0)).toBe(true);
    expect(isFirstAt(holders, 'a3', 'critical', 0)).toBe(false);
    expect(toldSeverity(holders, 0)).toBe('critical');
    expect(toldSeverity(holders, 1)).toBe(null);
    claim('a4', ['ops'], 'low', 1);
    expect(toldSeverity(holders, 1)).toBe('low');
  });

  it('that a model raised to high is an escalation where somebody was told less', () => {
    const { holders, claim } = book();
    claim('a1', ['ops'], 'medium');
    claim('a2', ['ops'], 'high');
    const updated = { verdict: 'updated', episode: 0 } as const;
    expect(verdictAtTelling(updated, 'a2', 'high', holders)).toBe('escalated');
    expect(verdictAtTelling(updated, 'a1', 'medium', holders)).toBe('updated');
    expect(verdictAtTelling({ verdict: 'opened', episode: 0 }, 'a1', 'high', holders)).toBe('opened');
  });
});
