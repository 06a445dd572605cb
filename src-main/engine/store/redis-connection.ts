/**
 * Connections to Redis: one for the product's own commands, which fails fast and keeps nothing in memory while Redis is
 * away (the spool is where work waits), and others on request for the queue library and for subscriptions.
 */
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { Cluster, type CommonRedisOptions, Redis, type RedisOptions } from 'ioredis';
import type { Clock, Logger } from '../ports.ts';
import type { RedisCommands } from './redis-commands.ts';
import { describeRedisError, type RedisErrorText } from './redis-error.ts';
import { describeTarget, parseRedisUrl, type RedisTarget } from './redis-url.ts';

/** How a Redis that this program runs itself is reached. */
export type RedisEndpoint =
  | { kind: 'unix'; path: string; password: string }
  | { kind: 'tcp'; host: string; port: number; password: string };

export interface RedisConnections {
  /** For own commands: rejects at once while there is no connection, and after `commandTimeoutMs` without an answer. */
  commands: RedisCommands;
  /**
   * A new connection for BullMQ. `worker` waits for Redis as long as it takes, as workers must; `queue` fails fast, so
   * that adding jobs never piles up in memory. BullMQ does not close it: `stop` does.
   */
  forBullMq(use?: 'worker' | 'queue'): RedisCommands;
  /** A new connection for SUBSCRIBE or blocking reads; subscriptions come back after a reconnect. */
  subscriber(): RedisCommands;
  /** Round trip in milliseconds; throws what ioredis throws. */
  ping(): Promise<number>;
  /** An error in words that are safe to log: ioredis keeps whole commands, secrets included, on its errors. */
  describeError(error: unknown): RedisErrorText;
  /** Closes every connection made here. */
  stop(): Promise<void>;
}

interface Source {
  clock: Clock;
  logger: Logger;
  /** PEM file of the authorities to trust instead of the system's, for rediss://. */
  caFile?: string | undefined;
}

const commandTimeoutMs = 5_000;
const connectTimeoutMs = 5_000;
/**
 * A Sentinel that takes the connection and says nothing is passed over for the next one; without this it is waited for.
 * ioredis counts from the beginning of the connection.
 */
const sentinelTimeoutMs = 5_000;
/** A socket that owes an answer this long is dead: reconnect. Longer than any blocking read (10 s). */
const socketTimeoutMs = 30_000;
const keepAliveMs = 10_000;
const maxReconnectDelayMs = 2_000;
const quitTimeoutMs = 1_000;

/** Connects at once and for as long as it takes; a URL or CA file that cannot be used throws here. */
export const createRedisConnections = (
  options: Source & ({ url: string } | { endpoint: RedisEndpoint }),
): RedisConnections => {
  const { clock, logger } = options;
  const target = 'url' in options ? parseRedisUrl(options.url) : endpointToTarget(options.endpoint);
  const tls: ConnectionOptions = options.caFile === undefined ? {} : { ca: readFileSync(options.caFile) };
  const open = new Set<RedisCommands>();

  const connect = (name: string, behaviour: Behaviour): RedisCommands => {
    const connection = openConnection(target, tls, behaviour);
    open.add(connection);
    connection.once('end', () => open.delete(connection));
    logChanges(connection, logger.child({ connection: name, redis: describeTarget(target) }));
    return connection;
  };

  const commands = connect('commands', failFast);
  /** Why there is no connection; a command that finds none only says that. */
  let fault: RedisErrorText | null = null;
  commands.on('error', (error: unknown) => {
    fault = describeRedisError(error);
  });
  commands.on('ready', () => {
    fault = null;
  });
  let stopped: Promise<void> | null = null;

  return {
    commands,
    forBullMq: (use = 'worker') => connect(`bullmq ${use}`, use === 'queue' ? failFast : patient),
    subscriber: () => connect('subscriber', patient),
    async ping() {
      const startedAt = clock.monotonic();
      await commands.ping();
      return clock.monotonic() - startedAt;
    },
    describeError(error) {
      const said = describeRedisError(error);
      if (said.code !== 'NOT_CONNECTED' || fault === null || fault.code === 'NOT_CONNECTED') return said;
      return { code: said.code, message: `${said.message}: ${fault.message}` };
    },
    stop() {
      stopped ??= Promise.all([...open].map(close)).then(() => undefined);
      return stopped;
    },
  };
};

interface Behaviour {
  enableOfflineQueue: boolean;
  perConnection: Pick<CommonRedisOptions, 'commandTimeout' | 'maxRetriesPerRequest' | 'socketTimeout'>;
}

/**
 * What was sent but not answered when the connection broke is refused, not sent again: it may have been done. Only
 * zero retries do that at once; ioredis leaves such commands without an answer when they are merely not to be resent.
 */
const failFast: Behaviour = {
  enableOfflineQueue: false,
  perConnection: {
    commandTimeout: commandTimeoutMs,
    maxRetriesPerRequest: 0,
    socketTimeout: socketTimeoutMs,
  },
};

const patient: Behaviour = {
  enableOfflineQueue: true,
  perConnection: { maxRetriesPerRequest: null, socketTimeout: socketTimeoutMs },
};

const openConnection = (target: RedisTarget, tls: ConnectionOptions, behaviour: Behaviour): RedisCommands => {
  const login = {
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password }),
  };
  const each = { ...sharedOptions, ...behaviour.perConnection, ...login };
  const { enableOfflineQueue } = behaviour;
  const single = (own: RedisOptions): Redis =>
    new Redis({
      ...each,
      enableOfflineQueue,
      retryStrategy: reconnectDelayMs,
      disconnectTimeout: quitTimeoutMs,
      ...own,
    });

  switch (target.kind) {
    case 'server':
      return single({ ...target.address, db: target.db, ...(target.tls ? { tls } : {}) });
    case 'socket':
      return single({ path: target.path, db: target.db });
    case 'sentinel':
      return single({
        sentinels: target.sentinels,
        name: target.master,
        sentinelCommandTimeout: sentinelTimeoutMs,
        db: target.db,
        ...(target.tls ? { tls, sentinelTLS: tls, enableTLSForSentinelMode: true } : {}),
      });
    case 'cluster':
      return new Cluster(target.nodes, {
        enableOfflineQueue,
        clusterRetryStrategy: reconnectDelayMs,
        slotsRefreshTimeout: connectTimeoutMs,
        redisOptions: { ...each, ...(target.tls ? { tls } : {}) },
      });
    default:
      return target satisfies never;
  }
};

const sharedOptions = {
  connectionName: 'alertflow',
  connectTimeout: connectTimeoutMs,
  keepAlive: keepAliveMs,
  // After a failover the old master answers READONLY; only a new connection finds the new one.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} satisfies CommonRedisOptions;

const reconnectDelayMs = (times: number): number =>
  Math.min(50 * 2 ** Math.min(times, 10), maxReconnectDelayMs) + Math.floor(Math.random() * 100);

const endpointToTarget = (endpoint: RedisEndpoint): RedisTarget =>
  endpoint.kind === 'unix'
    ? { kind: 'socket', path: endpoint.path, db: 0, password: endpoint.password }
    : {
        kind: 'server',
        address: { host: endpoint.host, port: endpoint.port },
        tls: false,
        db: 0,
        password: endpoint.password,
      };

/** One line when the connection is lost and one when it is back, not one for each try in between. */
const logChanges = (connection: RedisCommands, logger: Logger): void => {
  let lostSaid = false;
  connection.on('error', (error: unknown) => {
    const fields = { ...describeRedisError(error) };
    if (lostSaid) return logger.debug(fields, 'Redis connection failed again');
    lostSaid = true;
    logger.warn(fields, 'Redis connection lost');
  });
  connection.on('ready', () => {
    if (lostSaid) logger.info({}, 'Redis connection is back');
    else logger.debug({}, 'Redis connected');
    lostSaid = false;
  });
};

/** Lets what was sent be answered, but not for long. One that has no connection owes nothing and says no `end`. */
const close = async (connection: RedisCommands): Promise<void> => {
  if (connection.status !== 'ready') return connection.disconnect();
  const ended = new Promise<void>((resolve) => connection.once('end', () => resolve()));
  connection.quit().catch(() => connection.disconnect());
  const timer = setTimeout(() => connection.disconnect(), quitTimeoutMs);
  await ended;
  clearTimeout(timer);
};
