/**
 * Absolute limits of time for one SMTP session (S4). An idle time-out alone is reset by every byte, so a client that
 * drips one byte a second would hold a session for ever.
 */
export interface DeadlineLimits {
  /** From the moment a command may be sent until its line is complete, ms. */
  commandMs: number;
  /** The whole of DATA, ms. */
  dataMs: number;
  /** The whole session outside DATA, ms. */
  sessionMs: number;
  /** While the client waits for us (disk, password check), ms. RFC 5321 section 4.5.3.2.6 has it wait 10 minutes. */
  handlingMs: number;
  /** Least bytes a second during DATA, measured over each `rateWindowMs`. */
  minBytesPerSecond: number;
  rateWindowMs: number;
}

export const DEFAULT_DEADLINES: DeadlineLimits = {
  commandMs: 60_000,
  dataMs: 300_000,
  sessionMs: 600_000,
  handlingMs: 300_000,
  minBytesPerSecond: 100,
  rateWindowMs: 30_000,
};

export type Phase = 'command' | 'handling' | 'data';
export type Overrun = 'command' | 'data' | 'session' | 'handling' | 'rate';

/** Where a session stands. Times are monotonic ms; `windowBytes` is the byte count at the start of the rate window. */
export interface Progress {
  phase: Phase;
  startedAt: number;
  phaseAt: number;
  windowAt: number;
  windowBytes: number;
}

export function startProgress(now: number): Progress {
  return { phase: 'command', startedAt: now, phaseAt: now, windowAt: now, windowBytes: 0 };
}

export function enterPhase(progress: Progress, phase: Phase, now: number, bytesRead: number): void {
  progress.phase = phase;
  progress.phaseAt = now;
  progress.windowAt = now;
  progress.windowBytes = bytesRead;
}

/** Starts the rate window anew: called while we, not the client, hold up the data. */
export function restartRateWindow(progress: Progress, now: number, bytesRead: number): void {
  progress.windowAt = now;
  progress.windowBytes = bytesRead;
}

/**
 * Which limit the session has run over, or null. Moves the rate window on, so call it at least once a second.
 * A session deadline that passes inside DATA waits for the end of it: `dataMs` bounds that.
 */
export function overrunOf(
  progress: Progress,
  limits: DeadlineLimits,
  now: number,
  bytesRead: number,
): Overrun | null {
  const inPhase = now - progress.phaseAt;
  switch (progress.phase) {
    case 'data':
      if (inPhase >= limits.dataMs) return 'data';
      return isTooSlow(progress, limits, now, bytesRead) ? 'rate' : null;
    case 'handling':
      return inPhase >= limits.handlingMs ? 'handling' : null;
    case 'command':
      if (now - progress.startedAt >= limits.sessionMs) return 'session';
      return inPhase >= limits.commandMs ? 'command' : null;
    default:
      return progress.phase satisfies never;
  }
}

function isTooSlow(progress: Progress, limits: DeadlineLimits, now: number, bytesRead: number): boolean {
  const spanMs = now - progress.windowAt;
  if (spanMs < limits.rateWindowMs) return false;
  const bytes = bytesRead - progress.windowBytes;
  restartRateWindow(progress, now, bytesRead);
  return bytes < (limits.minBytesPerSecond * spanMs) / 1000;
}
