/** How every part stands. Good only with fresh proof: a part that was not heard of lately is unknown, not fine. */
import type { Health, PartHealth } from '../../src-shared/contract/operations.ts';
import type { Analyser } from './analyse/provider-chain.ts';
import type { Feed } from './ingest/feed.ts';
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
  deliveryQueues: DeliveryQueues;
  deadLetters: DeadLetters;
  outcomes: Outcomes;
  analyser: Analyser;
  nodes: Nodes;
  isWorker: boolean;
}

type Problem = Health['problems'][number];

const nodeSilentAfterMs = 30_000;
const workersStuckAfterMs = 60_000;
/** Redis memory is to keep 30 % head-room (D6). */
const memoryAlarmShare = 0.7;
/** Warn well before the spool stops accepting (D5). */
const diskAlarmShare = 0.2;
/** On large disks a fifth is no shortage: this much room is enough there. */
const diskEnoughBytes = 10 * 1024 ** 3;

export const readHealth = async (deps: HealthDeps): Promise<Health> => {
  const { clock } = deps;
  const now = clock.now();
  const config = deps.config();
  const problems: Problem[] = [];
  const warn = (part: string, message: string) => problems.push({ part, severity: 'warning', message });
  const alarm = (part: string, message: string) => problems.push({ part, severity: 'critical', message });

  const redisDown = deps.redisProblem();
  const guarded = <T>(read: () => Promise<T>, otherwise: T): Promise<T> =>
    redisDown === null ? read().catch(() => otherwise) : Promise.resolve(otherwise);

  const smtp = smtpHealth(deps, alarm);
  const spool = spoolHealth(deps, now, warn, alarm);
  const redis = redisHealth(deps, redisDown, warn, alarm);

  const [ledger, dead, depths, nodes, channelOutcomes] = await Promise.all([
    deps.ledger.read(),
    guarded(() => deps.deadLetters.count(), 0),
    guarded(
      async () => [await deps.queues.alerts.depth(), ...Object.values(await deps.deliveryQueues.depths())],
      [],
    ),
    guarded<NodeRecord[]>(() => deps.nodes.all(), []),
    guarded(() => deps.outcomes.all('channel'), new Map<string, LastOutcome>()),
  ]);

  const recount = deps.recount();
  if (!ledger.balanced) alarm('ledger', `the ledger is off by ${ledger.difference}`);
  if (recount.length > 0) alarm('ledger', `counters and records differ: ${recount.join('; ')}`);
  if (dead > 0)
    warn('dead letters', `${dead} dead ${dead === 1 ? 'letter waits' : 'letters wait'} for a person`);
  if (ledger.unrouted > 0)
    warn('routing', `${ledger.unrouted} alerts reached nobody: no destination was set for them`);
  if (config.settings.defaultDestinationIds.length === 0) {
    warn('routing', 'no default destination is set: alerts that no rule takes reach nobody');
  }

  const worker = workerHealth(deps, now, depths, nodes, redisDown, alarm);
  for (const node of nodes) {
    if (node.id !== deps.nodeId && now - node.seenAt > nodeSilentAfterMs) {
      warn(
        'nodes',
        `node ${node.host} (${node.id}) was last heard of ${Math.round((now - node.seenAt) / 1000)} s ago`,
      );
    }
  }

  const channels = config.channels.map((channel) => ({
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    ...partOf(channelOutcomes.get(channel.id), channel.enabled, `channel ${channel.name}`, warn),
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
      `provider ${status.name}`,
      warn,
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
      detail: ledger.balanced ? 'balanced' : `off by ${ledger.difference}`,
      lastSuccessAt: ledger.balanced ? ledger.at : null,
    },
    providers,
    channels,
    nodes: nodes.map(({ id, roles, host, version, seenAt }) => ({ id, roles, host, version, seenAt })),
  };
};

type Say = (part: string, message: string) => void;

const smtpHealth = ({ smtp }: HealthDeps, alarm: Say): Health['smtp'] => {
  if (smtp === null) {
    return {
      state: 'idle',
      detail: 'this node takes no mail',
      lastSuccessAt: null,
      host: null,
      port: null,
      sessions: 0,
    };
  }
  const address = smtp.address();
  const stats = smtp.listener.stats();
  if (address === null) alarm('smtp', 'the SMTP port is not open');
  return {
    state: address === null ? 'down' : 'ok',
    detail: address === null ? 'not listening' : 'listening',
    lastSuccessAt: stats.lastAcceptedAt,
    host: address?.host ?? null,
    port: address?.port ?? null,
    sessions: stats.sessions,
  };
};

const spoolHealth = ({ spool, feed }: HealthDeps, now: number, warn: Say, alarm: Say): Health['spool'] => {
  if (spool === null) {
    return {
      state: 'idle',
      detail: 'this node takes no mail',
      lastSuccessAt: null,
      unsettled: 0,
      bytes: 0,
      freeBytes: 0,
    };
  }
  const summary = spool.summary();
  if (summary.state !== 'accepting') alarm('spool', `mail is answered 452: ${summary.reason}`);
  const isShort = summary.totalBytes > 0 && summary.freeBytes / summary.totalBytes < diskAlarmShare;
  if (isShort && summary.freeBytes < diskEnoughBytes) {
    warn(
      'disk',
      `${Math.round((100 * summary.freeBytes) / summary.totalBytes)} % of the disk is free; mail is refused below 5 %`,
    );
  }
  if (summary.damaged > 0) warn('spool', `${summary.damaged} damaged places were found in the spool`);
  const holdUp = feed?.holdUp() ?? null;
  if (holdUp !== null) warn('spool', `${feed?.unfed()} messages wait in the spool: ${holdUp}`);
  return {
    state: summary.state === 'accepting' ? 'ok' : 'down',
    detail: summary.reason || holdUp || 'accepting',
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
  if (down !== null) alarm('redis', `queue degraded, mail is kept in the spool: ${source.reason || down}`);
  else if (source.kind === 'degraded') alarm('redis', source.reason);
  if (used !== null && max !== null && used / max > memoryAlarmShare) {
    warn(
      'redis',
      `${Math.round((100 * used) / max)} % of Redis's memory is used; feeding pauses until there is room`,
    );
  }
  return {
    state: down !== null ? 'down' : source.kind === 'degraded' ? 'degraded' : 'ok',
    detail: down ?? (source.reason || 'connected'),
    lastSuccessAt: null,
    managed: redisSource.isManaged,
    usedBytes: used,
    maxBytes: max,
  };
};

const workerHealth = (
  deps: HealthDeps,
  now: number,
  depths: { waiting: number; active: number }[],
  nodes: NodeRecord[],
  redisDown: string | null,
  alarm: Say,
): PartHealth => {
  const lastDoneAt =
    Math.max(deps.queues.alerts.lastDoneAt() ?? 0, deps.deliveryQueues.lastDoneAt() ?? 0) || null;
  if (redisDown !== null)
    return { state: 'unknown', detail: 'Redis does not answer', lastSuccessAt: lastDoneAt };
  const waiting = depths.reduce((sum, depth) => sum + depth.waiting, 0);
  const workers = nodes.filter(
    (node) => node.roles.includes('worker') && now - node.seenAt <= nodeSilentAfterMs,
  ).length;
  if (workers === 0 && !deps.isWorker) {
    alarm('worker', 'nothing consumes the queues: no worker node is alive');
    return { state: 'down', detail: 'no worker node is alive', lastSuccessAt: lastDoneAt };
  }
  if (deps.isWorker && waiting > 0 && lastDoneAt !== null && now - lastDoneAt > workersStuckAfterMs) {
    alarm(
      'worker',
      `${waiting} jobs wait and none was finished for ${Math.round((now - lastDoneAt) / 1000)} s`,
    );
    return { state: 'degraded', detail: 'jobs wait and none is finished', lastSuccessAt: lastDoneAt };
  }
  return { state: 'ok', detail: `${waiting} jobs waiting`, lastSuccessAt: lastDoneAt };
};

const partOf = (last: LastOutcome | undefined, enabled: boolean, name: string, warn: Say): PartHealth => {
  const outcome = {
    lastSuccessAt: last?.lastSuccessAt ?? null,
    lastErrorAt: last?.lastErrorAt ?? null,
    lastError: last?.lastError ?? null,
  };
  if (!enabled) return { state: 'idle', detail: 'switched off', ...outcome };
  if (outcome.lastErrorAt !== null && outcome.lastErrorAt > (outcome.lastSuccessAt ?? 0)) {
    warn(name, `its last attempt failed: ${outcome.lastError ?? ''}`);
    return { state: 'degraded', detail: outcome.lastError ?? 'its last attempt failed', ...outcome };
  }
  if (outcome.lastSuccessAt === null) return { state: 'unknown', detail: 'not used yet', ...outcome };
  return { state: 'ok', detail: 'worked the last time', ...outcome };
};
