/**
 * The engine: every part made and wired, in the order in which each depends on those before it. This file is long because
 * that order is its one subject.
 *
 * Start: the spool and the SMTP port first, since taking mail depends on nothing else; then Redis, and what works on it.
 * Stop: the other way round.
 */
import { join } from 'node:path';
import { createAnalyser } from './analyse/provider-chain.ts';
import { createClockWatch } from './clock-watch.ts';
import { createEgress } from './egress.ts';
import type { OwnPort } from './egress-policy.ts';
import { createFold } from './fold/fold.ts';
import { createIncidentKeeper } from './fold/keeper.ts';
import { readHealth } from './health.ts';
import { beatHeart } from './heartbeat.ts';
import { createHistoryRoom, historyRoomEveryMs } from './history-room.ts';
import { createFeed, type Feed } from './ingest/feed.ts';
import { createFeedPace } from './ingest/feed-pace.ts';
import { createParser } from './ingest/parse.ts';
import { createReconciler } from './ingest/reconcile.ts';
import { restoreHistory } from './ingest/restore.ts';
import { createSettler } from './ingest/settle.ts';
import { createSmtpListener, type SmtpListener } from './ingest/smtp-listener.ts';
import { smtpSettingsOf } from './ingest/smtp-settings.ts';
import { createSpool, type Spool } from './ingest/spool.ts';
import { createLedgerKeeper } from './ledger/ledger.ts';
import { createChannelAccess } from './notify/channel-access.ts';
import { createChannels } from './notify/channels/index.ts';
import { createDeadLetters } from './notify/dead-letters.ts';
import { createDeliveryWorker, followsTopic } from './notify/delivery.ts';
import { createDeliveryQueues } from './notify/delivery-queues.ts';
import { createOpenDeliveries } from './notify/open-deliveries.ts';
import { topicOf } from './notify/presentation.ts';
import { createTeller } from './notify/tell.ts';
import { createPipeline } from './pipeline.ts';
import type { Ports } from './ports.ts';
import { createRedisLink } from './redis-link.ts';
import type { RedisSource } from './redis-source.ts';
import { createRouter } from './route/route.ts';
import { createSelfAlarm } from './self-alarm.ts';
import type { Services } from './services.ts';
import { createAlertIndex } from './store/alert-index.ts';
import { createAlertRecords } from './store/alert-records.ts';
import { createAlertSearch } from './store/alert-search.ts';
import { createSnapshotFiles, newestConfig } from './store/config-snapshots.ts';
import { createConfigStore } from './store/config-store.ts';
import { createCounters } from './store/counters.ts';
import { createDigests } from './store/digests.ts';
import { createEpoch } from './store/epoch.ts';
import { createEventStream } from './store/events.ts';
import { createIncidentMessages } from './store/incident-messages.ts';
import { createIncidents } from './store/incidents.ts';
import { createJobQueue } from './store/job-queues.ts';
import { keys, queueNames } from './store/keys.ts';
import { createMuteCounts } from './store/mute-counts.ts';
import { createNodes } from './store/nodes.ts';
import { createOutcomes } from './store/outcomes.ts';
import { createPaces } from './store/paces.ts';
import { createProviderRecords } from './store/provider-records.ts';
import { createProviderUsage } from './store/provider-usage.ts';
import { createRedisConnections } from './store/redis-connection.ts';
import { doorsOfRedis } from './store/redis-doors.ts';
import { createRedisMemory } from './store/redis-memory.ts';
import { createSentTexts } from './store/sent-texts.ts';
import { createTemplateCache } from './store/template-cache.ts';
import { createStuckQueues } from './stuck-queues.ts';

export type Role = 'ingest' | 'worker' | 'console';

export interface EngineConfig {
  dataDir: string;
  nodeId: string;
  /** This machine's name, as other nodes show it. */
  hostName: string;
  version: string;
  roles: readonly Role[];
  smtp: { host: string; port: number; name: string; certificate: { cert: string; key: string } | null };
  redis: RedisSource;
  /** PEM file of further certificate authorities for outgoing connections and rediss://. */
  caFile?: string | undefined;
  /** Named points that fault tests may stop at. */
  onStep?: ((step: string) => void | Promise<void>) | undefined;
}

export interface Engine {
  /** Resolves when mail is taken (where this node takes any) and Redis is being worked on or waited for. */
  start(): Promise<Services>;
  /** Takes no more mail, finishes what is in hand, lets Redis go. Within 9 s. Twice is harmless. */
  stop(): Promise<void>;
  /** Ports of the shell that nothing may be sent to, like the console's. */
  addOwnPort(port: OwnPort): void;
  smtpAddress(): { host: string; port: number } | null;
  /** Resolves when Redis is linked and the configuration is loaded, or after the bound; answers whether it is. */
  ready(boundMs: number): Promise<boolean>;
}

const alertsAtATime = 32;
const analysesAtATime = 16;
const urgentAnalysesAtATime = 8;
const settleEveryMs = 500;
const reconcileEveryMs = 60_000;
const incidentsEveryMs = 15_000;
const heartbeatEveryMs = 60_000;
const clockEveryMs = 1_000;
const restoreAgainMs = 15_000;
/** A node that was heard of so lately is at work. */
const nodeAliveMs = 30_000;
const selfAlarmEveryMs = 5_000;
const digestsEveryMs = 5_000;
/** Attempts and analyses in hand may take this long to end by themselves when stopping. */
const finishGraceMs = 3000;
/** Slower than that, it is said which part it was. */
const slowStopMs = 1_000;
const dayMs = 86_400_000;

/** The busy share of the event loop since the last call. */
const loopUtilization = (): (() => number) => {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
};

export const createEngine = (config: EngineConfig, ports: Ports): Engine => {
  const { clock, ids, logger, secrets } = ports;
  const takesMail = config.roles.includes('ingest');
  const works = config.roles.includes('worker');
  const ownPorts: OwnPort[] = [];
  const stops: { name: string; stop: () => Promise<void> | void }[] = [];
  let smtpAddress: { host: string; port: number } | null = null;
  let started: Promise<Services> | null = null;
  let stopped: Promise<void> | null = null;
  let ready: (boundMs: number) => Promise<boolean> = async () => false;

  /** Stopped in the reverse order of being added. */
  const onStop = (name: string, stop: () => Promise<void> | void) => stops.push({ name, stop });

  const every = (name: string, ms: number, run: () => Promise<unknown>) => {
    let timer: NodeJS.Timeout | undefined;
    let current: Promise<unknown> = Promise.resolve();
    let isStopped = false;
    const turn = () => {
      current = run()
        .catch((error: unknown) =>
          logger.debug({ task: name, error: String(error) }, 'a recurring task failed; it runs again'),
        )
        .finally(() => {
          if (!isStopped) timer = setTimeout(turn, ms);
        });
    };
    timer = setTimeout(turn, ms);
    onStop(name, async () => {
      isStopped = true;
      clearTimeout(timer);
      await current;
    });
  };

  const startAll = async (): Promise<Services> => {
    // --- Redis: may take its time to load; nobody waits for it until mail is taken
    const redisStart = config.redis.start();
    // Looked at below.
    redisStart.catch(() => {});
    onStop('redis', () => config.redis.stop());

    const clockWatch = createClockWatch({
      clock,
      onSetBack: async (byMs, before) => {
        if (works) await bringForward(byMs, before);
      },
      logger,
    });
    every('clock', clockEveryMs, clockWatch.look);

    // --- configuration as it was last known here
    const snapshots = createSnapshotFiles({ dir: join(config.dataDir, 'config'), logger });
    const lastKnown = await newestConfig(snapshots);

    // --- intake: depends on the disk and on nothing else
    let spool: Spool | null = null;
    let listener: SmtpListener | null = null;
    const earlyAccepted: Parameters<Feed['offer']>[0][] = [];
    let feed: Feed | null = null;
    if (takesMail) {
      spool = createSpool(
        {
          dir: join(config.dataDir, 'spool'),
          nodeId: config.nodeId,
          clock,
          isClockSettled: clockWatch.isSettled,
          ids,
          logger,
          ...(config.onStep ? { onStep: config.onStep } : {}),
        },
        { retentionMs: lastKnown.settings.rawRetentionDays * dayMs },
      );
      await spool.open();
      onStop('spool', () => spool?.close());
      spool.onAccepted(({ envelope, location, raw }) => {
        const entry = { id: envelope.id, location, copies: 1, envelope, raw };
        if (feed) feed.offer(entry);
        else earlyAccepted.push({ ...entry, raw: null });
      });
      const { certificate, ...address } = config.smtp;
      listener = createSmtpListener({
        ...smtpSettingsOf(lastKnown, certificate),
        ...address,
        spool,
        clock,
        logger,
        ...(config.onStep ? { onStep: (step: string) => void config.onStep?.(`smtp.${step}`) } : {}),
      });
      smtpAddress = await listener.start();
      ownPorts.push({ port: smtpAddress.port });
    }

    const closePort = async () => {
      await listener?.stop();
      smtpAddress = null;
    };
    onStop('smtp', closePort);

    // --- Redis: where it will answer
    const source = await redisStart;
    const connections = createRedisConnections({ ...source, clock, logger, caFile: config.caFile });
    onStop('redis connections', () => connections.stop());
    const redis = connections.commands;
    if ('endpoint' in source && source.endpoint.kind === 'tcp') ownPorts.push({ port: source.endpoint.port });
    if ('url' in source) ownPorts.push(...(await doorsOfRedis(source.url)));
    const configStore = createConfigStore({ redis, snapshots, clock, logger, onStep: config.onStep });
    await configStore.loadSnapshot();
    const settings = () => configStore.current().settings;
    let router = createRouter(configStore.current());

    // --- the store
    const records = createAlertRecords(redis);
    const alertIndex = createAlertIndex({ redis, clock, logger });
    onStop('alert index', () => alertIndex.stop());
    const search = createAlertSearch({ redis, records, index: alertIndex, now: () => clock.now() });
    const incidents = createIncidents(redis);
    const incidentMessages = createIncidentMessages(redis);
    const events = createEventStream(redis);
    const counters = createCounters(redis);
    const muteCounts = createMuteCounts(redis);
    const outcomes = createOutcomes(redis);
    const memory = createRedisMemory(redis);
    const nodes = createNodes(redis);
    const epoch = createEpoch(redis, config.nodeId);

    const openQueue = (name: string) =>
      createJobQueue({ name, connection: connections.forBullMq, now: () => clock.now(), logger });
    const queues = {
      alerts: openQueue(queueNames.alerts),
      analyses: openQueue(queueNames.analyses),
      urgentAnalyses: openQueue(queueNames.urgentAnalyses),
    };
    const deliveryQueues = createDeliveryQueues({
      open: (channelId) => openQueue(queueNames.deliveries(channelId)),
      announce: (firsts) =>
        incidentMessages.announce(
          firsts
            .filter(({ channelKind }) => followsTopic(channelKind))
            .map((first) => ({
              topic: topicOf(first),
              destinationId: first.destinationId,
              deliveryId: first.id,
            })),
        ),
      clock,
    });

    // --- understanding and telling
    const egress = createEgress({
      logger,
      ownPorts: () => ownPorts,
      allowedPrivateHosts: () => settings().outboundPrivateHosts,
      caFile: config.caFile,
    });
    onStop('egress', () => egress.stop());
    const parser = createParser({ clock, logger });
    onStop('parser', () => parser.stop());
    const providers = createProviderRecords({ redis, secrets, logger });
    providers.rebuild(configStore.current());
    const providerUsage = createProviderUsage(redis);
    const sentTexts = createSentTexts(redis);
    const analyser = createAnalyser({
      providers: providers.current,
      egress,
      clock,
      logger,
      onResponseMode: providers.rememberMode,
      settings,
      usage: providerUsage,
      templates: createTemplateCache(redis),
      keepSent: (alertId, sent) => {
        const forMs = settings().rawRetentionDays * dayMs;
        sentTexts
          .keep(alertId, sent, forMs)
          .catch((error: unknown) =>
            logger.debug({ alertId, error: String(error) }, 'a sent text was not kept'),
          );
      },
    });
    onStop('analyser', () => analyser.stop());
    const channels = createChannels({ egress, desktop: ports.desktop, clock, counters });
    const channelAccess = createChannelAccess({ channels, config: configStore.current, secrets });
    const fold = createFold({ incidents, settings, now: () => clock.now() });
    const teller = createTeller({
      records,
      incidents,
      queues: deliveryQueues,
      config: configStore.current,
      clock,
    });
    const incidentKeeper = createIncidentKeeper({ incidents, teller, settings, clock, logger });
    const deadLetters = createDeadLetters({ redis, records, incidents, queues: deliveryQueues, clock });
    const openDeliveries = createOpenDeliveries({ records, queues: deliveryQueues });
    const deliveryWorker = createDeliveryWorker({
      records,
      channels: channelAccess,
      config: configStore.current,
      outcomes,
      incidents,
      messages: incidentMessages,
      digests: createDigests(redis),
      paces: createPaces(redis),
      queues: deliveryQueues,
      onMoved: async (destinationId, address) => {
        await configStore.change('channel', (draft) => {
          const destination = draft.destinations.find(({ id }) => id === destinationId);
          if (destination) Object.assign(destination, { address, updatedAt: clock.now() });
        });
      },
      clock,
      logger,
      ...(config.onStep ? { onStep: config.onStep } : {}),
    });
    const pipeline = createPipeline({
      records,
      parser,
      analyser,
      router: () => router,
      config: configStore.current,
      fold,
      incidents,
      teller,
      muteCounts,
      queues,
      rawFromSpool: async ({ envelope, location }) =>
        envelope.nodeId === config.nodeId ? ((await spool?.read(location))?.raw ?? null) : null,
      clock,
      logger,
      onStep: config.onStep,
    });

    // --- spool and Redis in step
    const link = createRedisLink({
      epoch,
      inStep,
      beat,
      describeError: connections.describeError,
      clock,
      logger,
    });
    ready = link.ready;
    if (spool) {
      feed = createFeed({
        spool,
        records,
        alerts: queues.alerts,
        pace: createFeedPace({
          monotonic: () => clock.monotonic(),
          utilization: loopUtilization(),
          activeSessions: () => listener?.activeSessions() ?? 0,
        }),
        gate: () => link.problem() ?? (memory.isFull() ? 'Redis is nearly full' : null),
        roomBytes: memory.roomBytes,
        clock,
        logger,
        onStep: config.onStep,
      });
      for (const entry of earlyAccepted) feed.offer(entry);
    }
    const settler =
      spool && feed ? createSettler({ nodeId: config.nodeId, redis, spool, feed, logger }) : null;
    const reconciler =
      spool && feed
        ? createReconciler({ spool, feed, records, ensureOwned: pipeline.ensureOwned, clock, logger })
        : null;
    const ledger = createLedgerKeeper({
      nodeId: config.nodeId,
      spool,
      feed,
      redis,
      otherBooks: async () =>
        new Map(
          (await nodes.all()).flatMap(({ id, books }) =>
            id === config.nodeId || books === null ? [] : [[id, books] as const],
          ),
        ),
      clock,
    });
    let recount: string[] = [];
    const restoring = new AbortController();
    let restore: Promise<unknown> = Promise.resolve();
    /** Monotonic time from which it is due: Redis is new, or the last one broke off. */
    let restoreDueAt: number | null = null;

    let isWorking = false;
    /** Not before the configuration is known: without it every alert would find nobody to tell. */
    const startWork = () => {
      if (!works || isWorking) return;
      isWorking = true;
      queues.alerts.work(pipeline.alertJob, alertsAtATime);
      queues.analyses.work(pipeline.analysisJob, analysesAtATime);
      queues.urgentAnalyses.work(pipeline.analysisJob, urgentAnalysesAtATime);
      deliveryQueues.work(deliveryWorker.attempt);
    };
    let isSeeding = false;
    /** Not while the ledger is seeded: both read and write the same list. */
    const settle = async () => (isSeeding ? 0 : settler?.run());

    async function inStep(before: 'same' | 'known' | 'lost'): Promise<void> {
      const isNew = before !== 'same';
      await memory.look();
      if (isNew)
        feed?.forgetAll(before === 'lost' && spool ? Array.from(spool.unsettled(), ({ id }) => id) : []);
      const from = await configStore.load();
      logger.info({ from, version: configStore.current().version }, 'configuration loaded');
      await providers.loadModes();
      await deliveryQueues.sync(configStore.current().channels.map(({ id }) => id));
      await settle();
      isSeeding = true;
      await ledger
        .seed(async () => settler?.run())
        .finally(() => {
          isSeeding = false;
        });
      startWork();
      await reconciler?.run('everything');
      if (before === 'lost') await epoch.oweRestore();
      if (isNew && spool && (await epoch.owesRestore())) restoreDueAt = clock.monotonic();
    }
    /** In the background; where it breaks off it is begun again, and skips what is there. */
    const restoreWhereDue = () => {
      if (!spool || restoreDueAt === null || clock.monotonic() < restoreDueAt) return;
      restoreDueAt = null;
      const into = { spool, records, pipeline, hasRoom: () => !memory.isShort(), logger };
      restore = restore
        .then(() => restoreHistory(into, restoring.signal))
        // Lost once more meanwhile: what is owed now is another one.
        .then(() => (restoring.signal.aborted || restoreDueAt !== null ? undefined : epoch.restored()))
        .catch((error: unknown) => {
          restoreDueAt = clock.monotonic() + restoreAgainMs;
          logger.warn({ ...connections.describeError(error) }, 'history could not be restored whole yet');
        });
    };
    async function beat(): Promise<void> {
      restoreWhereDue();
      await memory.look();
      if (feed?.maybeTold() === 0) await epoch.settle();
      await configStore.refresh();
      await nodes.beat({
        id: config.nodeId,
        host: config.hostName,
        version: config.version,
        roles: [...config.roles],
        seenAt: clock.now(),
        books: spool ? ledger.books() : null,
      });
    }
    onStop('restore', async () => {
      restoring.abort();
      await restore;
    });

    configStore.onChange((current) => {
      router = createRouter(current);
      providers.rebuild(current);
      analyser.configChanged();
      void deliveryQueues.sync(current.channels.map(({ id }) => id)).catch(() => {});
      void events.publish('config', '', { version: current.version, by: current.changedBy }).catch(() => {});
    });
    configStore.onChange((current) => {
      listener?.configure(smtpSettingsOf(current, config.smtp.certificate));
    });

    const subscriber = connections.subscriber();
    subscriber.on('message', () => void configStore.refresh().catch(() => {}));
    void subscriber.subscribe(keys.configChanged).catch(() => {});

    // --- work
    onStop('queues', async () => {
      const closing = Promise.all([
        ...Object.values(queues).map((queue) => queue.close()),
        deliveryQueues.close(),
      ]);
      const grace = setTimeout(() => {
        analyser.stop();
        deliveryWorker.abort();
      }, finishGraceMs);
      await closing.finally(() => clearTimeout(grace));
    });
    onStop('link', () => link.stop());
    onStop('feed', () => feed?.stop());
    link.start();
    feed?.start();

    const whenLinked = (run: () => Promise<unknown>) => async () => {
      if (link.problem() === null) await run();
    };
    if (settler) every('settle', settleEveryMs, whenLinked(settle));
    if (reconciler)
      every(
        'reconcile',
        reconcileEveryMs,
        whenLinked(() => reconciler.run('aged')),
      );
    every('recount', reconcileEveryMs, whenLinked(countAgain));
    if (works) every('digests', digestsEveryMs, whenLinked(deliveryWorker.sweep));
    const room = createHistoryRoom({
      records,
      incidents: incidentKeeper,
      memory,
      settings,
      isClockSettled: clockWatch.isSettled,
      clock,
      logger,
    });
    if (works) every('room', historyRoomEveryMs, whenLinked(room.run));
    if (works) every('incidents', incidentsEveryMs, whenLinked(incidentKeeper.run));
    every('heartbeat', heartbeatEveryMs, () =>
      beatHeart({
        url: () => settings().heartbeatUrl,
        isWell: async () => (await services.health()).status === 'ok',
        fetch: egress.fetch,
      }),
    );
    const selfAlarm = createSelfAlarm({
      health: () => services.health(),
      channels: channelAccess,
      config: configStore.current,
      hostName: config.hostName,
      clock,
      logger,
    });
    every('self-alarm', selfAlarmEveryMs, () => selfAlarm.look());

    /** Alerts move while it looks: what differs twice, a moment apart, differs. */
    async function countAgain(): Promise<void> {
      let found = await ledger.recount();
      if (found.length > 0) found = await ledger.recount();
      if (found.length > 0) logger.error({ found }, 'the ledger and the records differ');
      recount = found;
    }
    /** Not while others work too: their clocks say when it is time. */
    async function bringForward(byMs: number, before: number): Promise<void> {
      const others = (await nodes.all()).filter(
        ({ id, roles, seenAt }) =>
          id !== config.nodeId && roles.includes('worker') && Math.abs(before - seenAt) < nodeAliveMs,
      );
      if (others.length > 0) return;
      const counts = await Promise.all([
        queues.alerts.bringForward(byMs),
        queues.analyses.bringForward(byMs),
        queues.urgentAnalyses.bringForward(byMs),
        deliveryQueues.bringForward(byMs),
      ]);
      const jobs = counts.reduce((sum, count) => sum + count, 0);
      logger.warn({ jobs, byMs: Math.round(byMs) }, 'the clock was set back: what waits is brought forward');
    }
    // Added once more, so that it is the first thing to begin when stopping. What is just being sent may take its time:
    // the others end meanwhile, and the spool only after it.
    onStop('smtp', () => {
      closePort().catch(() => {});
    });

    const startedAt = clock.now();
    const stuckQueues = createStuckQueues(clock);
    const services: Services = {
      nodeId: config.nodeId,
      version: config.version,
      startedAt,
      ports,
      redis,
      config: configStore,
      records,
      incidents,
      search,
      events,
      counters,
      muteCounts,
      outcomes,
      providers,
      providerUsage,
      sentTexts,
      analyser,
      router: () => router,
      channels,
      egress,
      parser,
      pipeline,
      teller,
      deliveryQueues,
      deadLetters,
      openDeliveries,
      ledger,
      spool,
      smtp: listener,
      health: () =>
        readHealth({
          nodeId: config.nodeId,
          version: config.version,
          startedAt,
          clock,
          config: configStore.current,
          smtp: listener === null ? null : { listener, address: () => smtpAddress },
          spool,
          feed,
          redisSource: config.redis,
          memory,
          redisProblem: link.problem,
          ledger,
          recount: () => recount,
          queues,
          stuckQueues,
          deliveryQueues,
          deadLetters,
          outcomes,
          analyser,
          nodes,
          isWorker: works,
        }),
      async queues() {
        const [alerts, others, urgent, deliveries, dead] = await Promise.all([
          queues.alerts.depth(),
          queues.analyses.depth(),
          queues.urgentAnalyses.depth(),
          deliveryQueues.depths(),
          deadLetters.count(),
        ]);
        const analyses = {
          waiting: others.waiting + urgent.waiting,
          active: others.active + urgent.active,
          retrying: others.retrying + urgent.retrying,
        };
        return { spool: feed?.unfed() ?? 0, alerts, analyses, deliveries, dead };
      },
    };
    return services;
  };

  const stopAll = async () => {
    for (const { name, stop } of stops.splice(0).reverse()) {
      const slow = setTimeout(() => logger.warn({ part: name }, 'a part takes long to stop'), slowStopMs);
      try {
        await stop();
      } catch (error) {
        logger.warn({ part: name, error: String(error) }, 'a part did not stop cleanly');
      } finally {
        clearTimeout(slow);
      }
    }
  };

  return {
    async start() {
      started ??= startAll().catch(async (error: unknown) => {
        await stopAll();
        throw error;
      });
      return started;
    },
    async stop() {
      stopped ??= (async () => {
        await started?.catch(() => {});
        await stopAll();
      })();
      return stopped;
    },
    addOwnPort(port) {
      ownPorts.push(port);
    },
    smtpAddress: () => smtpAddress,
    ready: (boundMs) => ready(boundMs),
  };
};
