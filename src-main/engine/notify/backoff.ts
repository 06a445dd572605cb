/** When to try a failed delivery again. Pure: the table of waits is a setting, chance is passed in. */

/** After this long a delivery is given up even where the remote keeps asking to wait (Q4). */
export const giveUpAfterMs = 24 * 60 * 60_000;
/** Longest wait a remote may ask for. */
const longestAskedWaitMs = 6 * 60 * 60_000;
/** A wait is stretched by up to this share, so that a remote that comes back is not met by everybody at once. */
const jitterShare = 0.2;

export type Retry = { kind: 'retry'; at: number } | { kind: 'give-up'; reason: string };

export interface RetryInput {
  now: number;
  createdAt: number;
  /** Attempts that failed by themselves; those where the remote only asked to wait are not among them. */
  failures: number;
  retryDelaysMs: readonly number[];
  /** The remote's own wish (429, Retry-After). Never shortened. */
  retryAfterMs: number | null;
  /** 0 to 1. */
  random: number;
}

export const retryAt = (input: RetryInput): Retry => {
  const { now, createdAt, failures, retryDelaysMs, retryAfterMs, random } = input;
  if (now - createdAt > giveUpAfterMs) return { kind: 'give-up', reason: 'given up after 24 hours' };
  if (retryAfterMs !== null) {
    const asked = Math.min(Math.max(retryAfterMs, 0), longestAskedWaitMs);
    return { kind: 'retry', at: now + asked + Math.round(Math.min(asked * jitterShare, 2000) * random) };
  }
  const delay = retryDelaysMs[failures - 1];
  if (delay === undefined) return { kind: 'give-up', reason: `given up after ${failures} attempts` };
  return { kind: 'retry', at: now + delay + Math.round(delay * jitterShare * random) };
};
