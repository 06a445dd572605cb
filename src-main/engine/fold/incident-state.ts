/** An incident as it is stored: what the API shows of it, and what folding remembers. */
import type {
  Incident,
  IncidentItem,
  IncidentTimelineEntry,
} from '../../../src-shared/contract/incidents.ts';
import { type Severity, severityRank } from '../../../src-shared/vocabulary.ts';

export interface IncidentState extends Omit<Incident, 'timeline'> {
  /** Receipt of the alert that last changed whether it fires; exact repeats of what came before it are news. */
  turnedAt: number;
  /** The newest alert that was not suppressed: later tellings of the incident are owed in its name. */
  toldAlertId: string;
  /** Epoch ms of the last reminder, or of the beginning; what the next reminder is counted from. */
  remindedAt: number;
  /**
   * Epoch ms at which it was read again from the spool, after Redis had lost it; 0: never. What people said of it is lost
   * with that, so that only what is heard of it later is news.
   */
  restoredAt: number;
  /** Whose run it is about, see `Facts.job`; '' where it is about none. */
  job: string;
}

export const itemOf = ({
  members: _members,
  turnedAt: _turnedAt,
  toldAlertId: _toldAlertId,
  remindedAt: _remindedAt,
  restoredAt: _restoredAt,
  job: _job,
  ...item
}: IncidentState): IncidentItem => item;

export const isOngoing = ({ status }: Pick<IncidentState, 'status'>): boolean =>
  status === 'open' || status === 'acknowledged';

/** Severe enough that somebody must take it on. */
export const isUrgent = (severity: Severity): boolean => severityRank(severity) <= severityRank('high');

/** A new state of an incident, and what is to stand on its timeline for it. */
export interface Change {
  incident: IncidentState;
  entries: IncidentTimelineEntry[];
}

const maxNoteLength = 500;

export const entry = (
  kind: IncidentTimelineEntry['kind'],
  at: number,
  detail: string,
  more: { alertId?: string; by?: string; note?: string } = {},
): IncidentTimelineEntry => ({ at, kind, ...more, detail: detail.slice(0, maxNoteLength) });
