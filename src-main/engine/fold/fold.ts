/**
 * The fold stage: an alert meets the incident of its fingerprint, and the incidents of its parts. Reads, decides, writes,
 * and decides again where another alert was faster. Done once for each alert, however often its job runs.
 */
import type { Settings } from '../../../src-shared/contract/settings.ts';
import type { Found, Incidents } from '../store/incidents.ts';
import { type Folded, readFolded } from './folded.ts';
import { type Change, isOngoing } from './incident-state.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import type { Sighting, SightingPart } from './sighting.ts';
import { decide, decideJobEnd, decideMember, decidePart } from './verdict.ts';

export interface Fold {
  /** `isHistory`: from the time before Redis lost its data: nobody is told what time alone does to it, and reminders count from now. */
  fold(sighting: Sighting, options?: { isHistory?: boolean }): Promise<Folded>;
}

const maxTries = 50;
const maxPartIncidents = 50;
/** Kept longer than the window: alerts may wait in the spool before they are compared. */
const seenSlackMs = 60_000;

export const createFold = (deps: {
  incidents: Incidents;
  settings: () => Pick<Settings, 'duplicateWindowMs' | 'reopenWindowMs'>;
  now: () => number;
}): Fold => {
  const { incidents, settings, now } = deps;
  const oneAtATime = createOneAtATime();

  const foldOnce = async (sighting: Sighting, isHistory: boolean): Promise<Folded | null> => {
    const limits = settings();
    const { alertId, at, digest, fingerprint } = sighting;
    const parts = partsWithIncidents(sighting);
    // The mail of a run that went well has no incident of its own, but one that it may end.
    const asked = [sighting.endsJob ? sighting.job : fingerprint, ...parts.keys()];
    const known = await incidents.read(alertId, digest, asked);
    const earlier = readFolded(known.folded);
    if (earlier !== null) return earlier;

    const own = known.incidents[0] ?? { id: '', incident: null };
    const { group } = known;
    const jobEnd =
      sighting.endsJob && group.incident !== null ? decideJobEnd(sighting, group.incident) : null;
    // Said before or not: then there was nothing to end.
    const seen = jobEnd === null ? known.seen : null;
    const asMember =
      group.incident === null || sighting.endsJob
        ? null
        : decideMember(sighting, group.incident, seen, limits);
    const isOnlyMember = asMember !== null && (own.incident === null || !isOngoing(own.incident));
    const decision = isOnlyMember ? asMember : decide(sighting, own.incident, seen, limits);
    const changes: { change: Change; known: Found; isCurrent: boolean }[] = [];
    if (decision.change !== null) {
      const of = isOnlyMember ? group : own;
      changes.push({ change: decision.change, known: of, isCurrent: !isOnlyMember });
    }
    const partVerdicts: Folded['parts'] = [];
    if (jobEnd !== null) {
      changes.push({ change: jobEnd.change, known: group, isCurrent: false });
      partVerdicts.push({
        incidentId: group.id,
        revision: jobEnd.change.incident.revision,
        verdict: jobEnd.verdict,
      });
    }
    if (decision.isNews && !isOnlyMember && asMember?.change) {
      changes.push({ change: asMember.change, known: group, isCurrent: false });
      partVerdicts.push({
        incidentId: group.id,
        revision: asMember.change.incident.revision,
        verdict: asMember.verdict,
      });
    }
    if (decision.isNews) {
      [...parts.values()].forEach((part, i) => {
        const theirs = known.incidents[i + 1];
        const found = theirs?.incident ? decidePart(sighting, part, theirs.incident) : null;
        if (theirs === undefined || found === null) return;
        changes.push({ change: found.change, known: theirs, isCurrent: true });
        partVerdicts.push({
          incidentId: theirs.id,
          revision: found.change.incident.revision,
          verdict: found.verdict,
        });
      });
    }
    const incident = decision.change?.incident ?? null;
    const folded: Folded = {
      verdict: decision.verdict,
      incidentId: incident?.id ?? null,
      revision: incident?.revision ?? 0,
      episode: incident?.reopened ?? 0,
      repeatOf: decision.verdict === 'repeated' ? (known.seen?.alertId ?? null) : null,
      parts: partVerdicts,
    };
    const written = await incidents.write({
      alertId,
      folded: JSON.stringify(folded),
      digest,
      seenBefore: known.seenText,
      seen:
        decision.isNews && limits.duplicateWindowMs > 0
          ? { value: { alertId, at }, ttlMs: limits.duplicateWindowMs + seenSlackMs }
          : null,
      changes: changes.map(({ change, known: { id, incident: before }, isCurrent }) => ({
        change: isHistory ? restored(change, now()) : change,
        basis: { before, isCurrent, knownId: id },
      })),
    });
    if (written.kind === 'conflict') return null;
    return written.kind === 'before' ? (readFolded(written.folded) ?? folded) : folded;
  };

  return {
    fold(sighting, { isHistory = false } = {}) {
      return oneAtATime(sighting.fingerprint || sighting.digest, async () => {
        for (let i = 0; i < maxTries; i++) {
          const folded = await foldOnce(sighting, isHistory);
          if (folded !== null) return folded;
        }
        throw new Error('the incident changes faster than it can be changed');
      });
    },
  };
};

/** Parts that may have an incident of their own, by fingerprint. */
const partsWithIncidents = ({ fingerprint, parts }: Sighting): Map<string, SightingPart> =>
  new Map(
    parts
      .filter((part) => part.fingerprint !== '' && part.fingerprint !== fingerprint)
      .slice(0, maxPartIncidents)
      .map((part) => [part.fingerprint, part]),
  );

/**
 * Nobody is reminded at once of what Redis had lost. Its revisions go on behind those that remotes may know of it: they order
 * what they hear by them.
 */
const restored = ({ incident, entries }: Change, at: number): Change => ({
  incident: {
    ...incident,
    remindedAt: Math.max(incident.remindedAt, at),
    restoredAt: at,
    revision: Math.max(incident.revision, Math.floor(at / 1000)),
  },
  entries,
});
