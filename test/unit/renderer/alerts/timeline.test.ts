import { describe, expect, it } from 'vitest';
import { verdicts } from '../../../../src-main/engine/fold/verdict.ts';
import { timelineOf } from '../../../../src-renderer/pages/alerts/detail/timeline.ts';
import type { AlertDetail, Delivery, TraceEntry } from '../../../../src-shared/contract/alerts.ts';

const trace = (stage: string, outcome: string, detail = '', at = 10): TraceEntry => ({
  stage,
  outcome,
  detail,
  at,
});
const delivery: Delivery = {
  id: 'd1',
  alertId: 'a1',
  destinationId: 'x',
  destinationName: 'ops',
  channelId: 'c',
  channelName: 'bot',
  channelKind: 'telegram',
  revision: 0,
  reason: 'rule',
  state: 'delivered',
  attempts: [
    { at: 30, outcome: 'retry', error: '429 Too Many Requests', durationMs: 5 },
    { at: 50, outcome: 'delivered', error: null, durationMs: 5 },
  ],
  attemptCount: 2,
  possibleRepeat: false,
  remoteId: null,
  createdAt: 20,
  nextAttemptAt: null,
  finishedAt: 50,
  purpose: 'first',
  incidentId: null,
  incidentRevision: 0,
  note: '',
};
const of = (entries: TraceEntry[], deliveries: Delivery[] = []) =>
  timelineOf({
    receivedAt: 1,
    headerFrom: '',
    envelope: { remoteAddress: '192.0.2.7', mailFrom: 'zabbix@mon.example' },
    trace: entries,
    deliveries,
  } as unknown as AlertDetail);

describe('the timeline', () => {
  it.each(verdicts)('has words for what an alert meant for its incident: %s', (verdict) => {
    const [, entry] = of([trace('fold', verdict, 'incident 01a205d2')]);
    expect(entry?.word).toMatch(/^fold/);
    expect(entry?.detail).toBe('');
  });

  it('begins with the receipt and puts steps and attempts in order of time', () => {
    const words = of(
      [trace('parse', 'parsed'), trace('person', 'acknowledged', 'op: on it', 40)],
      [delivery],
    ).map(({ word }) => word);
    expect(words).toEqual(['received', 'parsed', 'owed', 'attemptRetry', 'acknowledged', 'attemptDelivered']);
  });

  it.each<[TraceEntry, object]>([
    [trace('parse', 'degraded'), { word: 'degraded', tone: 'medium' }],
    [trace('recognise', 'zabbix'), { word: 'recognised', values: { tool: 'zabbix' } }],
    [trace('recognise', 'generic'), { word: 'notRecognised' }],
    [trace('mute', 'suppressed', 'muted by sender x'), { word: 'muted', detail: 'muted by sender x' }],
    [trace('route', 'default'), { word: 'routedByDefault' }],
    [trace('route', 'databases'), { word: 'routedByRule', values: { rule: 'databases' } }],
    [trace('tell', 'waits'), { word: 'toldLater' }],
    [trace('analyse', 'failed', 'ollama: 500'), { word: 'analysisFailed', detail: 'ollama: 500' }],
    [trace('analyse', 'deterministic'), { word: 'analysedWithoutModel' }],
    [trace('analyse', 'local (qwen)'), { word: 'analysedBy', values: { who: 'local (qwen)' } }],
    [trace('override', 'critical'), { word: 'overridden', severity: 'critical' }],
    [trace('recognise', 'failed'), { word: 'stepFailed', values: { stage: 'recognise' }, tone: 'critical' }],
    [
      trace('person', 'resolved', 'op: done: all'),
      { word: 'resolved', values: { who: 'op' }, detail: 'done: all' },
    ],
    [trace('person', 'unacknowledged', 'op'), { word: 'unacknowledged', values: { who: 'op' }, detail: '' }],
    [
      trace('new-stage', 'x', 'y'),
      { word: 'other', values: { stage: 'new-stage', outcome: 'x' }, detail: 'y' },
    ],
  ])('tells %o in words', (entry, expected) => {
    expect(of([entry])[1]).toMatchObject(expected);
  });

  it('says that nobody was told, after the telling was due', () => {
    const entries = timelineOf({
      receivedAt: 1,
      headerFrom: '',
      status: 'unrouted',
      envelope: { remoteAddress: '192.0.2.7', mailFrom: '' },
      trace: [trace('tell', 'now', '', 12), trace('person', 'resolved', 'op', 90)],
      deliveries: [],
    } as unknown as AlertDetail);
    expect(entries.map(({ word }) => word)).toEqual(['received', 'toldNow', 'nobodyTold', 'resolved']);
  });

  it('keeps the words of the other side', () => {
    expect(of([], [delivery])[2]).toMatchObject({ detail: '429 Too Many Requests', tone: 'medium' });
  });
});
