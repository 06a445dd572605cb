/** One journal file, and the little the spool remembers of what is in it: a byte for each message. */
import { randomBytes } from 'node:crypto';
import { type AlertStatus, alertStatuses } from '../../../../src-shared/vocabulary.ts';
import { SALT_BYTES } from './record.ts';

export interface Segment {
  seq: number;
  salt: Buffer;
  /** File name in the spool's folder. */
  name: string;
  /** Bytes of whole, synced records. */
  sizeBytes: number;
  /** The ordinal of the next message. */
  nextOrdinal: number;
  /** Epoch ms of the first and last record; null while empty. */
  firstAt: number | null;
  lastAt: number | null;
  /** By ordinal: 0 no such message, 255 moved to a newer segment, else its status. */
  statuses: Uint8Array;
  /** By ordinal, only of messages that came more than once. */
  copies: Map<number, number>;
  /** Ids of messages here whose bodies have their own files, and their sizes. */
  large: Map<string, number>;
}

const MOVED = 255;
const INITIAL_SLOTS = 64;
const namePattern = /^(\d{10})-([0-9a-f]{16})\.seg$/;

export function newSegment(seq: number): Segment {
  const salt = randomBytes(SALT_BYTES);
  return segmentOf(seq, salt, `${String(seq).padStart(10, '0')}-${salt.toString('hex')}.seg`);
}

/** Null for files that are none of the journal's. */
export function segmentFromName(name: string): Segment | null {
  const parts = namePattern.exec(name);
  return parts ? segmentOf(Number(parts[1]), Buffer.from(parts[2] as string, 'hex'), name) : null;
}

const segmentOf = (seq: number, salt: Buffer, name: string): Segment => ({
  seq,
  salt,
  name,
  sizeBytes: 0,
  nextOrdinal: 0,
  firstAt: null,
  lastAt: null,
  statuses: new Uint8Array(INITIAL_SLOTS),
  copies: new Map(),
  large: new Map(),
});

/** Null when no message of this ordinal is at home here (any more). */
export function statusAt(segment: Segment, ordinal: number): AlertStatus | null {
  const code = segment.statuses[ordinal] ?? 0;
  return code === 0 || code === MOVED ? null : (alertStatuses[code - 1] ?? null);
}

export function setStatusAt(segment: Segment, ordinal: number, status: AlertStatus | 'moved'): void {
  if (ordinal >= segment.statuses.length) {
    const wider = new Uint8Array(Math.max(ordinal + 1, segment.statuses.length * 2));
    wider.set(segment.statuses);
    segment.statuses = wider;
  }
  segment.statuses[ordinal] = status === 'moved' ? MOVED : alertStatuses.indexOf(status) + 1;
}

export type StatusCounts = Record<AlertStatus, number>;

export const noCounts = (): StatusCounts => ({
  waiting: 0,
  delivered: 0,
  suppressed: 0,
  dead: 0,
  unrouted: 0,
});

/** How many messages at home here have which status. */
export function countStatuses(segment: Segment): StatusCounts {
  const counts = noCounts();
  for (const code of segment.statuses) {
    const status = code === MOVED ? undefined : alertStatuses[code - 1];
    if (status) counts[status]++;
  }
  return counts;
}

export function noteWritten(segment: Segment, at: number): void {
  segment.firstAt ??= at;
  segment.lastAt = Math.max(segment.lastAt ?? at, at);
}
