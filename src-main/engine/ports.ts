/**
 * What the engine needs from outside itself. A shell (headless or desktop) provides these once; tests provide
 * their own. Everything else the engine does with Node and its libraries.
 */
import type { LogLevel } from '../../src-shared/contract/logs.ts';

/** Time. `now` is wall time for people (epoch ms); `monotonic` is for order and time-outs and never jumps (ms). */
export interface Clock {
  now(): number;
  monotonic(): number;
}

/** New identifiers: UUIDv7 (RFC 9562), so that ids sort by the time they were made. */
export interface Ids {
  next(): string;
}

/**
 * Seals secrets at rest. `name` says where the value belongs (for example `channel/<id>/botToken`) and is
 * authenticated with it: a sealed value moved to another place does not open.
 */
export interface Secrets {
  seal(name: string, plaintext: string): string;
  /** Throws `AppError('secret_unreadable')` when the value was tampered with, moved, or sealed under another key. */
  open(name: string, sealed: string): string;
}

/** Structured log. Fields never hold secrets or mail bodies; the implementation redacts known secret names all the same. */
export interface Logger {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
  child(bindings: Record<string, unknown>): Logger;
}

export interface LogRecord {
  /** Counts up from 1 while the process lives. */
  sequence: number;
  /** Epoch ms. */
  at: number;
  level: LogLevel;
  message: string;
  fields: Record<string, unknown>;
}

/** The last records of this process's log, secrets taken out, for the console. */
export interface Logs {
  /** Oldest first: records of at least this level after this sequence, at most `limit` of the newest. */
  list(query?: { level?: LogLevel; after?: number; limit?: number }): LogRecord[];
  /** Calls for every record from now on, in order. Returns how to stop. A listener that throws is dropped. */
  subscribe(listener: (record: LogRecord) => void): () => void;
}

export interface DesktopNotice {
  title: string;
  body: string;
  severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
  alertId: string;
}

/** Shows notices on this machine's desktop. Headless there is none, and `available` says so. */
export interface DesktopNotifier {
  readonly available: boolean;
  /** Answers what became of it; rejects where the desktop refuses it. */
  notify(notice: DesktopNotice): Promise<NoticeOutcome>;
}

/**
 * `folded`: into one notice for many. The others are what the person at this desktop asked for: no notices of this
 * severity, quiet hours, a pause.
 */
export type NoticeOutcome = 'shown' | 'folded' | 'severity' | 'quiet' | 'paused';

export interface Ports {
  clock: Clock;
  ids: Ids;
  secrets: Secrets;
  logger: Logger;
  desktop: DesktopNotifier;
  /** Left out: the console cannot show the log. */
  logs?: Logs | undefined;
}
