/**
 * What happened, as a bounded stream in Redis written by the scripts in step with the records: live views follow it, and
 * a lost connection goes on where it stopped.
 */
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export interface StoredEvent {
  cursor: string;
  type: string;
  alertId: string;
  detail: Record<string, unknown>;
}

export interface EventStream {
  /** Events after a cursor (`$`: from now on), as they come. Ends when the signal aborts. */
  follow(after: string, signal: AbortSignal): AsyncGenerator<StoredEvent[]>;
  publish(type: string, alertId: string, detail: Record<string, unknown>): Promise<void>;
}

/** Older ones are trimmed; `alert-scripts.ts` writes the same number. */
export const maxEvents = 5000;
const pollMs = 1000;
const batchSize = 200;
const cursorPattern = /^(\$|\d{1,20}-\d{1,20})$/;

export const isEventCursor = (cursor: string): boolean => cursorPattern.test(cursor);

export const createEventStream = (redis: RedisCommands): EventStream => {
  const latest = async (): Promise<string> =>
    (await redis.xrevrange(keys.events, '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0';

  return {
    async *follow(after, signal) {
      let cursor = after === '$' ? await latest() : after;
      while (!signal.aborted) {
        const entries = await redis
          .xrange(keys.events, `(${cursor}`, '+', 'COUNT', batchSize)
          .catch(() => []);
        if (entries.length === 0) {
          await pause(pollMs, signal);
          continue;
        }
        cursor = entries.at(-1)?.[0] ?? cursor;
        yield entries.map(([id, fields]) => toEvent(id, fields));
      }
    },
    async publish(type, alertId, detail) {
      await redis.xadd(
        keys.events,
        'MAXLEN',
        '~',
        maxEvents,
        '*',
        'type',
        type,
        'alert',
        alertId,
        'detail',
        JSON.stringify(detail),
      );
    },
  };
};

export const toEvent = (cursor: string, fields: string[]): StoredEvent => {
  const pairs = new Map<string, string>();
  for (let i = 0; i + 1 < fields.length; i += 2) pairs.set(fields[i] ?? '', fields[i + 1] ?? '');
  const detail: unknown = JSON.parse(pairs.get('detail') || '{}');
  return {
    cursor,
    type: pairs.get('type') ?? '',
    alertId: pairs.get('alert') ?? '',
    detail: typeof detail === 'object' && detail !== null ? { ...detail } : {},
  };
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end);
  });
