/**
 * One attempt at one delivery, and what follows from it. The state `sending` is on disk before the remote is called, so
 * after a crash it is known that a message may have arrived: channels whose remote recognises repeats are simply asked
 * again, the others are told it may be a repeat (or, where each message costs money, taken as sent).
 */
import { createHash } from 'node:crypto';
import type { Attempt, Delivery } from '../../../src-shared/contract/alerts.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import type { Clock, Logger } from '../ports.ts';
import type { AlertRecord } from '../store/alert-record.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import type { ConfigDocument } from '../store/config-document.ts';
import type { JobResult } from '../store/job-queues.ts';
import type { Outcomes } from '../store/outcomes.ts';
import { retryAt } from './backoff.ts';
import type { Channel, SendOutcome } from './channel.ts';
import type { ChannelAccess } from './channel-access.ts';
import { createDestinationSlots } from './destination-slots.ts';
import { notificationOf } from './notification-of.ts';
import { tellingKey } from './tell.ts';

/** Attempts at a time at one destination: the rest of the channel's share is left to the others. */
const attemptsPerDestination = {
  telegram: 1,
  matrix: 1,
  webhook: 24,
  sms: 2,
  desktop: 1,
} as const satisfies Record<ChannelKind, number>;
/** A delivery waits this long for a place at its destination, then goes back to the queue for about the second span. */
const placeWaitMs = 1000;
const crowdedWaitMs = { least: 2000, most: 6000 };
const attemptsKept = 50;
const maxReasonLength = 1000;

export interface DeliveryWorker {
  /** Handles a job of a delivery queue. */
  attempt(deliveryId: string): Promise<JobResult>;
  /** Ends the attempts in hand: they are recorded as unclear and repeated later. */
  abort(): void;
}

export const createDeliveryWorker = (deps: {
  records: AlertRecords;
  channels: ChannelAccess;
  config: () => ConfigDocument;
  outcomes: Outcomes;
  onMoved: (destinationId: string, address: Record<string, unknown>) => Promise<void>;
  clock: Clock;
  logger: Logger;
  random?: () => number;
  onStep?: (step: string) => void | Promise<void>;
}): DeliveryWorker => {
  const { records, channels, config, outcomes, onMoved, clock, logger } = deps;
  const random = deps.random ?? Math.random;
  const onStep = deps.onStep ?? (() => {});
  const slots = createDestinationSlots(() => clock.monotonic());
  /** A job whose lease ran out while Redis hung is given out again although this process still works on it. */
  const attempting = new Set<string>();
  /** Destination -> time before which it asked not to be called. */
  const holds = new Map<string, number>();
  const shutdown = new AbortController();

  const later = (least: number): JobResult => ({
    kind: 'later',
    at: least + Math.round(random() * (crowdedWaitMs.most - crowdedWaitMs.least)),
  });

  const save = (delivery: Delivery) =>
    records.saveDelivery(
      delivery,
      delivery.state === 'delivered' ? tellingKey(delivery.destinationId, delivery.revision) : null,
    );

  const finish = async (
    delivery: Delivery,
    state: 'delivered' | 'dead',
    reason: string | null,
  ): Promise<JobResult> => {
    const now = clock.now();
    const last = delivery.attempts.at(-1);
    const attempts: Attempt[] =
      last === undefined && reason !== null
        ? [{ at: now, outcome: state, error: reason, durationMs: 0 }]
        : delivery.attempts;
    await save({ ...delivery, attempts, state, nextAttemptAt: null, finishedAt: now });
    if (state === 'dead')
      logger.error(
        { delivery: delivery.id, channel: delivery.channelName, reason },
        'delivery given up: dead letter',
      );
    return { kind: 'done' };
  };

  const send = async (
    delivery: Delivery,
    record: AlertRecord | null,
    channel: Channel<ChannelKind>,
  ): Promise<SendOutcome> => {
    if (record === null) return { kind: 'failed', retry: false, reason: 'the alert is no longer there' };
    const opened = channels.open(delivery.channelId, delivery.destinationId);
    if (opened.kind === 'refused') return { kind: 'failed', retry: false, reason: opened.reason };
    const { settings } = config();
    try {
      return await channel.send({
        config: opened.config,
        address: opened.address,
        notification: notificationOf(record, delivery.revision, settings),
        idempotencyKey: createHash('sha256').update(delivery.id).digest('hex'),
        possibleRepeat: delivery.possibleRepeat,
        signal: AbortSignal.any([shutdown.signal, AbortSignal.timeout(settings.attemptTimeoutMs)]),
      });
    } catch (error) {
      // A channel that throws has a bug; the alert is not to pay for it, and is never taken as sent for it.
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
      return {
        kind: 'failed',
        retry: true,
        reason: `internal: ${reason}`,
        unclear: channel.afterUnclear === 'retry',
      };
    }
  };

  const settle = async (
    delivery: Delivery,
    channel: Channel<ChannelKind>,
    outcome: SendOutcome,
    startedAt: number,
  ): Promise<JobResult> => {
    const now = clock.now();
    const record = (attempt: Attempt['outcome'], error: string | null): Delivery => ({
      ...delivery,
      attempts: [
        ...delivery.attempts,
        {
          at: startedAt,
          outcome: attempt,
          error: error?.slice(0, maxReasonLength) ?? null,
          durationMs: Math.max(0, now - startedAt),
        },
      ].slice(-attemptsKept),
      attemptCount: delivery.attemptCount + 1,
    });

    if (outcome.newAddress) await onMoved(delivery.destinationId, outcome.newAddress);
    if (outcome.kind === 'sent') {
      outcomes.succeeded('channel', delivery.channelId, now);
      return finish({ ...record('delivered', null), remoteId: outcome.remoteId }, 'delivered', null);
    }
    outcomes.failed('channel', delivery.channelId, now, outcome.reason);
    if (outcome.unclear && channel.afterUnclear === 'assume-sent') {
      return finish(
        record('unclear', `${outcome.reason}; taken as sent, a repeat could cost and disturb`),
        'delivered',
        null,
      );
    }
    if (!outcome.retry) return finish(record('dead', outcome.reason), 'dead', outcome.reason);

    const askedToWait = outcome.retryAfterMs ?? null;
    if (askedToWait !== null) holds.set(delivery.destinationId, now + askedToWait);
    const tried = record(outcome.unclear ? 'unclear' : 'retry', outcome.reason);
    // `createdAt` moves when a person brings a dead letter back: only attempts since then count.
    const failures = tried.attempts.filter(
      ({ at, error }) => at >= delivery.createdAt && !error?.startsWith(askedPrefix),
    ).length;
    const retry = retryAt({
      now,
      createdAt: delivery.createdAt,
      failures: Math.max(1, failures),
      retryDelaysMs: config().settings.retryDelaysMs,
      retryAfterMs: askedToWait,
      random: random(),
    });
    if (askedToWait !== null) {
      const last = tried.attempts.at(-1);
      if (last)
        last.error = `${askedPrefix}${Math.ceil(askedToWait / 1000)} s: ${last.error ?? ''}`.slice(
          0,
          maxReasonLength,
        );
    }
    if (retry.kind === 'give-up') return finish(tried, 'dead', `${retry.reason}; last: ${outcome.reason}`);
    const possibleRepeat = delivery.possibleRepeat || (outcome.unclear === true && !channel.isIdempotent);
    await save({ ...tried, state: 'retrying', possibleRepeat, nextAttemptAt: retry.at });
    return { kind: 'later', at: retry.at };
  };

  const attempt = async (deliveryId: string): Promise<JobResult> => {
    if (attempting.has(deliveryId)) return later(clock.now() + crowdedWaitMs.least);
    const { delivery: stored, record } = await records.deliveryAndRecord(deliveryId);
    if (
      stored === null ||
      stored.state === 'delivered' ||
      stored.state === 'dead' ||
      stored.state === 'discarded'
    )
      return { kind: 'done' };
    const channel = channels.channelOf(stored.channelId);
    if (channel === null) return finish(stored, 'dead', 'its channel was removed or switched off');

    const interrupted = stored.state === 'sending';
    if (interrupted && channel.afterUnclear === 'assume-sent') {
      return finish(
        stored,
        'delivered',
        'interrupted while sending; taken as sent, a repeat could cost and disturb',
      );
    }
    const held = holds.get(stored.destinationId) ?? 0;
    if (held > clock.now()) return later(held);
    const release = await slots.take(stored.destinationId, attemptsPerDestination[channel.kind], placeWaitMs);
    if (release === null) return later(clock.now() + crowdedWaitMs.least);

    const delivery: Delivery = {
      ...stored,
      state: 'sending',
      possibleRepeat: stored.possibleRepeat || (interrupted && !channel.isIdempotent),
    };
    attempting.add(deliveryId);
    try {
      await save(delivery);
      await onStep('delivery.sending');
      const startedAt = clock.now();
      const outcome = await send(delivery, record, channel);
      await onStep('delivery.answered');
      const result = await settle(delivery, channel, outcome, startedAt);
      await onStep('delivery.settled');
      return result;
    } finally {
      attempting.delete(deliveryId);
      release();
    }
  };

  return {
    attempt,
    abort() {
      shutdown.abort();
    },
  };
};

/** Marks attempts where the remote only asked to wait: they do not count towards giving up. */
const askedPrefix = 'asked to wait ';
