/** The figures for Prometheus, read anew at each scrape. One that cannot be read just now is left out, never guessed. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { alertStatuses } from '../../../src-shared/vocabulary.ts';
import type { Services } from '../../engine/services.ts';

export interface Metrics {
  contentType: string;
  text(): Promise<string>;
}

export const createMetrics = (services: Services): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'alertflow_' });
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `alertflow_${name}`, help, labelNames: [...labelNames], registers });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name: `alertflow_${name}`, help, labelNames: [...labelNames], registers });

  gauge('build_info', 'Always 1; the version is a label', ['version']).set({ version: services.version }, 1);
  const up = gauge('status', 'Overall status: 1 for the one that holds', ['status']);
  const problems = gauge('problems', 'What needs a person, by severity', ['severity']);
  const alerts = gauge('ledger_alerts', 'Alerts by where they stand', ['status']);
  const accepted = gauge('ledger_accepted', 'Alerts accepted');
  const difference = gauge('ledger_difference', 'Accepted less the sum of the others; 0 when balanced');
  const depth = gauge('queue_jobs', 'Jobs in the work queues', ['queue', 'state']);
  const dead = gauge('dead_letters', 'Deliveries that wait for a person');
  const unfed = gauge('spool_unfed', 'Accepted messages not yet handed to Redis');
  const spoolBytes = gauge('spool_bytes', 'Room the spool takes');
  const spoolFree = gauge('spool_free_bytes', 'Free room on its disk');
  const unsettled = gauge('spool_unsettled', 'Messages waiting or dead');
  const syncP99 = gauge('spool_sync_p99_seconds', 'Time a sync of the spool takes, 99th percentile');
  const redisUsed = gauge('redis_used_bytes', 'Memory Redis uses');
  const redisMax = gauge('redis_max_bytes', 'Memory Redis may use');
  const success = gauge('last_success_timestamp_seconds', 'When a channel or provider last worked', [
    'part',
    'id',
    'name',
  ]);
  const failure = gauge('last_error_timestamp_seconds', 'When a channel or provider last failed', [
    'part',
    'id',
    'name',
  ]);
  const sessions = gauge('smtp_sessions', 'Open SMTP sessions');
  const intake = counter('smtp_messages_total', 'Messages by how they were answered', ['outcome']);
  const intakeBytes = counter('smtp_accepted_bytes_total', 'Bytes of accepted messages');
  const refused = counter('smtp_refused_connections_total', 'Connections refused', ['reason']);
  const commands = counter('smtp_permanent_refusals_total', 'Permanent (5xx) replies');

  const readIntake = () => {
    const stats = services.smtp?.stats();
    for (const one of [intake, intakeBytes, refused, commands]) one.reset();
    if (stats === undefined) return sessions.set(0);
    sessions.set(stats.sessions);
    for (const outcome of [
      'accepted',
      'joined',
      'deferred',
      'oversized',
      'incomplete',
      'timedOut',
    ] as const) {
      intake.inc({ outcome }, stats[outcome]);
    }
    intake.inc({ outcome: 'authFailed' }, stats.authFailures);
    intakeBytes.inc(stats.acceptedBytes);
    for (const [reason, count] of Object.entries(stats.refusedConnections)) refused.inc({ reason }, count);
    commands.inc(stats.permanentRefusals);
  };

  const readSpool = () => {
    const summary = services.spool?.summary();
    if (summary === undefined) return;
    spoolBytes.set(summary.bytes);
    spoolFree.set(summary.freeBytes);
    unsettled.set(summary.unsettled);
    syncP99.set(summary.syncP99Ms / 1000);
  };

  const readLedger = async () => {
    const ledger = await services.ledger.read();
    accepted.set(ledger.accepted);
    difference.set(ledger.difference);
    for (const status of alertStatuses) alerts.set({ status }, ledger[status]);
  };

  const readQueues = async () => {
    depth.reset();
    const { spool, dead: letters, alerts: alertJobs, analyses, deliveries } = await services.queues();
    unfed.set(spool);
    dead.set(letters);
    const all = { alerts: alertJobs, analyses };
    const byChannel = Object.entries(deliveries).map(
      ([id, { paused: _paused, ...one }]) => [`deliveries-${id}`, one] as const,
    );
    for (const [queue, states] of [...Object.entries(all), ...byChannel]) {
      for (const [state, jobs] of Object.entries(states)) depth.set({ queue, state }, jobs);
    }
  };

  const readHealth = async () => {
    const health = await services.health();
    for (const status of ['ok', 'degraded', 'down']) up.set({ status }, health.status === status ? 1 : 0);
    for (const severity of ['warning', 'critical']) {
      problems.set({ severity }, health.problems.filter((problem) => problem.severity === severity).length);
    }
    if (health.redis.usedBytes !== null) redisUsed.set(health.redis.usedBytes);
    if (health.redis.maxBytes !== null) redisMax.set(health.redis.maxBytes);
    success.reset();
    failure.reset();
    const parts = [
      ...health.channels.map((one) => ({ part: 'channel', ...one })),
      ...health.providers.map((one) => ({ part: 'provider', ...one })),
    ];
    for (const { part, id, name, lastSuccessAt, lastErrorAt } of parts) {
      if (lastSuccessAt !== null) success.set({ part, id, name }, lastSuccessAt / 1000);
      if (typeof lastErrorAt === 'number') failure.set({ part, id, name }, lastErrorAt / 1000);
    }
  };

  return {
    contentType: registry.contentType,
    async text() {
      readIntake();
      readSpool();
      await Promise.allSettled([readLedger(), readQueues(), readHealth()]);
      return registry.metrics();
    },
  };
};
