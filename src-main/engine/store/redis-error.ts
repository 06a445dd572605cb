/**
 * Errors of Redis and its client in words that may be logged and shown.
 */
export interface RedisErrorText {
  /** Redis's own word (`OOM`, `LOADING`, ...), the system's (`ECONNREFUSED`), `TIMEOUT`, `NOT_CONNECTED` or `UNKNOWN`. */
  code: string;
  message: string;
}

const maxMessageLength = 300;

/** What the client library says in its own words, by the beginning of its message. */
const clientMessages: { begins: RegExp; code: string }[] = [
  { begins: /^Command timed out|^Socket timeout|^connect ETIMEDOUT/, code: 'TIMEOUT' },
  { begins: /^Stream isn't writeable|^Connection is closed|^Reached the max retries/, code: 'NOT_CONNECTED' },
  {
    begins: /^Cluster isn't ready|^Failed to refresh slots cache|^None of startup nodes/,
    code: 'NOT_CONNECTED',
  },
  { begins: /^All sentinels are unreachable/, code: 'NOT_CONNECTED' },
];

/** Never holds a command's arguments: not those kept beside the message, nor those Redis repeats within it. */
export const describeRedisError = (error: unknown): RedisErrorText => {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', message: 'unknown error' };
  const message = cleanMessage(error.message);
  return { code: errorCode(error, message), message: message === '' ? error.name : message };
};

const errorCode = (error: Error, message: string): string => {
  const known = clientMessages.find(({ begins }) => begins.test(message));
  if (known) return known.code;
  if ('code' in error && typeof error.code === 'string') return error.code;
  const word = /^([A-Z][A-Z0-9_]+)\b/.exec(message)?.[1];
  return word ?? 'UNKNOWN';
};

const cleanMessage = (message: string): string =>
  message
    .replace(/,? with args beginning with:[\s\S]*$/i, '')
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .slice(0, maxMessageLength);
