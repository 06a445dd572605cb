/**
 * One attempt at one delivery, and what follows from it. A message about an incident shows it as it is when it is sent:
 * one delivery changes the message, and those that ask for the same wait behind it and are done with it. The state
 * `sending` is on disk before the remote is called, so after a crash it is known that a message may have arrived: channels
 * whose remote recognises repeats are simply asked again, the others say that it may be a repeat. Where only the answer was
 * lost and each message costs money, it is taken as sent.
 */
import { createHash } from 'node:crypto';
import type { Attempt, Delivery } from '../../../src-shared/contract/alerts.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import { joinSignals } from '../joined-signal.ts';
import type { Clock, Logger } from '../ports.ts';
import type { AlertRecord } from '../store/alert-record.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import type { ConfigDocument } from '../store/config-document.ts';
import type { Digests } from '../store/digests.ts';
import type { IncidentMessage, IncidentMessages } from '../store/incident-messages.ts';
import type { Incidents } from '../store/incidents.ts';
import type { JobResult } from '../store/job-queues.ts';
import type { Outcomes } from '../store/outcomes.ts';
import type { CallLevel, Pace, Paces } from '../store/paces.ts';
import { retryAt } from './backoff.ts';
import type { Channel, SendOutcome } from './channel.ts';
import type { ChannelAccess, Opened } from './channel-access.ts';
import type { DeliveryQueues } from './delivery-queues.ts';
import { createDestinationSlots } from './destination-slots.ts';
import { createPaceTurns } from './pace-turns.ts';
import {
  createPresenter,
  digestItemOf,
  type Presented,
  placeOf,
  revisionOf,
  topicOf,
} from './presentation.ts';
import { editingKinds, humanKinds, isUpdate } from './purposes.ts';
import { createStormDigests, type DigestSettlement, digestOfJob, toldInDigest } from './storm-digests.ts';
import { passFirstTelling, sentAgain, tellingKey } from './tell.ts';

/** Attempts at a time at one destination: the rest of the channel's share is left to the others. */
const attemptsPerDestination = {
  telegram: 1,
  matrix: 4,
  webhook: 24,
  sms: 2,
  desktop: 1,
} as const satisfies Record<ChannelKind, number>;
/** A delivery waits this long for a place at its destination, then goes back to the queue for about the second span. */
const placeWaitMs = 1000;
const crowdedWaitMs = { least: 2000, most: 6000 };
const attemptsKept = 50;
const maxReasonLength = 1000;
/** Where the remote's pace would keep a message waiting longer than this, it is told in a digest. */
const longestPaceWait = { criticalMs: 6_000, shareOfWindow: 1 / 5 };
/** More criticals than this waiting for their turn at a destination are told together at once. */
const criticalsWaitingAlone = 5;
const forgottenAfterMs = 15_000;
const behindAtATime = 200;

/** How a delivery ended up, or what it waits for. */
export const deliveryNotes = {
  edited: 'edited',
  replied: 'replied',
  newer: 'a newer revision is there',
  behind: 'waits for the message that is to be changed',
  paced: 'waits for its turn: the remote takes only so many messages a minute',
  refused: 'its message could not be changed: told in a new one',
  notOpen: 'no reminder needed any more',
} as const;

export interface DeliveryWorker {
  /** Handles a job of a delivery queue. */
  attempt(deliveryId: string): Promise<JobResult>;
  /** Ends the attempts in hand: they are recorded as unclear and repeated later. */
  abort(): void;
  /** Brings digests back whose job got lost. */
  sweep(): Promise<void>;
}

export const createDeliveryWorker = (deps: {
  records: AlertRecords;
  channels: ChannelAccess;
  config: () => ConfigDocument;
  outcomes: Outcomes;
  incidents: Pick<Incidents, 'get' | 'getMany' | 'whole' | 'addToTimeline' | 'passTelling'>;
  messages: IncidentMessages;
  digests: Digests;
  paces: Paces;
  queues: Pick<DeliveryQueues, 'hurry' | 'wake'>;
  onMoved: (destinationId: string, address: Record<string, unknown>) => Promise<void>;
  clock: Clock;
  logger: Logger;
  random?: () => number;
  onStep?: (step: string) => void | Promise<void>;
}): DeliveryWorker => {
  const { records, channels, config, outcomes, incidents, messages, paces, queues, onMoved, clock, logger } =
    deps;
  const random = deps.random ?? Math.random;
  const onStep = deps.onStep ?? (() => {});
  const slots = createDestinationSlots(() => clock.monotonic());
  /** A job whose lease ran out while Redis hung is given out again although this process still works on it. */
  const attempting = new Set<string>();
  /** Destination -> time before which it asked not to be called (monotonic). */
  const holds = new Map<string, number>();
  /** Destination -> criticals that wait here for their turn, and when they asked for it last (monotonic). */
  const urgentWaiting = new Map<string, Map<string, number>>();
  const shutdown = new AbortController();
  const turns = createPaceTurns(paces, shutdown.signal);

  /** `isUrgent`: not spread out, it comes back as soon as it may. */
  const later = (leastMs: number, isUrgent = false): JobResult => ({
    kind: 'later',
    inMs: isUrgent ? leastMs : leastMs + Math.round(random() * (crowdedWaitMs.most - crowdedWaitMs.least)),
  });

  const save = (delivery: Delivery) =>
    records.saveDelivery(
      delivery,
      delivery.state === 'delivered' ? tellingKey(delivery.destinationId, delivery.revision) : null,
    );

  const presenter = createPresenter({ records, incidents });

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
    if (state === 'dead') await passFirstTelling(incidents, delivery, 'given up');
    await save({ ...delivery, attempts, state, nextAttemptAt: null, finishedAt: now });
    if (state === 'dead') {
      logger.error(
        { delivery: delivery.id, channel: delivery.channelName, reason },
        'delivery given up: dead letter',
      );
      await letNextLead(delivery);
    }
    return { kind: 'done' };
  };

  /** It is told by another message: nothing is sent. */
  const finishAsTold = (delivery: Delivery, note: string, remoteId: string | null): Promise<JobResult> =>
    finish({ ...delivery, note, remoteId: remoteId ?? delivery.remoteId }, 'delivered', null);

  /** What it would say is there, or something newer. It may have been the one that was to tell next. */
  const finishAsNewer = async (delivery: Delivery, message: IncidentMessage): Promise<JobResult> => {
    const done = await finishAsTold(delivery, deliveryNotes.newer, message.remoteId);
    await letNextLead(delivery, message.incidentRevision);
    return done;
  };

  /** Those that wait for what is shown now are done; the newest of the others is to tell next. */
  const letNextLead = async (delivery: Delivery, shown: number | null = null): Promise<void> => {
    const topic = topicOf(delivery);
    const { destinationId } = delivery;
    while (shown !== null) {
      const ids = await messages.behind(topic, destinationId, shown, behindAtATime);
      if (ids.length === 0) break;
      const message = await messages.read(topic, destinationId);
      const waiting = await records.deliveriesById(ids);
      await Promise.all(
        waiting.map(async (one) => {
          if (one === null || !isWaiting(one)) return;
          const note = message?.digestId ? toldInDigest : deliveryNotes.newer;
          await finishAsTold(one, note, message?.remoteId ?? null);
        }),
      );
      await messages.noLongerBehind(topic, destinationId, ids);
      if (ids.length < behindAtATime) break;
    }
    const next = await messages.newestBehind(topic, destinationId);
    if (next !== null && next !== delivery.id) {
      const [waiting] = await records.deliveriesById([next]);
      if (waiting && isWaiting(waiting)) await queues.hurry(waiting);
      else await messages.noLongerBehind(topic, destinationId, [next]);
    }
  };

  /** The line of a digest told it. */
  const settleInDigest = async ({ delivery, state, remoteId, attempt, item, digestId }: DigestSettlement) => {
    const attempts = [...delivery.attempts, attempt].slice(-attemptsKept);
    const told = { ...delivery, attempts, attemptCount: delivery.attemptCount + 1 };
    if (state === 'dead') {
      await finish(told, 'dead', attempt.error);
      return;
    }
    await messages.record(topicOf(delivery), delivery.destinationId, {
      remoteId,
      incidentRevision: item.incidentRevision,
      at: clock.now(),
      alertId: delivery.alertId,
      deliveryId: delivery.id,
      digestId,
    });
    await finishAsTold(told, toldInDigest, remoteId);
    await noteOnTimeline(delivery, toldInDigest);
    await letNextLead(delivery, item.incidentRevision);
  };

  const noteOnTimeline = async (delivery: Delivery, how: string) => {
    if (delivery.incidentId === null) return;
    const { alertId } = delivery;
    const detail = `${placeOf(delivery)}${how === '' ? '' : `: ${how}`}`;
    await incidents
      .addToTimeline(delivery.incidentId, { at: clock.now(), kind: 'sent', alertId, detail })
      // Told is told; a timeline that cannot be written must not have it told again.
      .catch((error: unknown) => logger.warn({ error: String(error) }, 'a sending is not on its timeline'));
  };

  const storms = createStormDigests({
    digests: deps.digests,
    records,
    incidents,
    channels,
    config,
    outcomes,
    paces,
    turns,
    slots,
    wake: queues.wake,
    settle: settleInDigest,
    signal: shutdown.signal,
    clock,
    logger,
    random,
    onStep,
  });

  interface Sending {
    delivery: Delivery;
    channel: Channel<ChannelKind>;
    opened: Extract<Opened, { kind: 'opened' }>;
    presented: Presented;
    /** The message of its incident that is there. */
    message: IncidentMessage | null;
    isEdit: boolean;
  }

  /** An edit differs with what it shows; anything else is the same message however often it is tried. */
  const keyOf = ({ delivery, presented, isEdit }: Sending): string =>
    createHash('sha256')
      .update(
        isEdit
          ? `${delivery.id} ${presented.revision}`
          : delivery.note === deliveryNotes.refused
            ? `${delivery.id} anew`
            : delivery.id,
      )
      .digest('hex');

  const send = async (sending: Sending): Promise<SendOutcome> => {
    const { delivery, channel, opened, presented, message, isEdit } = sending;
    const ends = joinSignals([shutdown.signal], config().settings.attemptTimeoutMs);
    try {
      return await channel.send({
        config: opened.config,
        address: opened.address,
        notification: presented.notification,
        idempotencyKey: keyOf(sending),
        possibleRepeat: delivery.possibleRepeat,
        replaces: isEdit ? (message?.remoteId ?? null) : null,
        replyTo: isEdit ? null : (message?.remoteId ?? null),
        signal: ends.signal,
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
    } finally {
      ends.release();
    }
  };

  /** What stands there now, for those that come later. */
  const recordShown = async (
    { delivery, channel, presented, isEdit }: Sending,
    remoteId: string | null,
  ): Promise<number> => {
    // A remote that recognises repeats may have kept the text of an earlier attempt.
    const isMaybeOlder = !isEdit && channel.isIdempotent && delivery.attemptCount > 0;
    const incidentRevision = isMaybeOlder ? revisionOf(delivery) : presented.revision;
    await messages.record(topicOf(delivery), delivery.destinationId, {
      remoteId,
      incidentRevision,
      at: clock.now(),
      alertId: delivery.alertId,
      deliveryId: delivery.id,
      digestId: null,
    });
    return incidentRevision;
  };

  const withAttempt = (
    delivery: Delivery,
    startedAt: number,
    outcome: Attempt['outcome'],
    error: string | null,
  ): Delivery => ({
    ...delivery,
    attempts: [
      ...delivery.attempts,
      {
        at: startedAt,
        outcome,
        error: error?.slice(0, maxReasonLength) ?? null,
        durationMs: Math.max(0, clock.now() - startedAt),
      },
    ].slice(-attemptsKept),
    attemptCount: delivery.attemptCount + 1,
  });

  const settle = async (sending: Sending, outcome: SendOutcome, startedAt: number): Promise<JobResult> => {
    const { delivery, channel, message, isEdit } = sending;
    const now = clock.now();
    const record = (attempt: Attempt['outcome'], error: string | null) =>
      withAttempt(delivery, startedAt, attempt, error);

    if (outcome.newAddress) await onMoved(delivery.destinationId, outcome.newAddress);
    if (outcome.kind === 'sent') {
      outcomes.succeeded('channel', delivery.channelId, now);
      const shown = followsTopic(channel.kind) ? await recordShown(sending, outcome.remoteId) : null;
      const note = isEdit ? deliveryNotes.edited : message?.remoteId ? deliveryNotes.replied : '';
      const told = { ...record('delivered', null), note, remoteId: outcome.remoteId };
      await finish(told, 'delivered', null);
      await noteOnTimeline(delivery, note);
      if (shown !== null) await letNextLead(delivery, shown);
      return { kind: 'done' };
    }
    if (outcome.editRefused === true && isEdit) {
      const tried = record('retry', outcome.reason);
      await save({ ...tried, state: 'retrying', note: deliveryNotes.refused, nextAttemptAt: now + 1 });
      return { kind: 'later', inMs: 1 };
    }
    outcomes.failed('channel', delivery.channelId, now, outcome.reason);
    if (outcome.unclear && channel.afterUnclear === 'assume-sent') {
      const shown = await recordShown(sending, null);
      const tried = record('unclear', `${outcome.reason}; taken as sent, a repeat could cost and disturb`);
      await finish(tried, 'delivered', null);
      await letNextLead(delivery, shown);
      return { kind: 'done' };
    }
    if (!outcome.retry) return finish(record('dead', outcome.reason), 'dead', outcome.reason);
    return tryAgain(delivery, channel, outcome, startedAt);
  };

  /** Later, as often as the setting says; then it is a dead letter. */
  const tryAgain = async (
    delivery: Delivery,
    channel: Channel<ChannelKind>,
    outcome: Extract<SendOutcome, { kind: 'failed' }>,
    startedAt: number,
  ): Promise<JobResult> => {
    const now = clock.now();
    const askedToWait = outcome.retryAfterMs ?? null;
    if (askedToWait !== null) holds.set(delivery.destinationId, clock.monotonic() + askedToWait);
    const tried = withAttempt(delivery, startedAt, outcome.unclear ? 'unclear' : 'retry', outcome.reason);
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
    return { kind: 'later', inMs: retry.at - now };
  };

  /** Waits behind another, is told already, or is to go on. */
  const lookBehind = async (delivery: Delivery): Promise<'goes on' | JobResult> => {
    const claim = await messages.claim(topicOf(delivery), delivery.destinationId, {
      deliveryId: delivery.id,
      revision: revisionOf(delivery),
      as: 'update',
    });
    if (claim.kind === 'newer') return finishAsNewer(delivery, claim.message);
    if (claim.kind === 'behind') {
      if (delivery.note !== deliveryNotes.behind)
        await save({ ...delivery, state: 'waiting', note: deliveryNotes.behind, nextAttemptAt: null });
      return { kind: 'done' };
    }
    return 'goes on';
  };

  const park = async (digestId: string, delivery: Delivery, record: AlertRecord): Promise<JobResult> => {
    await storms.park(
      digestId,
      delivery,
      digestItemOf(delivery, record, await presenter.incidentOf(delivery)),
    );
    return { kind: 'done' };
  };

  const isCritical = ({ head }: AlertRecord): boolean =>
    head.severity === 'critical' && head.state !== 'resolved';

  /** Messages of their own count towards a storm, and become lines of its digest. */
  const storm = async (
    delivery: Delivery,
    record: AlertRecord,
    kind: ChannelKind,
  ): Promise<string | null> => {
    if (!mayBeDigested(delivery, kind) || config().settings.stormLimit === 0) return null;
    const isExcepted = isCritical(record) || record.head.state === 'resolved';
    return storms.admit(delivery, isExcepted ? 'counts' : 'any');
  };

  const noteUrgent = ({ destinationId, id }: Delivery, isWaitingForTurn: boolean) => {
    const known = urgentWaiting.get(destinationId) ?? new Map<string, number>();
    if (isWaitingForTurn) known.set(id, clock.monotonic());
    else known.delete(id);
    if (known.size === 0) urgentWaiting.delete(destinationId);
    else urgentWaiting.set(destinationId, known);
  };

  /** Those that wait ask again all the time: who did not for a while was told elsewhere, or given up. */
  const criticalsWaiting = (destinationId: string): number => {
    const known = urgentWaiting.get(destinationId);
    for (const [id, at] of known ?? []) if (clock.monotonic() - at > forgottenAfterMs) known?.delete(id);
    return known?.size ?? 0;
  };

  /** Too many criticals for a message each: those that come now are told together. */
  const isCrowdOfCriticals = (delivery: Delivery, kind: ChannelKind): boolean =>
    criticalsWaiting(delivery.destinationId) > criticalsWaitingAlone &&
    config().settings.stormLimit > 0 &&
    mayBeDigested(delivery, kind);

  /** The remote takes no more now: later, or where that is too late in a digest. */
  const waitForPace = async (
    delivery: Delivery,
    record: AlertRecord,
    kind: ChannelKind,
    waitMs: number,
  ): Promise<JobResult> => {
    const { stormLimit, stormWindowMs } = config().settings;
    const at = clock.now() + waitMs;
    const longest = isCritical(record)
      ? Math.min(longestPaceWait.criticalMs, stormWindowMs * longestPaceWait.shareOfWindow)
      : stormWindowMs * longestPaceWait.shareOfWindow;
    if (stormLimit > 0 && mayBeDigested(delivery, kind) && at - delivery.createdAt > longest) {
      const digestId = await storms.admit(delivery, 'must');
      if (digestId !== null) {
        noteUrgent(delivery, false);
        return park(digestId, delivery, record);
      }
    }
    if (delivery.note !== deliveryNotes.paced && delivery.note !== deliveryNotes.refused)
      await save({ ...delivery, note: deliveryNotes.paced, nextAttemptAt: at });
    // What is urgent comes back first.
    return { kind: 'later', inMs: waitMs + (isCritical(record) ? 0 : Math.round(random() * paceSpreadMs)) };
  };

  const levelOf = (delivery: Delivery, record: AlertRecord): CallLevel => {
    if (isUpdate(delivery.purpose)) return 'edit';
    return isCritical(record) ? 'urgent' : 'news';
  };

  const attemptInSlot = async (
    stored: Delivery,
    record: AlertRecord,
    channel: Channel<ChannelKind>,
    interrupted: boolean,
  ): Promise<JobResult> => {
    const opened = channels.open(stored.channelId, stored.destinationId);
    if (opened.kind === 'refused') {
      if (!opened.isOfChannel) return refuse(stored, opened.reason);
      // Another node may have the right key, or this one get it.
      outcomes.failed('channel', stored.channelId, clock.now(), opened.reason);
      const possibleRepeat = (stored.possibleRepeat || interrupted) && !channel.isIdempotent;
      const delivery = { ...stored, possibleRepeat };
      return tryAgain(delivery, channel, { kind: 'failed', retry: true, reason: opened.reason }, clock.now());
    }
    const limits: Pace[] = channel.paces?.(opened.config, opened.address) ?? [];
    const level = levelOf(stored, record);
    const waitMs = await turns.take(limits, stored.id, level);
    if (level === 'urgent') noteUrgent(stored, waitMs > 0);
    if (waitMs > 0) return waitForPace(stored, record, channel.kind, waitMs);
    try {
      let message: IncidentMessage | null = null;
      if (followsTopic(channel.kind)) {
        const claim = await messages.claim(topicOf(stored), stored.destinationId, {
          deliveryId: stored.id,
          revision: revisionOf(stored),
          as: isUpdate(stored.purpose) ? 'update' : isAskedFor(stored) ? 'always' : 'message',
        });
        if (claim.kind === 'behind') return { kind: 'done' };
        if (claim.kind === 'newer') return finishAsNewer(stored, claim.message);
        message = claim.message;
        // Told, and then it crashed before that was noted.
        if (message?.deliveryId === stored.id && message.incidentRevision >= revisionOf(stored)) {
          await finishAsTold(stored, stored.note, message.remoteId);
          await letNextLead(stored, message.incidentRevision);
          return { kind: 'done' };
        }
      }
      const delivery: Delivery = {
        ...stored,
        state: 'sending',
        note: stored.note === deliveryNotes.paced ? '' : stored.note,
        possibleRepeat: (stored.possibleRepeat || interrupted) && !channel.isIdempotent,
      };
      await save(delivery);
      await onStep('delivery.sending');
      const startedAt = clock.now();
      const presented = await presenter.present(delivery, record, config().settings, startedAt);
      const sending: Sending = {
        delivery,
        channel,
        opened,
        presented,
        message,
        isEdit:
          isUpdate(delivery.purpose) &&
          editingKinds.includes(channel.kind) &&
          delivery.note !== deliveryNotes.refused &&
          message !== null &&
          message.remoteId !== null &&
          message.digestId === null,
      };
      const outcome = await send(sending);
      await onStep('delivery.answered');
      if (outcome.kind === 'failed' && outcome.retryAfterMs !== undefined)
        await paces.pause(limits, outcome.retryAfterMs);
      const result = await settle(sending, outcome, startedAt);
      await onStep('delivery.settled');
      return result;
    } finally {
      await paces.ended(limits);
    }
  };

  /** It cannot be tried: what stands in its way is its last attempt. */
  const refuse = (delivery: Delivery, reason: string): Promise<JobResult> => {
    const attempts: Attempt[] = [
      ...delivery.attempts,
      { at: clock.now(), outcome: 'dead' as const, error: reason, durationMs: 0 },
    ].slice(-attemptsKept);
    return finish({ ...delivery, attempts, attemptCount: delivery.attemptCount + 1 }, 'dead', reason);
  };

  const attempt = async (jobId: string): Promise<JobResult> => {
    const digestId = digestOfJob(jobId);
    if (attempting.has(jobId)) return later(crowdedWaitMs.least);
    if (digestId !== null) {
      attempting.add(jobId);
      return storms.run(digestId).finally(() => attempting.delete(jobId));
    }
    const { delivery: stored, record } = await records.deliveryAndRecord(jobId);
    if (
      stored === null ||
      stored.state === 'delivered' ||
      stored.state === 'dead' ||
      stored.state === 'discarded'
    )
      return { kind: 'done' };
    const channel = channels.channelOf(stored.channelId);
    if (channel === null) return refuse(stored, 'its channel was removed or switched off');
    if (record === null) return refuse(stored, 'the alert is no longer there');

    const interrupted = stored.state === 'sending';
    if (stored.purpose === 'reminder' && stored.attemptCount === 0) {
      const incident = await presenter.incidentOf(stored);
      if (incident !== null && incident.status !== 'open')
        return finishAsTold(stored, deliveryNotes.notOpen, null);
    }
    if (isUpdate(stored.purpose) && followsTopic(channel.kind)) {
      const found = await lookBehind(stored);
      if (found !== 'goes on') return found;
      if (editingKinds.includes(channel.kind)) {
        const message = await messages.read(topicOf(stored), stored.destinationId);
        if (message?.digestId && (await storms.exists(message.digestId)))
          return park(message.digestId, stored, record);
      }
    } else if (!interrupted && stored.attemptCount === 0) {
      const into = await storm(stored, record, channel.kind);
      if (into !== null) return park(into, stored, record);
    }
    const isUrgent = isCritical(record) && !isUpdate(stored.purpose);
    const heldMs = (holds.get(stored.destinationId) ?? 0) - clock.monotonic();
    if (heldMs > 0) return later(heldMs, isUrgent);
    if (isUrgent && channel.paces !== undefined) {
      if (stored.attemptCount === 0 && !interrupted && isCrowdOfCriticals(stored, channel.kind)) {
        const into = await storms.admit(stored, 'must');
        noteUrgent(stored, false);
        if (into !== null) return park(into, stored, record);
      }
      noteUrgent(stored, true);
    }
    const release = await slots.take(
      stored.destinationId,
      attemptsPerDestination[channel.kind],
      placeWaitMs,
      isUrgent ? 'urgent' : 'other',
    );
    if (release === null) return later(isUrgent ? urgentWaitMs : crowdedWaitMs.least, isUrgent);
    attempting.add(jobId);
    try {
      return await attemptInSlot(stored, record, channel, interrupted);
    } finally {
      attempting.delete(jobId);
      release();
    }
  };

  return {
    attempt,
    abort() {
      shutdown.abort();
    },
    sweep: () => storms.sweep(),
  };
};

/** Webhooks are told of every change by itself: their receivers keep the order by the revision. */
export const followsTopic = (kind: string): boolean => kind !== 'webhook';

/** A person wanted it sent once more, or somebody has to be reminded: nothing stands in its way. */
const isAskedFor = ({ purpose, reason }: Delivery): boolean =>
  purpose === 'reminder' || reason.startsWith(sentAgain);

const mayBeDigested = (delivery: Delivery, kind: ChannelKind): boolean =>
  delivery.purpose === 'first' && !isAskedFor(delivery) && humanKinds.includes(kind);

const isWaiting = ({ state }: Delivery): boolean => state === 'waiting' || state === 'retrying';

/** Those that wait for a remote's pace do not all come back at once. */
const paceSpreadMs = 600;
const urgentWaitMs = 200;

/** Marks attempts where the remote only asked to wait: they do not count towards giving up. */
const askedPrefix = 'asked to wait ';
