/**
 * The incidents in Redis: found by fingerprint in one step however many there are, changed by comparing revisions, listed
 * by the time of their newest alert.
 */
import { z } from 'zod';
import {
  type Incident,
  type IncidentTimelineEntry,
  incidentTimelineEntrySchema,
} from '../../../src-shared/contract/incidents.ts';
import {
  type DeliveryPurpose,
  deliveryPurposes,
  type IncidentStatus,
  incidentStatuses,
} from '../../../src-shared/vocabulary.ts';
import type { Change, IncidentState } from '../fold/incident-state.ts';
import type { Seen } from '../fold/verdict.ts';
import { type Basis, changeArguments, memberFingerprints, readIncident } from './incident-record.ts';
import {
  claimOwedScript,
  claimTellingScript,
  dropIncidentsScript,
  foldApplyScript,
  foldReadScript,
  passTellingScript,
  timelineScript,
} from './incident-scripts.ts';
import { keyPrefix, keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

/** The id that a fingerprint leads to ('' where to none), and the incident where it can be read. */
export interface Found {
  id: string;
  incident: IncidentState | null;
}

export interface Known {
  /** What was folded for this alert before, as it was given. */
  folded: string | null;
  seen: Seen | null;
  /** As stored; what the change compares with. */
  seenText: string;
  /** One for each fingerprint asked for. */
  incidents: Found[];
  /** Of the group that the first fingerprint is a member of, or of the job that it stands for. */
  group: Found;
}

export interface FoldWrite {
  alertId: string;
  folded: string;
  digest: string;
  seenBefore: string;
  /** Null: as before. */
  seen: { value: Seen; ttlMs: number } | null;
  changes: { change: Change; basis: Basis }[];
}

export type FoldWritten =
  | { kind: 'done' }
  /** Something it was decided upon changed: decide again. */
  | { kind: 'conflict' }
  | { kind: 'before'; folded: string }
  | { kind: 'gone' };

/** What those who know of an incident are to be told of a change that no alert made. */
export interface OwedTelling {
  incidentId: string;
  /** Of the incident, by the change. */
  revision: number;
  /** The alert on whose account it is told. */
  alertId: string;
  purpose: DeliveryPurpose;
  reason: string;
}

export interface Incidents {
  read(alertId: string, digest: string, fingerprints: readonly string[]): Promise<Known>;
  write(fold: FoldWrite): Promise<FoldWritten>;
  get(id: string): Promise<IncidentState | null>;
  getMany(ids: readonly string[]): Promise<(IncidentState | null)[]>;
  whole(id: string): Promise<Incident | null>;
  /**
   * Changes one as decided upon what it is now; decides again where it changed meanwhile. Null where it is not there or
   * nothing is to change; `before` and after. What it `owes` is kept with the change until `paid`.
   */
  change(
    id: string,
    decide: (incident: IncidentState) => Change | null,
    owes?: (after: IncidentState) => Pick<OwedTelling, 'purpose' | 'reason'> | null,
  ): Promise<{ before: IncidentState; after: IncidentState; owed: OwedTelling | null } | null>;
  /** Claims for as long what is owed since `seconds` or longer: whoever was to tell it did not get so far. */
  claimOwed(seconds: number): Promise<OwedTelling[]>;
  paid(owed: OwedTelling): Promise<void>;
  addToTimeline(id: string, entry: IncidentTimelineEntry): Promise<void>;
  /** Claims fields for an alert where nobody holds them; answers who holds which. Empty where the incident is gone. */
  claimTelling(id: string, alertId: string, fields: readonly string[]): Promise<Map<string, string>>;
  told(id: string): Promise<Map<string, string>>;
  /** A claim goes from one alert to another where that one holds it; '' stands for nobody: the next alert may claim it. */
  passTelling(id: string, field: string, from: string, to: string): Promise<void>;
  counts(): Promise<Record<IncidentStatus, number>>;
  /** Newest first, behind a place; ids with the time of their newest alert. */
  page(
    status: IncidentStatus | null,
    behind: { at: number; id: string } | null,
    limit: number,
  ): Promise<{ at: number; id: string }[]>;
  /** Ids of those in a state, or list, whose time is not after this; oldest first. */
  due(list: IncidentStatus | 'reminders' | 'flapping', until: number, limit: number): Promise<string[]>;
  /** Takes those that are over out of the history; answers how many went. */
  drop(incidents: readonly Pick<IncidentState, 'id' | 'fingerprint' | 'members' | 'job'>[]): Promise<number>;
}

interface IncidentCommands {
  afFoldRead(key: string, ...args: string[]): Promise<string[]>;
  afFoldApply(key: string, ...args: string[]): Promise<[number, string?]>;
  afClaimOwed(key: string, ...args: string[]): Promise<string[]>;
  afClaimTelling(key: string, ...args: string[]): Promise<string[]>;
  afPassTelling(key: string, ...args: string[]): Promise<number>;
  afTimeline(key: string, ...args: string[]): Promise<number>;
  afDropIncidents(key: string, ...args: string[]): Promise<number>;
}

const define = (redis: RedisCommands): RedisCommands & IncidentCommands => {
  const scripts = {
    afFoldRead: foldReadScript,
    afFoldApply: foldApplyScript,
    afClaimOwed: claimOwedScript,
    afClaimTelling: claimTellingScript,
    afPassTelling: passTellingScript,
    afTimeline: timelineScript,
    afDropIncidents: dropIncidentsScript,
  };
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(name, { numberOfKeys: 1, lua });
  return redis as RedisCommands & IncidentCommands;
};

const seenSchema = z.object({ alertId: z.string(), at: z.number() });
const owedSchema = z.object({
  incidentId: z.string(),
  revision: z.number(),
  alertId: z.string(),
  purpose: z.enum(deliveryPurposes),
  reason: z.string(),
});
const maxTries = 50;

const readFound = (text: string): Found => {
  const end = text.indexOf(' ');
  return end < 0
    ? { id: '', incident: null }
    : { id: text.slice(0, end), incident: readIncident(text.slice(end + 1)) };
};

const pairsOf = (flat: readonly string[]): Map<string, string> => {
  const pairs = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) pairs.set(flat[i] ?? '', flat[i + 1] ?? '');
  return pairs;
};

export const createIncidents = (plain: RedisCommands): Incidents => {
  const redis = define(plain);

  const get = async (id: string): Promise<IncidentState | null> =>
    readIncident(await redis.hget(keys.incident(id), 'json'));

  return {
    async read(alertId, digest, fingerprints) {
      const [folded = '', seenText = '', ...incidents] = await redis.afFoldRead(
        keys.alert(alertId),
        keyPrefix,
        alertId,
        digest,
        ...fingerprints,
      );
      const seen = seenText === '' ? null : seenSchema.safeParse(JSON.parse(seenText));
      return {
        folded: folded === '' ? null : folded,
        seen: seen?.success ? seen.data : null,
        seenText,
        incidents: incidents.slice(0, -1).map(readFound),
        group: readFound(incidents.at(-1) ?? ''),
      };
    },

    async write({ alertId, folded, digest, seenBefore, seen, changes }) {
      const [code, text = ''] = await redis.afFoldApply(
        keys.alert(alertId),
        keyPrefix,
        alertId,
        folded,
        digest,
        seenBefore,
        seen === null ? '' : JSON.stringify(seen.value),
        String(Math.max(1, seen?.ttlMs ?? 1)),
        '',
        ...changes.flatMap(({ change, basis }) => changeArguments(change, basis)),
      );
      if (code === 1) return { kind: 'done' };
      if (code === 2) return { kind: 'before', folded: text };
      return { kind: code === 3 ? 'gone' : 'conflict' };
    },

    get,

    async getMany(ids) {
      if (ids.length === 0) return [];
      const pipeline = redis.pipeline();
      for (const id of ids) pipeline.hget(keys.incident(id), 'json');
      return ((await pipeline.exec()) ?? []).map(([error, text]) => {
        if (error) throw error;
        return readIncident(text as string | null);
      });
    },

    async whole(id) {
      const [incident, timeline] = await Promise.all([
        get(id),
        redis.lrange(keys.incidentTimeline(id), 0, -1),
      ]);
      if (incident === null) return null;
      const {
        turnedAt: _turnedAt,
        toldAlertId: _toldAlertId,
        remindedAt: _remindedAt,
        restoredAt: _restoredAt,
        job: _job,
        ...shown
      } = incident;
      const entries = timeline.flatMap((text) => {
        const parsed = incidentTimelineEntrySchema.safeParse(JSON.parse(text));
        return parsed.success ? [parsed.data] : [];
      });
      return { ...shown, timeline: entries };
    },

    async change(id, decide, owes = () => null) {
      for (let i = 0; i < maxTries; i++) {
        const before = await get(id);
        const change = before === null ? null : decide(before);
        if (before === null || change === null) return null;
        const basis: Basis = { before, isCurrent: false, knownId: '' };
        const { revision, toldAlertId: alertId } = change.incident;
        const telling = owes(change.incident);
        const owed = telling === null ? null : { incidentId: id, revision, alertId, ...telling };
        const [code] = await redis.afFoldApply(
          keys.incident(id),
          ...[keyPrefix, '', '', '', '', '', '1', owed === null ? '' : JSON.stringify(owed)],
          ...changeArguments(change, basis),
        );
        if (code === 1) return { before, after: change.incident, owed };
      }
      throw new Error(`incident ${id} changes faster than it can be changed`);
    },

    async claimOwed(seconds) {
      const found = pairsOf(await redis.afClaimOwed(keys.incidentOwed, keyPrefix, String(seconds)));
      const due: OwedTelling[] = [];
      for (const [field, text] of found) {
        const owed = owedSchema.safeParse(JSON.parse(text)).data;
        if (owed) due.push(owed);
        else await redis.hdel(keys.incidentOwed, field); // of another version: nobody could ever tell it
      }
      return due;
    },
    async paid({ incidentId, revision }) {
      await redis.hdel(keys.incidentOwed, `${incidentId}.${revision}`);
    },

    async addToTimeline(id, entry) {
      await redis.afTimeline(keys.incident(id), keyPrefix, id, JSON.stringify(entry));
    },

    async claimTelling(id, alertId, fields) {
      return pairsOf(await redis.afClaimTelling(keys.incident(id), keyPrefix, id, alertId, ...fields));
    },
    async passTelling(id, field, from, to) {
      await redis.afPassTelling(keys.incident(id), keyPrefix, id, field, from, to);
    },
    told: async (id) => new Map(Object.entries(await redis.hgetall(keys.incidentTold(id)))),

    async counts() {
      const found = await Promise.all(
        incidentStatuses.map(
          async (status) => [status, await redis.zcard(keys.incidentsBy(status))] as const,
        ),
      );
      return Object.fromEntries(found) as Record<IncidentStatus, number>;
    },

    async page(status, behind, limit) {
      const list = status === null ? keys.incidents : keys.incidentsBy(status);
      // Those of the same moment come in descending order of id; the ones before the place are left out.
      const from = behind === null ? '+inf' : String(behind.at);
      const found: { at: number; id: string }[] = [];
      for (let offset = 0; found.length < limit; offset += limit) {
        const flat = await redis.zrevrangebyscore(list, from, '-inf', 'WITHSCORES', 'LIMIT', offset, limit);
        for (const [id, score] of pairsOf(flat)) {
          const at = Number(score);
          if (behind === null || at < behind.at || id < behind.id) found.push({ at, id });
        }
        if (flat.length < limit * 2) break;
      }
      return found.slice(0, limit);
    },

    due(list, until, limit) {
      const key =
        list === 'reminders'
          ? keys.incidentReminders
          : list === 'flapping'
            ? keys.incidentFlapping
            : keys.incidentsBy(list);
      return redis.zrangebyscore(key, '-inf', until, 'LIMIT', 0, limit);
    },

    async drop(incidents) {
      if (incidents.length === 0) return 0;
      return redis.afDropIncidents(
        keys.incidents,
        keyPrefix,
        ...incidents.flatMap((one) => [one.fingerprint, one.id, memberFingerprints(one)]),
      );
    },
  };
};
