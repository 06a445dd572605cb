/**
 * What an alert means for the incident of its fingerprint: decided from what is known of both, without looking at a clock
 * or a store. Times are those of receipt, so that the answer does not depend on how long an alert waited in a queue.
 */
import type { Settings } from '../../../src-shared/contract/settings.ts';
import { moreSevere, severityRank } from '../../../src-shared/vocabulary.ts';
import { type Change, entry, type IncidentState, isOngoing } from './incident-state.ts';
import { firingSeverity, joinMembers } from './members.ts';
import type { Sighting, SightingPart } from './sighting.ts';

export const verdicts = [
  /** No incident: it stands for itself. */
  'single',
  'opened',
  /** Says exactly what was said a moment ago: counted, not told. */
  'repeated',
  /** Same condition, something differs. */
  'updated',
  /** More of the group fire than before. */
  'grown',
  /** More severe than anything told of it. */
  'escalated',
  'acknowledged',
  'resolved',
  /** It is over again while flapping: told as an update only. */
  'calmed',
  'reopened',
  /** Came back so often that this is said once; from then on updates only. */
  'flapping',
  /** It is over, and nobody knew that it had begun: kept closed, told once. */
  'orphan-recovery',
] as const;
export type Verdict = (typeof verdicts)[number];

export type FoldSettings = Pick<Settings, 'duplicateWindowMs' | 'reopenWindowMs'>;

/** When something that says exactly the same was told. */
export interface Seen {
  alertId: string;
  at: number;
}

export interface Decision {
  verdict: Verdict;
  /** Null where no incident changes. */
  change: Change | null;
  /** The alert is the one that later exact repeats are compared with. */
  isNews: boolean;
}

/** From this many returns on it is flapping. */
const flappingFrom = 2;

export const decide = (
  sighting: Sighting,
  incident: IncidentState | null,
  seen: Seen | null,
  settings: FoldSettings,
): Decision => {
  const { fingerprint, at, kind, state } = sighting;
  const isRepeat = isExactRepeat(sighting, incident, seen, settings);
  if (fingerprint === '')
    return isRepeat ? suppressed(null) : { verdict: 'single', change: null, isNews: true };
  if (incident !== null && isRepeat) return suppressed(repeated(incident, sighting));
  if (incident !== null && isLate(sighting, incident)) return news(late(incident, sighting));
  const isRecent =
    incident !== null &&
    (isOngoing(incident) ||
      (incident.resolvedAt !== null && at - incident.resolvedAt <= settings.reopenWindowMs));

  if (kind === 'downtime' || kind === 'flapping') {
    return isRecent ? news(noted(incident, sighting)) : { verdict: 'single', change: null, isNews: true };
  }
  if (state === 'resolved') {
    if (incident !== null && incident.status !== 'resolved') return news(resolved(incident, sighting));
    return isRecent ? news(updated(incident, sighting, [])) : news(orphan(sighting));
  }
  if (kind === 'acknowledgement') {
    if (incident === null) return news(opened(sighting));
    return incident.status === 'resolved'
      ? news(noted(incident, sighting))
      : news(acknowledged(incident, sighting));
  }
  if (!isRecent) return news(opened(sighting));
  return news(isOngoing(incident) ? goesOn(incident, sighting) : reopened(incident, sighting));
};

type Outcome = Pick<Decision, 'verdict' | 'change'>;

const news = (outcome: Outcome): Decision => ({ ...outcome, isNews: true });
const suppressed = (change: Change | null): Decision => ({ verdict: 'repeated', change, isNews: false });

/** The same words mean something else once the condition has turned in between. */
const isExactRepeat = (
  { at, alertId }: Sighting,
  incident: IncidentState | null,
  seen: Seen | null,
  { duplicateWindowMs }: FoldSettings,
): boolean =>
  seen !== null &&
  seen.alertId !== alertId &&
  Math.abs(at - seen.at) <= duplicateWindowMs &&
  (incident === null || (seen.at >= incident.turnedAt && incident.status !== 'stale'));

/** Received before what is known already: alerts are worked on side by side, and a spool may be read again. */
const isLate = ({ at, alertId }: Sighting, { lastAt, lastAlertId }: IncidentState): boolean =>
  at < lastAt || (at === lastAt && alertId < lastAlertId);

/** Counted, and the newest of them all. */
const counted = (incident: IncidentState, { at, alertId }: Sighting): IncidentState => ({
  ...incident,
  lastAt: at,
  lastAlertId: alertId,
  toldAlertId: alertId,
  count: incident.count + 1,
  revision: incident.revision + 1,
});

const newIncident = (sighting: Sighting): IncidentState => {
  const { alertId, at, severity } = sighting;
  const { members } = joinMembers([], sighting);
  return {
    id: alertId,
    fingerprint: sighting.fingerprint,
    status: 'open',
    severity,
    highestSeverity: severity,
    category: sighting.category,
    source: sighting.source,
    host: sighting.host,
    resource: sighting.resource,
    condition: sighting.condition,
    summary: sighting.summary,
    openedAt: at,
    lastAt: at,
    resolvedAt: null,
    count: 1,
    repeats: 0,
    flapping: false,
    reopened: 0,
    acknowledged: null,
    resolved: null,
    firstAlertId: alertId,
    lastAlertId: alertId,
    revision: 1,
    members,
    turnedAt: at,
    toldAlertId: alertId,
    remindedAt: at,
    restoredAt: 0,
    job: sighting.job,
  };
};

const opened = (sighting: Sighting): Outcome => {
  const { alertId, at, kind, summary, source } = sighting;
  const incident = newIncident(sighting);
  const entries = [entry('opened', at, summary, { alertId })];
  if (kind !== 'acknowledgement') return { verdict: 'opened', change: { incident, entries } };
  return {
    verdict: 'opened',
    change: {
      incident: { ...incident, status: 'acknowledged', acknowledged: { by: source, at, note: summary } },
      entries: [...entries, entry('acknowledged', at, summary, { alertId, by: source })],
    },
  };
};

const orphan = (sighting: Sighting): Outcome => {
  const { alertId, at, summary } = sighting;
  return {
    verdict: 'orphan-recovery',
    change: {
      incident: { ...newIncident(sighting), status: 'resolved', resolvedAt: at },
      entries: [entry('resolved', at, summary, { alertId, note: 'no problem was known' })],
    },
  };
};

const repeated = (incident: IncidentState, sighting: Sighting): Change => {
  const { at, alertId } = sighting;
  const isNewest = !isLate(sighting, incident);
  const repeats = incident.repeats + 1;
  return {
    incident: {
      ...incident,
      count: incident.count + 1,
      repeats,
      revision: incident.revision + 1,
      ...(isNewest ? { lastAt: at, lastAlertId: alertId } : {}),
    },
    entries: [entry('repeated', at, String(repeats), { alertId })],
  };
};

/** It was known to be as it is now already: counted, and what it says about the beginning is taken over. */
const late = (incident: IncidentState, sighting: Sighting): Outcome => {
  const { at, alertId, severity, state, summary } = sighting;
  const isFiring = state === 'firing';
  const isEarliest = isFiring && at < incident.openedAt;
  return {
    verdict: 'updated',
    change: {
      incident: {
        ...incident,
        count: incident.count + 1,
        revision: incident.revision + 1,
        ...(isFiring ? { highestSeverity: moreSevere(incident.highestSeverity, severity) } : {}),
        ...(isEarliest
          ? { openedAt: at, firstAlertId: alertId, severity: moreSevere(incident.severity, severity) }
          : {}),
      },
      entries: [entry(isEarliest ? 'opened' : 'updated', at, summary, { alertId })],
    },
  };
};

const noted = (incident: IncidentState, sighting: Sighting): Outcome => ({
  verdict: 'updated',
  change: {
    incident: counted(incident, sighting),
    entries: [
      entry('noted', sighting.at, sighting.summary, { alertId: sighting.alertId, by: sighting.source }),
    ],
  },
});

const acknowledged = (incident: IncidentState, sighting: Sighting): Outcome => {
  const { at, alertId, source, summary } = sighting;
  const by = incident.acknowledged ?? { by: source, at, note: summary };
  return {
    verdict: 'acknowledged',
    change: {
      incident: { ...counted(incident, sighting), status: 'acknowledged', acknowledged: by },
      entries: [entry('acknowledged', at, summary, { alertId, by: source })],
    },
  };
};

const resolved = (incident: IncidentState, sighting: Sighting): Outcome => {
  const { at, alertId, summary } = sighting;
  const { members } = joinMembers(incident.members, sighting);
  return {
    verdict: incident.flapping ? 'calmed' : 'resolved',
    change: {
      incident: {
        ...counted(incident, sighting),
        status: 'resolved',
        resolvedAt: at,
        turnedAt: at,
        resolved: null,
        members,
      },
      entries: [entry('resolved', at, summary, { alertId })],
    },
  };
};

/** As the newest mail says it is. */
const described = (incident: IncidentState, sighting: Sighting): IncidentState => {
  const { members } = joinMembers(incident.members, sighting);
  const severity =
    sighting.state === 'firing' ? (firingSeverity(members) ?? sighting.severity) : incident.severity;
  return {
    ...counted(incident, sighting),
    severity,
    highestSeverity: moreSevere(incident.highestSeverity, severity),
    host: sighting.host || incident.host,
    resource: sighting.resource || incident.resource,
    // What it says of the end would hide what there was.
    summary: (sighting.state === 'firing' && sighting.summary) || incident.summary,
    members,
    job: sighting.job || incident.job,
  };
};

const updated = (incident: IncidentState, sighting: Sighting, names: readonly string[]): Outcome => ({
  verdict: 'updated',
  change: {
    incident: described(incident, sighting),
    entries: [
      entry('updated', sighting.at, [sighting.summary, ...names].join('; '), { alertId: sighting.alertId }),
    ],
  },
});

const maxNamed = 10;

const goesOn = (incident: IncidentState, sighting: Sighting): Outcome => {
  const { at, alertId, summary } = sighting;
  const next = described(incident, sighting);
  if (severityRank(next.severity) < severityRank(incident.highestSeverity)) {
    const detail = `${incident.highestSeverity} -> ${next.severity}: ${summary}`;
    return {
      verdict: 'escalated',
      change: { incident: next, entries: [entry('escalated', at, detail, { alertId })] },
    };
  }
  const { grown } = joinMembers(incident.members, sighting);
  if (grown.length === 0) return updated(incident, sighting, []);
  const names = grown.slice(0, maxNamed).map(({ host, resource, summary: said }) => host || resource || said);
  return { ...updated(incident, sighting, [`+ ${names.join(', ')}`]), verdict: 'grown' };
};

const reopened = (incident: IncidentState, sighting: Sighting): Outcome => {
  const { at, alertId, summary } = sighting;
  const times = incident.reopened + 1;
  const flapping = times >= flappingFrom;
  const severity = firingSeverity(joinMembers([], sighting).members) ?? sighting.severity;
  const next: IncidentState = {
    ...described(incident, sighting),
    status: 'open',
    severity,
    highestSeverity: severity,
    resolvedAt: null,
    resolved: null,
    acknowledged: null,
    turnedAt: at,
    remindedAt: at,
    restoredAt: 0,
    reopened: times,
    flapping,
  };
  const entries = [entry('reopened', at, summary, { alertId })];
  if (!flapping) return { verdict: 'reopened', change: { incident: next, entries } };
  if (incident.flapping) return { verdict: 'updated', change: { incident: next, entries } };
  return {
    verdict: 'flapping',
    change: { incident: next, entries: [...entries, entry('flapping', at, String(times), { alertId })] },
  };
};

/**
 * What a mail about one alert means for the incident of the group that told of it before: senders that bundle alerts send
 * the last one alone. Null where it means nothing to it.
 */
export const decideMember = (
  sighting: Sighting,
  group: IncidentState,
  seen: Seen | null,
  settings: FoldSettings,
): Decision | null => {
  const { state, kind, alertId, at } = sighting;
  if (!isOngoing(group) || state === 'info' || kind === 'acknowledgement' || sighting.parts.length > 0)
    return null;
  if (isExactRepeat(sighting, group, seen, settings)) return suppressed(repeated(group, sighting));
  if (isLate(sighting, group)) return news(late(group, sighting));
  const { fingerprint, host, resource, condition, severity, summary } = sighting;
  const part = { fingerprint, host, resource, condition, severity, summary, state };
  const joined = joinMembers(group.members, { state: 'firing', parts: [part], listsWholeGroup: false });
  const severityNow = firingSeverity(joined.members);
  if (severityNow === null) return news(resolved(group, sighting));
  const incident: IncidentState = {
    ...counted(group, sighting),
    members: joined.members,
    severity: severityNow,
    highestSeverity: moreSevere(group.highestSeverity, severityNow),
  };
  const isHigher = severityRank(severityNow) < severityRank(group.highestSeverity);
  return news({
    verdict: isHigher ? 'escalated' : joined.grown.length > 0 ? 'grown' : 'updated',
    change: { incident, entries: [entry(isHigher ? 'escalated' : 'updated', at, summary, { alertId })] },
  });
};

/** What one part of a mail means for an incident of its own that is there; null where it changes nothing. */
export const decidePart = (
  sighting: Sighting,
  part: SightingPart,
  incident: IncidentState,
): { verdict: 'resolved' | 'calmed' | 'updated'; change: Change } | null => {
  if (incident.status === 'resolved' || isLate(sighting, incident)) return null;
  const { at, alertId } = sighting;
  if (part.state === 'resolved') {
    return {
      verdict: incident.flapping ? 'calmed' : 'resolved',
      change: {
        incident: {
          ...counted(incident, sighting),
          status: 'resolved',
          resolvedAt: at,
          turnedAt: at,
          resolved: null,
          members: incident.members.map((member) => ({ ...member, state: 'resolved' as const })),
        },
        entries: [entry('resolved', at, part.summary, { alertId })],
      },
    };
  }
  if (part.state !== 'firing' || incident.status === 'stale') return null;
  return {
    verdict: 'updated',
    change: {
      incident: counted(incident, sighting),
      entries: [entry('updated', at, part.summary, { alertId })],
    },
  };
};

/** A run of the job went well: what an earlier one complained of is over. Null where it changes nothing. */
export const decideJobEnd = (
  sighting: Sighting,
  incident: IncidentState,
): { verdict: 'resolved' | 'calmed' | 'updated'; change: Change } | null => {
  const { fingerprint, host, resource, condition, severity, summary, job } = sighting;
  if (job === '' || incident.job !== job) return null;
  return decidePart(
    sighting,
    { fingerprint, host, resource, condition, severity, summary, state: 'resolved' },
    incident,
  );
};
