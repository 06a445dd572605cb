/** What the spool promises to the rest of the engine. */
import type { AlertStatus } from '../../../../src-shared/vocabulary.ts';
import type { Envelope } from '../../message.ts';
import type { StatusCounts } from './segment.ts';

export type Refused = {
  kind: 'refused';
  /** `no-space`: 452 4.3.1. `io`: 451 4.3.0. Both mean: try again later. */
  code: 'no-space' | 'io';
  reason: string;
};

export type Accepted =
  | { kind: 'accepted'; id: string; location: string }
  /** A client's resend of a message that is durable already; `copies` counts this one too. */
  | { kind: 'joined'; id: string; copies: number }
  | Refused;

export type EnvelopeFacts = Omit<Envelope, 'id' | 'nodeId' | 'sizeBytes' | 'digest' | 'receivedAt'>;

/** One SMTP DATA in progress. Ends with one `commit` or `abort`; ending it again by `abort` is harmless. */
export interface Incoming {
  readonly sizeBytes: number;
  /** Takes over the chunk. When a promise comes back, await it before the next chunk. Never rejects. */
  write(chunk: Buffer): void | Promise<void>;
  /** Answers when the message is synced to disk, or is refused and gone. `messageId`: the header's, null without. */
  commit(facts: EnvelopeFacts, header: { messageId: string | null }): Promise<Accepted>;
  abort(): void;
}

/** A message that is waiting or dead. */
export interface UnsettledMessage {
  id: string;
  location: string;
  receivedAt: number;
  sizeBytes: number;
  status: AlertStatus;
  copies: number;
}

export interface RetainedMessage {
  envelope: Envelope;
  location: string;
  status: AlertStatus;
  copies: number;
}

export interface AcceptedMessage {
  envelope: Envelope;
  location: string;
  /** The bytes when they were small enough to be held in memory, else read them. */
  raw: Buffer | null;
}

export type SpoolState = 'accepting' | 'full' | 'failing';

export interface SpoolSummary {
  /** Distinct messages accepted ever, those in removed segments included: the sum of `byStatus`. */
  accepted: number;
  /** Resends joined to one of them. */
  joined: number;
  byStatus: StatusCounts;
  unsettled: number;
  segments: number;
  /** Of segments and large bodies. */
  bytes: number;
  freeBytes: number;
  totalBytes: number;
  state: SpoolState;
  /** Why it does not accept; '' while it does. */
  reason: string;
  /** Damaged places found at start, and records found unreadable since. */
  damaged: number;
  lastSyncMs: number;
  syncP99Ms: number;
}

export interface Spool {
  /** Reads what is there, repairs a torn tail and starts to accept. Rejects only when the folder cannot be used. */
  open(): Promise<void>;
  begin(): Incoming;
  /** Any retained message. Null when it is gone, or damaged (which is logged). */
  read(location: string): Promise<{ envelope: Envelope; raw: Buffer } | null>;
  /** Oldest first. */
  unsettled(): Iterable<UnsettledMessage>;
  /**
   * Every retained message, one at a time, oldest first; those that were moved out of removed segments come where
   * they are now.
   */
  scan(visit: (message: RetainedMessage) => Promise<void> | void): Promise<void>;
  /** The last one holds. Written within a second; a crash may lose it. */
  mark(id: string, location: string, status: AlertStatus): void;
  /** Notes that `key` (a destination) was told of an open message. Written like a mark. */
  noteDelivery(id: string, location: string, key: string): void;
  /** Of an open message; none once it is settled. */
  deliveredKeys(id: string): string[];
  summary(): SpoolSummary;
  /** Resolves when everything given before is synced; rejects while the disk refuses. */
  flush(): Promise<void>;
  /** Ends an old segment and removes those older than the retention time. Also done by itself every minute. */
  removeOld(): Promise<void>;
  onAccepted(listener: (message: AcceptedMessage) => void): () => void;
  /** Called when the state or its reason changes. */
  onState(listener: (state: SpoolState, reason: string) => void): () => void;
  /** Writes what is waiting, then refuses. Twice is harmless. */
  close(): Promise<void>;
}
