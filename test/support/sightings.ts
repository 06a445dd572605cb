/** Alerts as folding sees them, one after the other, and what becomes of their incident. */
import { createHash } from 'node:crypto';
import type { IncidentState } from '../../src-main/engine/fold/incident-state.ts';
import type { Sighting, SightingPart } from '../../src-main/engine/fold/sighting.ts';
import { type Decision, decide, type FoldSettings, type Seen } from '../../src-main/engine/fold/verdict.ts';

export const foldSettings: FoldSettings = { duplicateWindowMs: 600_000, reopenWindowMs: 900_000 };

let made = 0;
/** Ids rise, as those of real alerts do. */
const nextId = () => `a${String(++made).padStart(8, '0')}`;

export const someSighting = (more: Partial<Sighting> = {}): Sighting => {
  const sighting: Sighting = {
    alertId: nextId(),
    at: 1_000_000,
    kind: 'problem',
    state: 'firing',
    severity: 'high',
    fingerprint: 'f1',
    category: 'storage',
    source: 'nagios',
    host: 'db01',
    resource: '/var',
    condition: 'disk full',
    summary: '/var is full',
    digest: '',
    parts: [],
    job: '',
    endsJob: false,
    listsWholeGroup: false,
    ...more,
  };
  const { state, kind, severity, summary, fingerprint } = sighting;
  const digest = createHash('sha256')
    .update([state, kind, severity, summary, fingerprint].join())
    .digest('hex');
  return { ...sighting, digest: more.digest ?? digest };
};

export const recovery = (more: Partial<Sighting> = {}): Sighting =>
  someSighting({ kind: 'recovery', state: 'resolved', severity: 'info', summary: '/var is fine', ...more });

export const somePart = (more: Partial<SightingPart> = {}): SightingPart => ({
  fingerprint: '',
  host: 'web01',
  resource: 'HTTP',
  condition: 'down',
  state: 'firing',
  severity: 'high',
  summary: 'HTTP is down',
  ...more,
});

/** One incident after another of the same fingerprint, as the store keeps them. */
export const storyOf = (settings: FoldSettings = foldSettings) => {
  let incident: IncidentState | null = null;
  const seen = new Map<string, Seen>();
  return {
    meet(sighting: Sighting): Decision {
      const decision = decide(sighting, incident, seen.get(sighting.digest) ?? null, settings);
      if (decision.isNews) seen.set(sighting.digest, { alertId: sighting.alertId, at: sighting.at });
      incident = decision.change?.incident ?? incident;
      return decision;
    },
    incident: (): IncidentState => {
      if (incident === null) throw new Error('there is no incident');
      return incident;
    },
    become(next: IncidentState) {
      incident = next;
    },
  };
};
