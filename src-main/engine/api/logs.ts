import { withEventMeta } from '@orpc/server';
import { type LogEntry, type LogLevel, logLevels } from '../../../src-shared/contract/logs.ts';
import { AppError } from '../errors.ts';
import { joinSignals } from '../joined-signal.ts';
import type { LogRecord, Logs } from '../ports.ts';
import type { Services } from '../services.ts';
import { admin } from './access.ts';
import type { ApiContext } from './context.ts';

const maxTails = 50;
/** Records kept for a client that reads more slowly than they come; older ones are left out for it. */
const maxBehind = 2_000;
const recheckMs = 15_000;

interface Filter {
  level?: LogLevel | undefined;
  q?: string | undefined;
}

const logsOf = ({ ports }: Services): Logs => {
  if (ports.logs === undefined) {
    throw new AppError('unavailable', { message: 'This node keeps no log that could be shown.' });
  }
  return ports.logs;
};

/** Every word of `q` stands somewhere in the record. */
const matcher = ({ level = 'debug', q = '' }: Filter): ((record: LogRecord) => boolean) => {
  const floor = logLevels.indexOf(level);
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return (record) => {
    if (logLevels.indexOf(record.level) < floor) return false;
    if (words.length === 0) return true;
    const text = `${record.message} ${JSON.stringify(record.fields)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
};

/** Sequences begin anew with every start of the program: the cursor says of which start it is. */
const runOf = (services: Services): string => services.startedAt.toString(36);

const sequenceOf = (services: Services, cursor: string | undefined): number => {
  if (cursor === undefined) return 0;
  const [run, sequence] = cursor.split('.');
  if (!/^\d{1,15}$/.test(sequence ?? '')) {
    throw new AppError('invalid_input', {
      field: 'after',
      message: 'after: must be the cursor of an earlier record',
    });
  }
  return run === runOf(services) ? Number(sequence) : 0;
};

const entryOf = (services: Services, { sequence, ...record }: LogRecord): LogEntry => ({
  cursor: `${runOf(services)}.${sequence}`,
  ...record,
});

/** Follows the log until the client leaves, the shell stops, or the caller may no longer see it. */
async function* follow(
  context: ApiContext,
  filter: Filter,
  after: string | undefined,
  left: AbortSignal | undefined,
): AsyncGenerator<LogEntry> {
  const { services, liveStreams } = context;
  const logs = logsOf(services);
  const matches = matcher(filter);
  const ended = new AbortController();
  const { signal, release } = joinSignals([ended.signal, liveStreams.stopping, left]);
  let waiting: LogRecord[] = after === undefined ? [] : logs.list({ after: sequenceOf(services, after) });
  let wake = (): void => {};
  const unsubscribe = logs.subscribe((record) => {
    waiting.push(record);
    if (waiting.length > maxBehind) waiting = waiting.slice(-maxBehind);
    wake();
  });
  const onEnd = (): void => wake();
  signal.addEventListener('abort', onEnd);
  const recheck = setInterval(() => {
    context.isStillCaller().then(
      (isStill) => isStill || ended.abort(),
      () => {
        // Cannot be told just now; asked again.
      },
    );
  }, recheckMs);
  liveStreams.open++;
  try {
    while (!signal.aborted) {
      const batch = waiting;
      waiting = [];
      for (const record of batch) {
        if (signal.aborted) return;
        const entry = entryOf(services, record);
        if (matches(record)) yield withEventMeta(entry, { id: entry.cursor });
      }
      if (waiting.length > 0 || signal.aborted) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    liveStreams.open--;
    clearInterval(recheck);
    unsubscribe();
    signal.removeEventListener('abort', onEnd);
    release();
  }
}

export const logs = {
  list: admin.logs.list.handler(({ context: { services }, input }) => ({
    items: logsOf(services)
      .list({ after: sequenceOf(services, input.after) })
      .filter(matcher(input))
      .slice(-input.limit)
      .map((record) => entryOf(services, record)),
    nodeId: services.nodeId,
  })),

  tail: admin.logs.tail.handler(({ context, input, signal, lastEventId }) => {
    logsOf(context.services);
    const after = input.after ?? lastEventId;
    sequenceOf(context.services, after);
    if (context.liveStreams.open >= maxTails) {
      throw new AppError('too_many_requests', { message: `At most ${maxTails} live views at a time.` });
    }
    return follow(context, input, after, signal);
  }),
};
