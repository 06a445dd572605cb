/**
 * The fold stage: an alert meets the incident of its fingerprint, and the incidents of its parts. Reads, decides, writes,
 * and decides again where another alert was faster. Done once for each alert, however often its job runs.
 */
import { z } from 'zod';
import type { Settings } from '../../../src-shared/contract/settings.ts';
import type { Incidents } from '../store/incidents.ts';
import type { Change } from './incident-state.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import type { Sighting, SightingPart } from './sighting.ts';
import { decide, decidePart, type Verdict, verdicts } from './verdict.ts';

/** What folding found for one alert, as its record keeps it. */
export const foldedSchema = z.object({
  verdict: z.enum(verdicts),
  incidentId: z.string().nullable(),
  /** Of the incident, after this alert. */
  revision: z.number(),
  /** How often the incident had come back by then. */
  episode: z.number(),
  /** Of the mail, with its numbers masked. */
  template: z.string(),
  /** Incidents of parts that this mail changed. */
  parts: z.array(z.object({ incidentId: z.string(), revision: z.number(), verdict: z.enum(verdicts) })),
});
export type Folded = z.infer<typeof foldedSchema>;

export const readFolded = (text: string | null | undefined): Folded | null => {
  if (!text) return null;
  const parsed = foldedSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
};

export interface Folding {
  folded: Folded;
  /** Said exactly the same before; null where it is no repeat. */
  repeatOf: string | null;
}

export interface Fold {
  /** `isHistory`: from the time before Redis lost its data; reminders count from now. */
  fold(sighting: Sighting, options?: { isHistory?: boolean }): Promise<Folding>;
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

  const foldOnce = async (sighting: Sighting, isHistory: boolean): Promise<Folding | null> => {
    const limits = settings();
    const { alertId, at, digest, fingerprint } = sighting;
    const parts = partsWithIncidents(sighting);
    const asked = [fingerprint, ...parts.keys()];
    const known = await incidents.read(alertId, digest, asked);
    const earlier = readFolded(known.folded);
    if (earlier !== null) return { folded: earlier, repeatOf: repeatOf(earlier, known.seen?.alertId) };

    const own = known.incidents[0] ?? { id: '', incident: null };
    const decision = decide(sighting, own.incident, known.seen, limits);
    const changes: { change: Change; known: typeof own }[] = [];
    if (decision.change !== null) changes.push({ change: decision.change, known: own });
    const partVerdicts: { incidentId: string; revision: number; verdict: Verdict }[] = [];
    if (decision.isNews) {
      [...parts.values()].forEach((part, i) => {
        const theirs = known.incidents[i + 1];
        const found = theirs?.incident ? decidePart(sighting, part, theirs.incident) : null;
        if (theirs === undefined || found === null) return;
        changes.push({ change: found.change, known: theirs });
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
      template: sighting.template,
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
      changes: changes.map(({ change, known: { id, incident: before } }) => ({
        change: isHistory ? remindedFrom(change, now()) : change,
        basis: { before, isCurrent: true, knownId: id },
      })),
    });
    if (written.kind === 'conflict') return null;
    const kept = written.kind === 'before' ? (readFolded(written.folded) ?? folded) : folded;
    return { folded: kept, repeatOf: repeatOf(kept, known.seen?.alertId) };
  };

  return {
    fold(sighting, { isHistory = false } = {}) {
      return oneAtATime(sighting.fingerprint || sighting.digest, async () => {
        for (let i = 0; i < maxTries; i++) {
          const folding = await foldOnce(sighting, isHistory);
          if (folding !== null) return folding;
        }
        throw new Error('the incident changes faster than it can be changed');
      });
    },
  };
};

const repeatOf = ({ verdict }: Folded, seenAlertId: string | undefined): string | null =>
  verdict === 'repeated' ? (seenAlertId ?? '') : null;

/** Parts that may have an incident of their own, by fingerprint. */
const partsWithIncidents = ({ fingerprint, parts }: Sighting): Map<string, SightingPart> =>
  new Map(
    parts
      .filter((part) => part.fingerprint !== '' && part.fingerprint !== fingerprint)
      .slice(0, maxPartIncidents)
      .map((part) => [part.fingerprint, part]),
  );

/** Nobody is reminded at once of what Redis had lost. */
const remindedFrom = ({ incident, entries }: Change, at: number): Change => ({
  incident: { ...incident, remindedAt: Math.max(incident.remindedAt, at) },
  entries,
});
