/** What people, models and the passing of time do to an incident. Pure; null where it changes nothing. */
import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import { moreSevere, severityRank } from '../../../src-shared/vocabulary.ts';
import { type Change, entry, type IncidentState, isOngoing } from './incident-state.ts';

export interface Said {
  by: string;
  at: number;
  note: string;
}

const next = (incident: IncidentState, more: Partial<IncidentState>): IncidentState => ({
  ...incident,
  ...more,
  revision: incident.revision + 1,
});

const said = ({ by, note }: Said) => (note === '' ? { by } : { by, note });

/** Once more by another person: the newest stands. Not for what is over. */
export const acknowledge = (incident: IncidentState, person: Said): Change | null =>
  incident.status === 'resolved'
    ? null
    : {
        incident: next(incident, { status: 'acknowledged', acknowledged: person }),
        entries: [entry('acknowledged', person.at, '', said(person))],
      };

export const unacknowledge = (incident: IncidentState, person: Said): Change | null =>
  incident.acknowledged === null
    ? null
    : {
        incident: next(incident, {
          acknowledged: null,
          // Somebody must take it on again, and has the full time to do so.
          remindedAt: person.at,
          ...(incident.status === 'acknowledged' ? { status: 'open' as const } : {}),
        }),
        entries: [entry('unacknowledged', person.at, '', said(person))],
      };

export const resolve = (incident: IncidentState, person: Said): Change | null =>
  incident.status === 'resolved'
    ? null
    : {
        incident: next(incident, {
          status: 'resolved',
          resolved: person,
          resolvedAt: person.at,
          turnedAt: person.at,
          flapping: false,
        }),
        entries: [entry('resolved', person.at, '', said(person))],
      };

/** Takes back what a person said; what a tool reported as over stays over. */
export const unresolve = (incident: IncidentState, person: Said): Change | null =>
  incident.status !== 'resolved' || incident.resolved === null
    ? null
    : {
        incident: next(incident, {
          status: incident.acknowledged === null ? 'open' : 'acknowledged',
          resolved: null,
          resolvedAt: null,
          remindedAt: person.at,
        }),
        entries: [entry('reopened', person.at, '', said(person))],
      };

export const note = (incident: IncidentState, person: Said): Change => ({
  incident: next(incident, {}),
  entries: [entry('noted', person.at, '', said(person))],
});

/**
 * A model's view of an alert of the incident. It may raise the severity of what is going on and never lowers it; its words
 * stand for the incident while the alert is the newest one told.
 */
export const analyse = (incident: IncidentState, alertId: string, analysis: Analysis): Change => {
  const isFiring = analysis.state === 'firing' && isOngoing(incident);
  const severity = isFiring ? moreSevere(incident.severity, analysis.severity) : incident.severity;
  const isHigher = severityRank(severity) < severityRank(incident.highestSeverity);
  const isNewest = alertId === incident.toldAlertId;
  return {
    incident: next(incident, {
      severity,
      highestSeverity: moreSevere(incident.highestSeverity, severity),
      ...(isNewest && isFiring && analysis.summary !== '' ? { summary: analysis.summary } : {}),
    }),
    entries: isHigher
      ? [
          entry('escalated', analysis.at, `${incident.highestSeverity} -> ${severity}`, {
            alertId,
            by: analysis.by.providerName ?? 'model',
          }),
        ]
      : [],
  };
};

export const goStale = (incident: IncidentState, now: number, staleAfterMs: number): Change | null =>
  isOngoing(incident) && incident.lastAt + staleAfterMs <= now
    ? {
        incident: next(incident, { status: 'stale' }),
        entries: [entry('stale', now, '')],
      }
    : null;

export const remind = (incident: IncidentState, now: number, remindAfterMs: number): Change | null =>
  incident.status === 'open' && incident.remindedAt + remindAfterMs <= now
    ? { incident: next(incident, { remindedAt: now }), entries: [] }
    : null;

/** Nothing happened for the time within which a return counts as one. */
export const settle = (incident: IncidentState, now: number, reopenWindowMs: number): Change | null =>
  incident.flapping && incident.lastAt + reopenWindowMs <= now
    ? {
        incident: next(incident, { flapping: false }),
        entries: [entry('noted', now, 'no longer flapping')],
      }
    : null;
