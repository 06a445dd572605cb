import { withEventMeta } from '@orpc/server';
import type { Health, LiveEvent } from '../../../src-shared/contract/operations.ts';
import { AppError } from '../errors.ts';
import { submitOverLoopback } from '../ingest/loopback-submission.ts';
import { joinSignals } from '../joined-signal.ts';
import type { Services } from '../services.ts';
import { isEventCursor, type StoredEvent } from '../store/events.ts';
import { admin, anyone, user } from './access.ts';
import type { ApiContext } from './context.ts';
import { sampleAlert } from './sample-alert.ts';

const maxStreams = 200;
/** A live view whose user signed out or lost the role ends after this at the latest. */
const recheckMs = 15_000;

const unknownPart = { state: 'unknown' as const, detail: '', lastSuccessAt: null };

/** For callers that are not signed in: whether it works, and nothing about how or with what. */
const statusOnly = ({ status, at }: Health): Health => ({
  status,
  version: '',
  nodeId: '',
  startedAt: 0,
  at,
  problems: [],
  smtp: { ...unknownPart, host: null, port: null, addresses: [], sessions: 0 },
  spool: { ...unknownPart, unsettled: 0, bytes: 0, freeBytes: 0 },
  redis: { ...unknownPart, managed: false, usedBytes: null, maxBytes: null },
  worker: unknownPart,
  ledger: unknownPart,
  providers: [],
  channels: [],
  nodes: [],
});

const eventTypes: readonly LiveEvent['type'][] = [
  'alert',
  'delivery',
  'incident',
  'config',
  'health',
  'ledger',
];

const toLiveEvents = async ({ records }: Services, stored: StoredEvent[]): Promise<LiveEvent[]> => {
  const known = stored.flatMap((event) => {
    const type = eventTypes.find((one) => one === event.type);
    return type === undefined ? [] : [{ ...event, type }];
  });
  const ids = [...new Set(known.filter(({ type }) => type === 'alert').map(({ alertId }) => alertId))];
  const items = await records.items(ids).catch(() => []);
  const byId = new Map(ids.map((id, i) => [id, items[i] ?? null]));
  return known.map(({ cursor, type, alertId, detail }) => ({
    cursor,
    type,
    alertId: alertId === '' ? null : alertId,
    item: type === 'alert' ? (byId.get(alertId) ?? null) : null,
    detail,
  }));
};

/** Follows what happens until the client leaves, the shell stops, or the caller may no longer see it. */
async function* live(
  context: ApiContext,
  after: string,
  left: AbortSignal | undefined,
): AsyncGenerator<LiveEvent> {
  const { services, liveStreams } = context;
  const ended = new AbortController();
  const recheck = setInterval(() => {
    context.isStillCaller().then(
      (isStill) => isStill || ended.abort(),
      () => {
        // Cannot be told just now; asked again.
      },
    );
  }, recheckMs);
  const ends = joinSignals([ended.signal, liveStreams.stopping, left]);
  liveStreams.open++;
  try {
    for await (const batch of services.events.follow(after, ends.signal)) {
      for (const event of await toLiveEvents(services, batch)) {
        yield withEventMeta(event, { id: event.cursor });
      }
    }
  } finally {
    liveStreams.open--;
    clearInterval(recheck);
    ends.release();
  }
}

export const operations = {
  sendSample: admin.operations.sendSample.handler(async ({ context }) => {
    const { smtp, ports, config } = context.services;
    const bound = smtp?.boundTo() ?? null;
    if (bound === null) throw new AppError('unavailable', { message: 'This node takes no mail.' });
    const { clock, ids } = ports;
    const startedAt = clock.monotonic();
    const mail = sampleAlert(config.current().settings.smtpRecipients, { id: ids.next(), now: clock.now() });
    const outcome = await submitOverLoopback(bound, mail);
    if (outcome.kind === 'no-loopback') {
      throw new AppError('unavailable', {
        message: `Mail is taken on ${bound.address} only, and the sample goes over loopback. Send one from another machine.`,
      });
    }
    return {
      ok: outcome.kind === 'accepted',
      latencyMs: Math.round(clock.monotonic() - startedAt),
      answer: outcome.reply,
      alertId: outcome.kind === 'accepted' ? outcome.alertId : null,
    };
  }),

  queues: user.operations.queues.handler(({ context }) => context.services.queues()),
  ledger: user.operations.ledger.handler(({ context }) => context.services.ledger.read()),

  health: anyone.operations.health.handler(async ({ context }) => {
    const health = await context.services.health();
    return context.caller !== null || context.isLocal ? health : statusOnly(health);
  }),

  events: user.operations.events.handler(({ context, input, signal, lastEventId }) => {
    const after = input.after ?? lastEventId ?? '$';
    if (!isEventCursor(after)) {
      throw new AppError('invalid_input', {
        field: 'after',
        message: 'after: must be the cursor of an earlier event',
      });
    }
    if (context.liveStreams.open >= maxStreams) {
      throw new AppError('too_many_requests', { message: `At most ${maxStreams} live views at a time.` });
    }
    return live(context, after, signal);
  }),
};
