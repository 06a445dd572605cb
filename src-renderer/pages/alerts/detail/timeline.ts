/** Everything that happened to an alert, oldest first, as keys of the locale files and the values in them. */
import type { AlertDetail, Attempt, Delivery, TraceEntry } from '../../../../src-shared/contract/alerts.ts';
import { type Severity, severities } from '../../../../src-shared/vocabulary.ts';
import type { ToneName } from '../../../components/Tone.tsx';

export type TimelineWord =
  | 'received'
  | 'parsed'
  | 'degraded'
  | 'recognised'
  | 'notRecognised'
  | 'muted'
  | 'foldSingle'
  | 'foldOpened'
  | 'foldRepeated'
  | 'foldUpdated'
  | 'foldGrown'
  | 'foldEscalated'
  | 'foldAcknowledged'
  | 'foldResolved'
  | 'foldCalmed'
  | 'foldReopened'
  | 'foldFlapping'
  | 'foldOrphan'
  | 'routedByRule'
  | 'routedByDefault'
  | 'toldNow'
  | 'toldLater'
  | 'nobodyTold'
  | 'analysisFailed'
  | 'analysisHeld'
  | 'analysisSkipped'
  | 'analysedWithoutModel'
  | 'analysedBy'
  | 'overridden'
  | 'restored'
  | 'acknowledged'
  | 'resolved'
  | 'unacknowledged'
  | 'unresolved'
  | 'stepFailed'
  | 'other'
  | 'owed'
  | 'attemptDelivered'
  | 'attemptRetry'
  | 'attemptDead'
  | 'attemptUnclear';

export interface TimelineEntry {
  key: string;
  at: number;
  word: TimelineWord;
  values: Record<string, string>;
  /** To be put into `values.severity` in the reader's language. */
  severity: Severity | null;
  /** In the server's or the remote's own words. */
  detail: string;
  tone: ToneName;
}

type Told = Pick<TimelineEntry, 'word'> &
  Partial<Pick<TimelineEntry, 'values' | 'detail' | 'tone' | 'severity'>>;

export const timelineOf = (alert: AlertDetail): TimelineEntry[] => {
  const received: TimelineEntry = {
    key: 'received',
    at: alert.receivedAt,
    word: 'received',
    values: { address: alert.envelope.remoteAddress, sender: alert.envelope.mailFrom || alert.headerFrom },
    severity: null,
    detail: '',
    tone: 'info',
  };
  const steps = alert.trace.map((entry, index) => ({
    key: `trace-${index}`,
    at: entry.at,
    values: {},
    severity: null,
    detail: entry.detail,
    tone: 'info' as const,
    ...wordOf(entry),
  }));
  const tellings = alert.deliveries.flatMap(deliveryEntries);
  const nobody: TimelineEntry[] =
    alert.status === 'unrouted' && tellings.length === 0
      ? [
          {
            key: 'nobody',
            at: Math.max(alert.receivedAt, ...alert.trace.filter(isTelling).map(({ at }) => at)),
            word: 'nobodyTold',
            values: {},
            severity: null,
            detail: '',
            tone: 'medium',
          },
        ]
      : [];
  // Stable: what happened in the same millisecond stays in the order it was written down.
  return [received, ...steps, ...tellings, ...nobody].sort((a, b) => a.at - b.at);
};

const isTelling = ({ stage }: TraceEntry): boolean => stage === 'tell';

const personWords = ['acknowledged', 'resolved', 'unacknowledged', 'unresolved'] as const;

const wordOf = ({ stage, outcome, detail }: TraceEntry): Told => {
  if (outcome === 'failed' && stage !== 'analyse') {
    return { word: 'stepFailed', values: { stage }, tone: 'critical' };
  }
  switch (stage) {
    case 'parse':
      return outcome === 'degraded' ? { word: 'degraded', tone: 'medium' } : { word: 'parsed' };
    case 'recognise':
      return outcome === 'generic'
        ? { word: 'notRecognised' }
        : { word: 'recognised', values: { tool: outcome } };
    case 'fold':
      return foldWord(outcome) ?? { word: 'other', values: { stage, outcome } };
    case 'mute':
      return { word: 'muted', tone: 'medium' };
    case 'route':
      return outcome === 'default'
        ? { word: 'routedByDefault' }
        : { word: 'routedByRule', values: { rule: outcome } };
    case 'tell':
      return { word: outcome === 'waits' ? 'toldLater' : 'toldNow' };
    case 'analyse':
      return analysisWord(outcome);
    case 'override': {
      const severity = severities.find((known) => known === outcome) ?? null;
      return { word: 'overridden', severity };
    }
    case 'restore':
      return { word: 'restored', tone: 'medium' };
    case 'person': {
      const word = personWords.find((known) => known === outcome);
      const colon = detail.indexOf(': ');
      const who = colon < 0 ? detail : detail.slice(0, colon);
      const said = colon < 0 ? '' : detail.slice(colon + 2);
      if (word !== undefined) return { word, values: { who }, detail: said, tone: 'ok' };
    }
  }
  return { word: 'other', values: { stage, outcome } };
};

/** What the alert meant for its incident; the facts link to that, so its id need not be read. */
const foldWord = (outcome: string): Told | undefined => {
  const word = foldWords.get(outcome);
  return word === undefined ? undefined : { word, detail: '' };
};

const foldWords: ReadonlyMap<string, TimelineWord> = new Map([
  ['single', 'foldSingle'],
  ['opened', 'foldOpened'],
  ['repeated', 'foldRepeated'],
  ['updated', 'foldUpdated'],
  ['grown', 'foldGrown'],
  ['escalated', 'foldEscalated'],
  ['acknowledged', 'foldAcknowledged'],
  ['resolved', 'foldResolved'],
  ['calmed', 'foldCalmed'],
  ['reopened', 'foldReopened'],
  ['flapping', 'foldFlapping'],
  ['orphan-recovery', 'foldOrphan'],
]);

const analysisWord = (outcome: string): Told => {
  if (outcome === 'failed') return { word: 'analysisFailed', tone: 'medium' };
  if (outcome === 'held') return { word: 'analysisHeld', tone: 'medium' };
  if (outcome === 'skipped') return { word: 'analysisSkipped' };
  if (outcome === 'deterministic') return { word: 'analysedWithoutModel' };
  return { word: 'analysedBy', values: { who: outcome }, tone: 'ok' };
};

const attemptWords = {
  delivered: { word: 'attemptDelivered', tone: 'ok' },
  retry: { word: 'attemptRetry', tone: 'medium' },
  dead: { word: 'attemptDead', tone: 'critical' },
  unclear: { word: 'attemptUnclear', tone: 'medium' },
} as const satisfies Record<Attempt['outcome'], { word: TimelineWord; tone: ToneName }>;

const deliveryEntries = (delivery: Delivery): TimelineEntry[] => {
  const values = { destination: delivery.destinationName, channel: delivery.channelName };
  const owed: TimelineEntry = {
    key: `${delivery.id}-owed`,
    at: delivery.createdAt,
    word: 'owed',
    values,
    severity: null,
    detail: delivery.reason,
    tone: 'low',
  };
  const tries = delivery.attempts.map((attempt, index) => ({
    key: `${delivery.id}-${index}`,
    at: attempt.at,
    values,
    severity: null,
    detail: attempt.error ?? '',
    ...attemptWords[attempt.outcome],
  }));
  return [owed, ...tries];
};
