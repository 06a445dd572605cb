/**
 * The spool's account in memory: the totals by status over all messages ever accepted, and an entry for each message
 * that is not settled (waiting or dead). A settled message costs one byte, in its segment.
 */
import { type AlertStatus, alertStatuses } from '../../../../src-shared/vocabulary.ts';
import { formatLocation, type Place, parseLocation } from './location.ts';
import { noCounts, type Segment, type StatusCounts, setStatusAt, statusAt } from './segment.ts';

/** More targets than an alert can have; further keys are dropped, which at worst repeats a delivery. */
const MAX_KEYS = 1_000;

/** One for each message that is not settled, so it holds nothing that can be worked out. */
export interface OpenEntry {
  place: Place;
  status: 'waiting' | 'dead';
  copies: number;
  /** Null until the first. */
  keys: string[] | null;
}

export interface Accounts {
  readonly counts: StatusCounts;
  /** Resends that were joined to a message. */
  readonly joined: number;
  readonly open: ReadonlyMap<string, OpenEntry>;
  /** Counts a message as accepted and waiting. Returns its entry. */
  admit(place: Place): OpenEntry;
  /** Makes `to` the home of the message that was at `from`. Counts it, and answers false, if it was not known. */
  relocate(from: Place, to: Place): boolean;
  /** What was noted of a message since it was accepted, to be journaled again behind its copy. */
  progressOf(place: Place): ProgressOp[];
  /** Where the message is now, or null when its segment is gone. */
  whereIs(place: Place): Place | null;
  /** `gone`: no such message is kept (any more); its last status stands in the totals. */
  mark(place: Place, status: AlertStatus): 'changed' | 'same' | 'gone';
  /** False when the key was known, or the message is settled. */
  noteKey(place: Place, key: string): boolean;
  setCopies(place: Place, copies: number): void;
  copiesOf(place: Place): number;
  /** Oldest first. */
  entries(): OpenEntry[];
  /** Takes over the totals of segments that were removed in earlier runs. */
  start(removed: StatusCounts, joined: number): void;
  /** Takes an entry that cannot be read any more out of the list; it stays in the totals as dead. */
  lose(entry: OpenEntry): void;
  /** Forgets which messages moved into a segment that was removed. */
  forgetSegment(segment: Segment): void;
}

const isOpen = (status: AlertStatus): status is 'waiting' | 'dead' =>
  status === 'waiting' || status === 'dead';

export function createAccounts(segments: ReadonlyMap<number, Segment>): Accounts {
  const counts = noCounts();
  const open = new Map<string, OpenEntry>();
  const moved = new Map<string, Place>();
  let ordered = true;
  let joined = 0;

  const enter = (place: Place, status: 'waiting' | 'dead', copies: number): OpenEntry => {
    const entry: OpenEntry = { place, status, copies, keys: null };
    open.set(place.id, entry);
    return entry;
  };

  const whereIs = (place: Place): Place | null => {
    const now = moved.get(place.id) ?? place;
    const segment = segments.get(now.segment);
    return segment && statusAt(segment, now.ordinal) ? now : null;
  };

  const homeOf = (place: Place): { home: Place; segment: Segment; status: AlertStatus } | null => {
    const home = whereIs(place);
    const segment = home && segments.get(home.segment);
    const status = segment && home && statusAt(segment, home.ordinal);
    return home && segment && status ? { home, segment, status } : null;
  };

  return {
    counts,
    open,
    whereIs,
    get joined() {
      return joined;
    },
    start(removed, joinedBefore) {
      for (const status of alertStatuses) counts[status] += removed[status];
      joined += joinedBefore;
    },
    lose(entry) {
      this.mark(entry.place, 'dead');
      open.delete(entry.place.id);
    },
    admit(place) {
      const segment = segments.get(place.segment);
      if (segment) setStatusAt(segment, place.ordinal, 'waiting');
      counts.waiting++;
      return enter(place, 'waiting', 1);
    },
    relocate(from, to) {
      const old = homeOf(from);
      const target = segments.get(to.segment);
      if (!target) return false;
      if (old) {
        const copies = old.segment.copies.get(old.home.ordinal);
        if (copies) target.copies.set(to.ordinal, copies);
        old.segment.copies.delete(old.home.ordinal);
        const largeBytes = old.segment.large.get(to.id);
        if (largeBytes !== undefined) target.large.set(to.id, largeBytes);
        old.segment.large.delete(to.id);
        setStatusAt(old.segment, old.home.ordinal, 'moved');
        setStatusAt(target, to.ordinal, old.status);
      } else {
        setStatusAt(target, to.ordinal, 'waiting');
        counts.waiting++;
        enter(to, 'waiting', 1);
        ordered = false;
      }
      const entry = open.get(to.id);
      if (entry) entry.place = to;
      moved.set(to.id, to);
      return old !== null;
    },
    progressOf(place) {
      const known = homeOf(place);
      if (!known) return [];
      const location = formatLocation(known.home);
      const noted: ProgressOp[] = (open.get(place.id)?.keys ?? []).map((key) => ['d', location, key]);
      const copies = known.segment.copies.get(known.home.ordinal);
      if (copies) noted.push(['c', location, copies]);
      noted.push(['m', location, known.status]);
      return noted;
    },
    mark(place, status) {
      const known = homeOf(place);
      if (!known) return 'gone';
      if (known.status === status) return 'same';
      setStatusAt(known.segment, known.home.ordinal, status);
      counts[known.status]--;
      counts[status]++;
      const entry = open.get(place.id);
      if (!isOpen(status)) open.delete(place.id);
      else if (entry) entry.status = status;
      else {
        enter(known.home, status, known.segment.copies.get(known.home.ordinal) ?? 1);
        ordered = false;
      }
      return 'changed';
    },
    noteKey(place, key) {
      const entry = open.get(place.id);
      if (!entry || (entry.keys && (entry.keys.length >= MAX_KEYS || entry.keys.includes(key)))) return false;
      entry.keys ??= [];
      entry.keys.push(key);
      return true;
    },
    setCopies(place, copies) {
      const known = homeOf(place);
      if (!known) return;
      joined += copies - (known.segment.copies.get(known.home.ordinal) ?? 1);
      known.segment.copies.set(known.home.ordinal, copies);
      const entry = open.get(place.id);
      if (entry) entry.copies = copies;
    },
    copiesOf(place) {
      const known = homeOf(place);
      return known?.segment.copies.get(known.home.ordinal) ?? 1;
    },
    entries() {
      if (!ordered) {
        const sorted = [...open.values()].sort(
          (a, b) => a.place.receivedAt - b.place.receivedAt || (a.place.id < b.place.id ? -1 : 1),
        );
        open.clear();
        for (const entry of sorted) open.set(entry.place.id, entry);
        ordered = true;
      }
      return [...open.values()];
    },
    forgetSegment(segment) {
      for (const [id, place] of moved) if (place.segment === segment.seq) moved.delete(id);
    },
  };
}

/** A change of a message already accepted, as journaled: `m` mark, `d` delivered to a key, `c` came again. */
export type ProgressOp =
  | ['m', location: string, status: AlertStatus]
  | ['d', location: string, key: string]
  | ['c', location: string, copies: number];

/** Applies one journaled change while the account is rebuilt; changes of messages no longer kept are passed over. */
export function applyProgress(accounts: Accounts, op: ProgressOp): void {
  const place = parseLocation(op[1]);
  if (!place) return;
  if (op[0] === 'm') accounts.mark(place, op[2]);
  else if (op[0] === 'd') accounts.noteKey(place, op[2]);
  else accounts.setCopies(place, op[2]);
}
