/**
 * Storms told in digests: which deliveries go into one, and the job that sends its messages. A delivery that waits for a
 * digest stays `waiting` and says so; it is delivered when the message that names it was taken. Everything is in Redis
 * before it is sent, so that a crash repeats a message at worst.
 */
import { createHash } from 'node:crypto';
import type { Attempt, Delivery } from '../../../src-shared/contract/alerts.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import { joinSignals } from '../joined-signal.ts';
import type { Clock, Logger } from '../ports.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import type { ConfigDocument } from '../store/config-document.ts';
import type { Digest, DigestItem, DigestPage, Digests, StoredItem } from '../store/digests.ts';
import type { Incidents } from '../store/incidents.ts';
import type { JobResult } from '../store/job-queues.ts';
import type { Outcomes } from '../store/outcomes.ts';
import type { CallLevel, Paces } from '../store/paces.ts';
import { retryAt } from './backoff.ts';
import type { Channel, SendOutcome } from './channel.ts';
import type { ChannelAccess } from './channel-access.ts';
import type { DestinationSlots, PlaceRank } from './destination-slots.ts';
import { digestTimes, digestView, isFiringCritical, type PlannedSend, planDigest } from './digest-plan.ts';
import type { DigestView, Notification } from './notification.ts';
import type { PaceTurns } from './pace-turns.ts';
import { editingKinds } from './purposes.ts';

const jobPrefix = 'digest.';
export const digestJobOf = (digestId: string): string => `${jobPrefix}${digestId}`;
export const digestOfJob = (jobId: string): string | null =>
  jobId.startsWith(jobPrefix) ? jobId.slice(jobPrefix.length) : null;

export const waitsForDigest = 'waits for the digest of a storm';
export const toldInDigest = 'in a digest';

/** Deliveries that a message settles are written so many at a time. */
const settledAtATime = 16;
/** And so many while a message waits for its turn, which may come soon. */
const settledBetween = 64;
const busyWaitMs = 1_000;
const longestSleepMs = 5_000;
const sweepAtMost = 200;

const rankOf = {
  ...{ together: 'together', urgent: 'urgent' },
  ...{ naming: 'other', news: 'other', edit: 'other' },
} as const satisfies Record<CallLevel, PlaceRank>;

const newPage: DigestPage = {
  ...{ remoteId: null, sentSeq: -1, sends: 0, tried: null, sentAt: 0 },
  ...{ failures: 0, retryAt: 0 },
};

/** What became of the deliveries that a message names. */
export interface DigestSettlement {
  delivery: Delivery;
  state: 'delivered' | 'dead';
  remoteId: string | null;
  attempt: Attempt;
  /** The line that told it. */
  item: DigestItem;
  digestId: string;
}

export interface StormDigests {
  /** The digest a delivery belongs into, or null where it is sent by itself. */
  admit(delivery: Delivery, as: 'any' | 'counts' | 'must'): Promise<string | null>;
  park(digestId: string, delivery: Delivery, item: DigestItem): Promise<void>;
  exists(digestId: string): Promise<boolean>;
  /** Handles the job of a digest. */
  run(digestId: string): Promise<JobResult>;
  /** Adds the jobs of digests whose time has come and that have none: after a crash, or a lost wake-up. */
  sweep(): Promise<void>;
}

export const createStormDigests = (deps: {
  digests: Digests;
  records: Pick<AlertRecords, 'deliveriesById' | 'saveDelivery'>;
  incidents: Pick<Incidents, 'getMany'>;
  channels: ChannelAccess;
  config: () => ConfigDocument;
  outcomes: Outcomes;
  paces: Paces;
  turns: PaceTurns;
  slots: DestinationSlots;
  /** Adds the job of a digest; `isUrgent`: it is done at once even where it is there and waits. */
  wake: (channelId: string, jobId: string, at: number, isUrgent: boolean) => Promise<void>;
  settle: (settlement: DigestSettlement) => Promise<void>;
  signal: AbortSignal;
  clock: Clock;
  logger: Logger;
  random: () => number;
  onStep: (step: string) => void | Promise<void>;
}): StormDigests => {
  const { digests, records, incidents, channels, config, outcomes, paces, turns, slots, wake, settle } = deps;
  const { clock, logger, random, onStep } = deps;

  const settings = () => config().settings;
  const canEdit = (kind: ChannelKind) => editingKinds.includes(kind);

  const saveWaiting = async (delivery: Delivery, dueAt: number) => {
    if (delivery.state === 'waiting' && delivery.note === waitsForDigest) return;
    await records.saveDelivery(
      { ...delivery, state: 'waiting', note: waitsForDigest, nextAttemptAt: dueAt },
      null,
    );
  };

  /** Deliveries of these lines that are still owed. */
  const owed = async (waiting: Digest['waiting']): Promise<Map<string, Delivery>> => {
    const found = await records.deliveriesById(waiting.map(({ deliveryId }) => deliveryId));
    return new Map(
      found.flatMap((delivery) =>
        delivery !== null && ['waiting', 'sending', 'retrying'].includes(delivery.state)
          ? [[delivery.id, delivery] as const]
          : [],
      ),
    );
  };

  /** Something urgent came after this digest was read. */
  const isOvertaken = async ({ id, state }: Digest): Promise<boolean> =>
    (await digests.urgentSeq(id)) > state.urgentSeq;

  /** What is urgent does not wait for it: the rest is settled another time. */
  const settleAll = async (
    digest: Digest,
    waiting: Digest['waiting'],
    how: Pick<DigestSettlement, 'state' | 'remoteId' | 'attempt'>,
  ) => {
    const items = new Map(digest.items.map((item) => [item.topic, item]));
    for (let i = 0; i < waiting.length; i += settledAtATime) {
      if (i > 0 && (await isOvertaken(digest))) return;
      const some = waiting.slice(i, i + settledAtATime);
      const deliveries = await owed(some);
      await Promise.all(
        some.map(async ({ deliveryId, topic }) => {
          const delivery = deliveries.get(deliveryId);
          const item = items.get(topic);
          if (delivery && item) await settle({ delivery, item, digestId: digest.id, ...how });
        }),
      );
      await digests.noLongerWaiting(digest.id, some);
    }
  };

  /** Left over where something urgent came first, or a line was renewed. False where nothing is. */
  const settleShown = async (digest: Digest, waiting: Digest['waiting']): Promise<boolean> => {
    if (waiting.length === 0) return false;
    const pageOf = new Map(digest.items.map(({ topic, page }) => [topic, page]));
    for (const [index, some] of Map.groupBy(waiting, ({ topic }) => pageOf.get(topic) ?? -1)) {
      const page = digest.pages[index];
      const attempt: Attempt = {
        at: page?.sentAt || clock.now(),
        outcome: 'delivered',
        error: null,
        durationMs: 0,
      };
      await settleAll(digest, some, { state: 'delivered', remoteId: page?.remoteId ?? null, attempt });
    }
    return true;
  };

  const giveUp = async (digest: Digest, reason: string): Promise<JobResult> => {
    const now = clock.now();
    const attempt: Attempt = { at: now, outcome: 'dead', error: reason, durationMs: 0 };
    if (digest.waiting.length > 0) logger.error({ digest: digest.id, reason }, 'a digest was given up');
    await settleAll(digest, digest.waiting, { state: 'dead', remoteId: null, attempt });
    await digests.close(digest.id, digest.state.destination, now);
    return rest(digest.id);
  };

  /** Nothing is left to do, unless something was added this very moment. */
  const rest = async (digestId: string): Promise<JobResult> =>
    (await digests.rest(digestId)) ? { kind: 'done' } : { kind: 'later', inMs: 1 };

  const later = async (digest: Digest, wanted: number): Promise<JobResult> => {
    // Who added something urgent meanwhile found the job at work, and could not bring it forward.
    const at = (await isOvertaken(digest)) ? Math.min(wanted, clock.now() + 1) : wanted;
    await digests.schedule(digest.id, at);
    return { kind: 'later', inMs: at - clock.now() };
  };

  const notificationOf = (view: DigestView): Notification => {
    const { consoleUrl, summaryLanguage, timeZone } = settings();
    const worst = view.lines.find(({ state }) => state !== 'resolved')?.severity ?? 'info';
    return {
      alertId: 'digest',
      revision: 0,
      severity: worst,
      state: 'firing',
      kind: 'report',
      category: 'other',
      system: 'AlertFlow',
      host: '',
      resource: '',
      summary: '',
      details: [],
      actions: [],
      subject: '',
      from: 'AlertFlow',
      to: [],
      receivedAt: view.lastAt,
      excerpt: '',
      analysedBy: { label: 'deterministic', isModel: false },
      link: consoleUrl === '' ? null : `${consoleUrl.replace(/\/+$/, '')}/#/incidents`,
      language: summaryLanguage,
      timeZone,
      isTest: false,
      digest: view,
    };
  };

  /** One message to the remote, when its pace allows. A number: not before that time. */
  const call = async (
    digest: Digest,
    channel: Channel<ChannelKind>,
    message: {
      view: DigestView;
      replaces: string | null;
      replyTo: string | null;
      key: string;
      level: CallLevel;
      possibleRepeat: boolean;
    },
    /** Called when it is certain that it is sent now. */
    before: () => Promise<void> = async () => {},
  ): Promise<SendOutcome | number> => {
    const { destination, channel: channelId } = digest.state;
    const opened = channels.open(channelId, destination);
    if (opened.kind === 'refused')
      return { kind: 'failed', retry: opened.isOfChannel, reason: opened.reason };
    const release = await slots.take(destination, 1, busyWaitMs, rankOf[message.level]);
    if (release === null) return clock.now() + busyWaitMs;
    try {
      const limits = channel.paces?.(opened.config, opened.address) ?? [];
      const waitMs = await turns.take(limits, digest.id, message.level);
      if (waitMs > 0) return clock.now() + waitMs;
      const ends = joinSignals([deps.signal], settings().attemptTimeoutMs);
      try {
        await before();
        await onStep('digest.sending');
        const outcome = await channel.send({
          config: opened.config,
          address: opened.address,
          notification: notificationOf(message.view),
          idempotencyKey: createHash('sha256').update(message.key).digest('hex'),
          possibleRepeat: message.possibleRepeat && !channel.isIdempotent,
          replaces: message.replaces,
          replyTo: message.replyTo,
          signal: ends.signal,
        });
        if (outcome.kind === 'failed' && outcome.retryAfterMs !== undefined)
          await paces.pause(limits, outcome.retryAfterMs);
        return outcome;
      } finally {
        ends.release();
        await paces.ended(limits);
      }
    } finally {
      release();
    }
  };

  /**
   * What follows from a failure. A message that failed waits by itself: those that name criticals go past it. `page`: null
   * for the report.
   */
  const failed = async (
    digest: Digest,
    channel: Channel<ChannelKind>,
    outcome: Extract<SendOutcome, { kind: 'failed' }>,
    page: number | null,
    pages: DigestPage[] = digest.pages,
  ): Promise<JobResult> => {
    const now = clock.now();
    outcomes.failed('channel', digest.state.channel, now, outcome.reason);
    if (!outcome.retry) return giveUp(digest, outcome.reason);
    const of = page === null ? undefined : pages[page];
    const before = of?.failures ?? digest.state.failures;
    const failures = before + (outcome.retryAfterMs === undefined ? 1 : 0);
    const retry = retryAt({
      now,
      createdAt: digest.state.openedAt,
      failures: Math.max(1, failures),
      retryDelaysMs: settings().retryDelaysMs,
      retryAfterMs: outcome.retryAfterMs ?? null,
      random: random(),
    });
    if (retry.kind === 'give-up') return giveUp(digest, `${retry.reason}; last: ${outcome.reason}`);
    const isUnclear = outcome.unclear === true && !channel.isIdempotent;
    const again = { failures, retryAt: retry.at };
    if (page !== null && of !== undefined) pages[page] = { ...of, ...again };
    await digests.save(
      digest.id,
      { ...(page === null ? again : {}), ...(isUnclear ? { possibleRepeat: 1 } : {}) },
      page === null ? undefined : pages,
    );
    return later(digest, page === null ? retry.at : now + 1);
  };

  /** Lines as their incidents are now: what changed since they were parked is told with them. */
  const current = async (items: StoredItem[], topics: ReadonlySet<string>): Promise<StoredItem[]> => {
    const asked = items.filter(({ topic }) => topics.has(topic));
    const found = await incidents.getMany(asked.map(({ topic }) => topic));
    const byTopic = new Map(asked.map(({ topic }, i) => [topic, found[i] ?? null]));
    return items.map((item) => {
      const incident = byTopic.get(item.topic) ?? null;
      if (incident === null || incident.revision < item.incidentRevision) return item;
      return {
        ...item,
        incidentRevision: incident.revision,
        severity: incident.severity,
        state:
          incident.status === 'resolved' ? 'resolved' : item.state === 'resolved' ? 'firing' : item.state,
        acknowledged: incident.acknowledged !== null,
        count: incident.count,
      };
    });
  };

  /** A number: its turn has not come, not before that time. */
  const send = async (
    parked: Digest,
    channel: Channel<ChannelKind>,
    plan: PlannedSend,
  ): Promise<JobResult | number> => {
    const onPage = new Set(
      parked.items
        .filter(({ topic, page }) => page === plan.page || plan.added.includes(topic))
        .map(({ topic }) => topic),
    );
    const digest = { ...parked, items: await current(parked.items, onPage) };
    const pages: DigestPage[] = [...digest.pages];
    const before = pages[plan.page] ?? newPage;
    const tried = before.tried ?? digest.state.seq;
    // Begun, and neither sent nor failed: the program ended in between.
    const isInterrupted = before.tried !== null && before.failures === 0 && before.retryAt === 0;
    /** On record before it is sent: after a crash it is known what the message may show. */
    const begin = async () => {
      await digests.assign(digest.id, plan.page, plan.added);
      pages[plan.page] = { ...before, tried };
      await digests.save(digest.id, {}, pages);
    };
    const lines = digest.items.filter(({ topic }) => onPage.has(topic));
    const startedAt = clock.now();
    const view = digestView(digest, 'digest', plan.page, lines);
    const message = {
      view,
      replaces: before.remoteId,
      replyTo: before.remoteId === null ? (pages[0]?.remoteId ?? null) : null,
      key: `${digest.id} ${plan.page} ${before.sends}`,
      level: plan.isUrgent ? 'together' : plan.names ? 'naming' : 'edit',
      possibleRepeat:
        parked.state.possibleRepeat > 0 ||
        isInterrupted ||
        lines.some(({ possibleRepeat, seq }) => possibleRepeat && seq > before.sentSeq),
    } as const;
    const outcome = await call(digest, channel, message, begin);
    if (typeof outcome === 'number') return outcome;
    await onStep('digest.answered');
    const now = clock.now();
    if (outcome.kind === 'failed' && outcome.editRefused === true) {
      // Somebody removed the message: its lines are told in a new one.
      pages[plan.page] = { ...newPage, sends: before.sends + 1 };
      await digests.save(digest.id, {}, pages);
      return later(digest, now + 1);
    }
    const isTakenAsSent =
      outcome.kind === 'failed' && outcome.unclear === true && channel.afterUnclear === 'assume-sent';
    if (outcome.kind === 'failed' && !isTakenAsSent)
      return failed(digest, channel, outcome, plan.page, pages);
    const remoteId = outcome.kind === 'sent' ? outcome.remoteId : null;
    if (outcome.kind === 'sent') outcomes.succeeded('channel', digest.state.channel, now);
    pages[plan.page] = { ...newPage, remoteId, sentSeq: tried, sends: before.sends + 1, sentAt: now };
    await digests.save(digest.id, { sentAt: now, possibleRepeat: 0 }, pages);
    const shown = new Set(lines.filter(({ seq }) => seq <= tried).map(({ topic }) => topic));
    await settleAll(
      // A remote that recognises repeats may have kept an earlier text of this message.
      before.tried !== null && channel.isIdempotent ? parked : digest,
      digest.waiting.filter(({ topic }) => shown.has(topic)),
      {
        state: 'delivered',
        remoteId,
        attempt: {
          at: startedAt,
          outcome: isTakenAsSent ? 'unclear' : 'delivered',
          error: outcome.kind === 'failed' ? outcome.reason : null,
          durationMs: Math.max(0, now - startedAt),
        },
      },
    );
    return later(digest, clock.now() + 1);
  };

  /** The storm is over: what it was, and what is left of it. */
  const report = async (digest: Digest, channel: Channel<ChannelKind>): Promise<JobResult> => {
    const items = await current(digest.items, new Set(digest.items.map(({ topic }) => topic)));
    const outcome = await call(digest, channel, {
      view: digestView({ ...digest, items }, 'report', 0, items),
      replaces: null,
      replyTo: digest.pages[0]?.remoteId ?? null,
      key: `${digest.id} report`,
      level: 'news',
      possibleRepeat: false,
    });
    if (typeof outcome === 'number') return later(digest, outcome);
    if (outcome.kind === 'failed' && outcome.retry && outcome.unclear !== true)
      return failed(digest, channel, outcome, null);
    if (outcome.kind === 'failed')
      logger.warn({ digest: digest.id, reason: outcome.reason }, 'the report of a storm was not taken');
    await digests.close(digest.id, digest.state.destination, clock.now());
    return rest(digest.id);
  };

  return {
    admit(delivery, as) {
      const now = clock.now();
      const { stormLimit, stormWindowMs } = settings();
      return digests.admit({
        destinationId: delivery.destinationId,
        deliveryId: delivery.id,
        now,
        limit: stormLimit,
        windowMs: stormWindowMs,
        newDigestId: `${delivery.destinationId}-${now.toString(36)}`,
        as,
      });
    },

    async park(digestId, delivery, item) {
      const now = clock.now();
      const isUrgent = isFiringCritical(item);
      const kind = channels.channelOf(delivery.channelId)?.kind ?? 'telegram';
      const { gatherMs } = digestTimes(settings().stormWindowMs, canEdit(kind));
      const dueAt = isUrgent ? now : now + gatherMs;
      await saveWaiting(delivery, dueAt);
      const { destinationId, channelId } = delivery;
      const at = await digests.park(
        digestId,
        { destinationId, channelId, deliveryId: delivery.id, now, dueAt, isUrgent },
        item,
      );
      await wake(channelId, digestJobOf(digestId), at, isUrgent);
    },

    exists: (digestId) => digests.exists(digestId),

    async run(digestId) {
      const digest = await digests.read(digestId);
      if (digest === null) {
        await digests.rest(digestId);
        return { kind: 'done' };
      }
      const channel = channels.channelOf(digest.state.channel);
      if (channel === null) return giveUp(digest, 'its channel was removed or switched off');
      const now = clock.now();
      const { stormLimit, stormWindowMs } = settings();
      const times = digestTimes(stormWindowMs, canEdit(channel.kind));
      const blockedUntil = (page: number): number => digest.pages[page]?.retryAt ?? 0;
      const plan = planDigest(digest, times, canEdit(channel.kind), (page) => blockedUntil(page) > now);
      const failedUntil = Math.max(0, ...digest.pages.map(({ retryAt }) => retryAt));
      const at =
        plan === null ? null : Math.max(plan.at, plan.isUrgent ? blockedUntil(plan.page) : failedUntil);
      let waitsUntil = at;
      if (plan !== null && at !== null && at <= now) {
        const sent = await send(digest, channel, plan);
        if (typeof sent !== 'number') return sent;
        waitsUntil = sent;
      }
      const isShown = ({ topic }: Digest['waiting'][number]): boolean => {
        const item = digest.items.find((one) => one.topic === topic);
        const page = item === undefined || item.page === null ? undefined : digest.pages[item.page];
        return item === undefined || (page !== undefined && page.tried === null && item.seq <= page.sentSeq);
      };
      const shown = digest.waiting.filter(isShown);
      const isBetween = waitsUntil !== null && waitsUntil < clock.now() + longestSleepMs;
      if (await settleShown(digest, isBetween ? shown.slice(0, settledBetween) : shown))
        return later(digest, now + 1);
      // Not longer than a moment: something may be added.
      if (waitsUntil !== null)
        return later(
          digest,
          Math.min(waitsUntil, now + (waitsUntil === at ? times.gatherMs : longestSleepMs)),
        );
      if (digest.state.closedAt !== null) return rest(digestId);
      if (digest.state.retryAt > now) return later(digest, digest.state.retryAt);
      const wanted = await digests.wanted(digest.state.destination, now, stormWindowMs);
      const isOver = stormLimit === 0 || wanted < stormLimit;
      return isOver ? report(digest, channel) : later(digest, now + times.gatherMs);
    },

    async sweep() {
      for (const { id, channelId } of await digests.due(clock.now(), sweepAtMost)) {
        if (channels.channelOf(channelId) !== null)
          await wake(channelId, digestJobOf(id), clock.now(), false);
        else await this.run(id);
      }
    },
  };
};
