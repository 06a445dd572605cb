/**
 * Errors of Redis and its client in words that may be logged and shown.
 */
export interface RedisErrorText {
  /** Redis's own word (`OOM`, `LOADING`, ...), the system's (`ECONNREFUSED`), `TIMEOUT`, `NOT_CONNECTED` or `UNKNOWN`. */
  code: string;
  message: string;
}

const maxMessageLength = 300;

const notConnected = { code: 'NOT_CONNECTED', message: 'Redis is not connected' };
const broken = { code: 'NOT_CONNECTED', message: 'the connection to Redis broke before it answered' };

/** What the client library says in its own words, by the beginning of its message. */
const clientMessages: { begins: RegExp; text: RedisErrorText }[] = [
  {
    begins: /^Command timed out|^Socket timeout|^connect ETIMEDOUT/,
    text: { code: 'TIMEOUT', message: 'Redis did not answer in time' },
  },
  {
    begins: /^Stream isn't writeable|^Cluster isn't ready|^Failed to refresh slots cache/,
    text: notConnected,
  },
  { begins: /^None of startup nodes|^All sentinels are unreachable/, text: notConnected },
  { begins: /^Connection is closed|^Reached the max retries/, text: broken },
];

/** Never holds a command's arguments: not those kept beside the message, nor those Redis repeats within it. */
export const describeRedisError = (error: unknown): RedisErrorText => {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', message: 'unknown error' };
  const known = clientMessages.find(({ begins }) => begins.test(error.message));
  if (known) return known.text;
  const message = cleanMessage(error.message);
  return { code: errorCode(error, message), message: message === '' ? error.name : message };
};

/** Whether it says no more than that Redis is away, or on its way. */
export const isConnectionError = ({ code }: Pick<RedisErrorText, 'code'>): boolean =>
  /^(NOT_CONNECTED|TIMEOUT|LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|WRONGPASS|NOAUTH|E(?!XECABORT)[A-Z][A-Z_]+|CERT_\w+)$/.test(
    code,
  );

const errorCode = (error: Error, message: string): string => {
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /^([A-Z][A-Z0-9_]+)\b/.exec(message)?.[1] ?? 'UNKNOWN';
};

const cleanMessage = (message: string): string =>
  message
    .replace(/,? with args beginning with:[\s\S]*$/i, '')
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .slice(0, maxMessageLength);
