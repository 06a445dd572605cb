/** No remote makes a delivery wait longer than this. */
export const longestRetryAfterMs = 3_600_000;

const inBounds = (ms: number): number => Math.min(Math.max(Math.ceil(ms), 0), longestRetryAfterMs);

/** Retry-After (RFC 9110, section 10.2.3): seconds, fractions allowed as some send them, or an HTTP date. */
export const retryAfterMs = (header: string | null, nowMs: number): number | undefined => {
  if (header === null) return undefined;
  const value = header.trim();
  if (/^\d{1,12}(\.\d{1,6})?$/.test(value)) return inBounds(Number(value) * 1000);
  const at = /[A-Za-z]/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : inBounds(at - nowMs);
};

/** A span in milliseconds that stood in a JSON answer. */
export const boundedWaitMs = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? inBounds(value) : undefined;
