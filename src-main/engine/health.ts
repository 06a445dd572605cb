/** How every part stands. Good only with fresh proof: a part that was not heard of lately is unknown, not fine. */
import type { ProblemCode } from '../../src-shared/contract/health-codes.ts';
import type { Health, PartHealth } from '../../src-shared/contract/operations.ts';
import type { Analyser } from './analyse/provider-chain.ts';
import { detailOf, type ProblemParams, problemOf } from './health-words.ts';
import type { Feed } from './ingest/feed.ts';
import { reachableAddresses } from './ingest/reachable-addresses.ts';
import type { SmtpListener } from './ingest/smtp-listener.ts';
import type { Spool } from './ingest/spool.ts';
import type { LedgerKeeper } from './ledger/ledger.ts';
import type { DeadLetters } from './notify/dead-letters.ts';
import type { DeliveryQueues } from './notify/delivery-queues.ts';
import type { Clock } from './ports.ts';
import type { RedisSource } from './redis-source.ts';
import type { ConfigDocument } from './store/config-document.ts';
import type { JobQueue } from './store/job-queues.ts';
import type { NodeRecord, Nodes } from './store/nodes.ts';
import type { LastOutcome, Outcomes } from './store/outcomes.ts';
import type { RedisMemory } from './store/redis-memory.ts';
import type { QueueLook, StuckQueues } from './stuck-queues.ts';

export interface HealthDeps {
  nodeId: string;
  version: string;
  startedAt: number;
  clock: Clock;
  config: () => ConfigDocument;
  smtp: { listener: SmtpListener; address: () => { host: string; port: number } | null } | null;
  spool: Spool | null;
  feed: Feed | null;
  redisSource: RedisSource;
  memory: RedisMemory;
  /** Null while Redis is linked, else why not. */
  redisProblem: () => string | null;
  ledger: LedgerKeeper;
  /** What the last recount found wrong, in words. */
  recount: () => string[];
  queues: { alerts: JobQueue; analyses: JobQueue };
  stuckQueues: StuckQueues;
  deliveryQueues: DeliveryQueues;
  deadLetters: DeadLetters;
  outcomes: Outcomes;
  analyser: Analyser;
  nodes: Nodes;
  isWorker: boolean;
}

type Problem = Health['problems'][number];

const nodeSilentAfterMs = 30_000;
/** Redis memory is to keep 30 % head-room (D6). */
const memoryAlarmShare = 0.7;
/** Warn well before the spool stops accepting (D5). */
const diskAlarmShare = 0.2;
/** On large disks a fifth is no shortage: this much room is enough there. */
const diskEnoughBytes = 10 * 1024 ** 3;
/** On small disks less than this is a shortage whatever its share: mail is refused at half of it. */
const diskLeastBytes = 1_000_000_000;
/** Mail that waits in the spool so long while Redis answers is told to nobody until somebody acts. */
const feedStuckAfterMs = 60_000;

export const readHealth = async (deps: HealthDeps): Promise<Health> => {
  const { clock } = deps;
  const now = clock.now();
  const config = deps.config();
  const problems: Problem[] = [];
  const warn: Say = (part, code, ...params) =>
    problems.push({ part, severity: 'warning', ...problemOf(code, ...params) });
  const alarm: Say = (part, code, ...params) =>
    problems.push({ part, severity: 'critical', ...problemOf(code, ...params) });

  const redisDown = deps.redisProblem();
  const guarded = <T>(read: () => Promise<T>, otherwise: T): Promise<T> =>
    redisDown === null ? read().catch(() => otherwise) : Promise.resolve(otherwise);

  const smtp = smtpHealth(deps, alarm);
  const spool = spoolHealth(deps, now, redisDown, warn, alarm);
  const redis = redisHealth(deps, redisDown, warn, alarm);

  const [ledger, dead, depths, nodesSeen, channelOutcomes] = await Promise.all([
    deps.ledger.read(),
    guarded(() => deps.deadLetters.count(), 0),
    guarded(
      async () => ({
        alerts: await deps.queues.alerts.depth(),
        channels: await deps.deliveryQueues.depths(),
      }),
      null,
    ),
    guarded<NodeRecord[] | null>(() => deps.nodes.all(), null),
    guarded(() => deps.outcomes.all('channel'), new Map<string, LastOutcome>()),
  ]);

  const recount = deps.recount();
  if (!ledger.balanced) alarm('ledger', 'ledger_off', { difference: ledger.difference });
  if (recount.length > 0) alarm('ledger', 'recount_differs', { reason: recount.join('; ') });
  if (dead > 0) warn('dead letters', 'dead_letters', { count: dead });
  if (ledger.unrouted > 0) warn('routing', 'unrouted', { count: ledger.unrouted });
  if (config.settings.defaultDestinationIds.length === 0) warn('routing', 'no_default_destination');

  // Who is alive is known from Redis alone: where it did not answer, nobody is missed.
  const nodes = nodesSeen ?? [];
  // What is held back on purpose is not stuck.
  const moving: QueueLook[] =
    depths === null
      ? []
      : [
          { name: 'alerts', waiting: depths.alerts.waiting, lastMovedAt: deps.queues.alerts.lastMovedAt() },
          ...Object.entries(depths.channels).flatMap(([name, { paused, waiting, lastMovedAt }]) =>
            paused ? [] : [{ name, waiting, lastMovedAt }],
          ),
        ];
  const worker = workerHealth(deps, now, moving, nodes, nodesSeen === null, alarm);
  for (const node of nodes) {
    if (node.id !== deps.nodeId && now - node.seenAt > nodeSilentAfterMs) {
      const seconds = Math.round((now - node.seenAt) / 1000);
      warn('nodes', 'node_silent', { host: node.host, id: node.id, seconds });
    }
  }

  for (const { id, name } of config.channels) {
    const depth = depths?.channels[id];
    if (depth?.paused !== true) continue;
    const count = depth.waiting + depth.active + depth.retrying;
    warn(`channel ${name}`, 'channel_paused', { id, name, count });
  }
  const channels = config.channels.map((channel) => ({
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    ...partOf(channelOutcomes.get(channel.id), channel.enabled, (reason) =>
      warn(`channel ${channel.name}`, 'channel_fails', { id: channel.id, name: channel.name, reason }),
    ),
  }));
  const providers = deps.analyser.status().map((status) => ({
    id: status.providerId,
    name: status.name,
    ...partOf(
      {
        lastSuccessAt: status.lastSuccessAt,
        lastErrorAt: status.lastErrorAt,
        lastError: status.lastError?.reason ?? null,
      },
      true,
      (reason) =>
        warn(`provider ${status.name}`, 'provider_fails', {
          id: status.providerId,
          name: status.name,
          reason,
        }),
    ),
  }));

  problems.sort((a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'));
  const isDown = smtp.state === 'down' || spool.state === 'down';
  return {
    status: isDown ? 'down' : problems.some(({ severity }) => severity === 'critical') ? 'degraded' : 'ok',
    version: deps.version,
    nodeId: deps.nodeId,
    startedAt: deps.startedAt,
    at: now,
    problems,
    smtp,
    spool,
    redis,
    worker,
    ledger: {
      state: ledger.balanced && recount.length === 0 ? 'ok' : 'degraded',
      ...(ledger.balanced ? detailOf('balanced') : detailOf('off_by', { difference: ledger.difference })),
      lastSuccessAt: ledger.balanced ? ledger.at : null,
    },
    providers,
    channels,
    nodes: nodes.map(({ id, roles, host, version, seenAt }) => ({ id, roles, host, version, seenAt })),
  };
};

type Say = <C extends ProblemCode>(part: string, code: C, ...params: ProblemParams<C>) => void;

const smtpHealth = ({ smtp }: HealthDeps, alarm: Say): Health['smtp'] => {
  if (smtp === null) {
    return {
      state: 'idle',
      ...detailOf('takes_no_mail'),
      lastSuccessAt: null,
      host: null,
      port: null,
      addresses: [],
      sessions: 0,
    };
  }
  const address = smtp.address();
  const stats = smtp.listener.stats();
  if (address === null) alarm('smtp', 'smtp_closed');
  return {
    state: address === null ? 'down' : 'ok',
    ...detailOf(address === null ? 'not_listening' : 'listening'),
    lastSuccessAt: stats.lastAcceptedAt,
    host: address?.host ?? null,
    port: address?.port ?? null,
    addresses: address === null ? [] : reachableAddresses(address.host),
    sessions: stats.sessions,
  };
};

const spoolHealth = (
  { spool, feed }: HealthDeps,
  now: number,
  redisDown: string | null,
  warn: Say,
  alarm: Say,
): Health['spool'] => {
  if (spool === null) {
    return {
      state: 'idle',
      ...detailOf('takes_no_mail'),
      lastSuccessAt: null,
      unsettled: 0,
      bytes: 0,
      freeBytes: 0,
    };
  }
  const summary = spool.summary();
  if (summary.state !== 'accepting') alarm('spool', 'spool_refuses', { reason: summary.reason });
  const isShort =
    summary.totalBytes > 0 &&
    (summary.freeBytes < diskLeastBytes ||
      (summary.freeBytes / summary.totalBytes < diskAlarmShare && summary.freeBytes < diskEnoughBytes));
  if (isShort) {
    const percent = Math.round((100 * summary.freeBytes) / summary.totalBytes);
    warn('disk', 'spool_disk_short', { percent });
  }
  if (summary.damaged > 0) warn('spool', 'spool_damaged', { count: summary.damaged });
  const holdUp = feed?.holdUp() ?? null;
  if (feed !== null && holdUp !== null) {
    const isStuck = redisDown === null && feed.stuckForMs() > feedStuckAfterMs;
    const say = isStuck ? alarm : warn;
    say('spool', 'spool_waits', { count: feed.unfed(), reason: holdUp });
  }
  return {
    state: summary.state === 'accepting' ? 'ok' : 'down',
    ...(summary.reason !== ''
      ? detailOf('refusing', { reason: summary.reason })
      : holdUp !== null
        ? detailOf('held_up', { reason: holdUp })
        : detailOf('accepting')),
    lastSuccessAt: summary.state === 'accepting' ? now : null,
    unsettled: summary.unsettled,
    bytes: summary.bytes,
    freeBytes: summary.freeBytes,
  };
};

const redisHealth = (
  { redisSource, memory }: HealthDeps,
  down: string | null,
  warn: Say,
  alarm: Say,
): Health['redis'] => {
  const source = redisSource.state();
  const used = memory.usedBytes();
  const max = memory.maxBytes();
  if (down !== null) alarm('redis', 'redis_away', { reason: source.reason || down });
  else if (source.kind === 'degraded') alarm('redis', 'redis_degraded', { reason: source.reason });
  if (used !== null && max !== null && used / max > memoryAlarmShare) {
    warn('redis', 'redis_memory', { percent: Math.round((100 * used) / max) });
  }
  const policy = memory.evictionPolicy();
  if (policy !== null) warn('redis', 'redis_evicts', { policy });
  const says = down ?? source.reason;
  return {
    state: down !== null ? 'down' : source.kind === 'degraded' ? 'degraded' : 'ok',
    ...(says ? detailOf('redis_says', { reason: says }) : detailOf('connected')),
    lastSuccessAt: null,
    managed: redisSource.isManaged,
    usedBytes: used,
    maxBytes: max,
  };
};

const workerHealth = (
  deps: HealthDeps,
  now: number,
  queues: readonly QueueLook[],
  nodes: NodeRecord[],
  isRedisSilent: boolean,
  alarm: Say,
): PartHealth => {
  const lastDoneAt =
    Math.max(deps.queues.alerts.lastDoneAt() ?? 0, deps.deliveryQueues.lastDoneAt() ?? 0) || null;
  const stuck = deps.stuckQueues.look(isRedisSilent || !deps.isWorker ? [] : queues);
  if (isRedisSilent) return { state: 'unknown', ...detailOf('redis_silent'), lastSuccessAt: lastDoneAt };
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const workers = nodes.filter(
    (node) => node.roles.includes('worker') && now - node.seenAt <= nodeSilentAfterMs,
  ).length;
  if (workers === 0 && !deps.isWorker) {
    alarm('worker', 'no_worker');
    return { state: 'down', ...detailOf('no_worker'), lastSuccessAt: lastDoneAt };
  }
  if (stuck.length > 0) {
    const count = stuck.reduce((sum, queue) => sum + queue.waiting, 0);
    const seconds = Math.round(Math.max(...stuck.map(({ forMs }) => forMs)) / 1000);
    alarm('worker', 'jobs_stuck', { count, seconds });
    return { state: 'degraded', ...detailOf('jobs_stuck'), lastSuccessAt: lastDoneAt };
  }
  return { state: 'ok', ...detailOf('jobs_waiting', { count: waiting }), lastSuccessAt: lastDoneAt };
};

const partOf = (
  last: LastOutcome | undefined,
  enabled: boolean,
  onFailure: (reason: string) => void,
): PartHealth => {
  const outcome = {
    lastSuccessAt: last?.lastSuccessAt ?? null,
    lastErrorAt: last?.lastErrorAt ?? null,
    lastError: last?.lastError ?? null,
  };
  if (!enabled) return { state: 'idle', ...detailOf('switched_off'), ...outcome };
  if (outcome.lastErrorAt !== null && outcome.lastErrorAt > (outcome.lastSuccessAt ?? 0)) {
    const reason = outcome.lastError ?? '';
    onFailure(reason);
    return { state: 'degraded', ...detailOf('last_failed', { reason }), ...outcome };
  }
  if (outcome.lastSuccessAt === null) return { state: 'unknown', ...detailOf('unused'), ...outcome };
  return { state: 'ok', ...detailOf('worked'), ...outcome };
};
