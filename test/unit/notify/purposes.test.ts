import { describe, expect, it } from 'vitest';
import { purposesOf } from '../../../src-main/engine/notify/purposes.ts';
import { deliveryPurposes } from '../../../src-shared/vocabulary.ts';

describe('what a channel is told of an incident', () => {
  it('is everything where messages can be edited', () => {
    for (const kind of ['telegram', 'matrix'] as const)
      expect([...purposesOf(kind, {})]).toEqual([...deliveryPurposes]);
  });

  it('is every change for a webhook, analyses only where they are wanted', () => {
    expect(purposesOf('webhook', {}).has('analysed')).toBe(false);
    expect(purposesOf('webhook', {}).has('update')).toBe(true);
    expect(purposesOf('webhook', { sendAnalysed: true }).has('analysed')).toBe(true);
  });

  it('is the beginning by SMS, and the end where the beginning was worth an SMS', () => {
    expect([...purposesOf('sms', {}, 'high')]).toEqual(['first', 'reminder', 'resolved']);
    expect([...purposesOf('sms', {}, 'medium')]).toEqual(['first', 'reminder']);
    expect([...purposesOf('desktop', {}, 'low')]).toEqual(['first', 'reminder', 'resolved']);
  });
});
