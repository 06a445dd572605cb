/**
 * The supervisor's own line to Redis: one connection at a time, answers bounded in time, usable while Redis loads.
 */
import { Redis } from 'ioredis';
import type { RedisEndpoint } from '../engine/store/redis-connection.ts';
import { describeRedisError, type RedisErrorText } from '../engine/store/redis-error.ts';

export type Answer =
  | { kind: 'ready' }
  | { kind: 'loading' }
  /** Connected, but no answer in time. */
  | { kind: 'silent' }
  /** No connection, or an answer that is no PONG. */
  | { kind: 'refused'; error: RedisErrorText };

export interface RedisProbe {
  ping(): Promise<Answer>;
  /** Null when it cannot be told now. */
  setting(name: string): Promise<string | null>;
  setSetting(name: string, value: string): Promise<boolean>;
  /** A field of INFO. */
  info(section: string, field: string): Promise<string | null>;
  /** Asks Redis to write its AOF out and end. */
  shutdown(): Promise<void>;
  close(): void;
}

export const createRedisProbe = (endpoint: RedisEndpoint, timeoutMs: number): RedisProbe => {
  let connection: Redis | null = null;

  const connected = async (): Promise<Redis> => {
    if (connection?.status === 'ready') return connection;
    connection?.disconnect();
    connection = openConnection(endpoint, timeoutMs);
    await connection.connect();
    return connection;
  };

  const ask = async <T>(question: (redis: Redis) => Promise<T>): Promise<T | null> => {
    try {
      return await question(await connected());
    } catch {
      return null;
    }
  };

  return {
    async ping() {
      try {
        const redis = await connected();
        await redis.ping();
        return { kind: 'ready' };
      } catch (cause) {
        const error = describeRedisError(cause);
        if (error.code === 'LOADING') return { kind: 'loading' };
        return error.code === 'TIMEOUT' ? { kind: 'silent' } : { kind: 'refused', error };
      }
    },
    setting: (name) =>
      ask(async (redis) => {
        const reply = (await redis.config('GET', name)) as string[];
        return reply[1] ?? null;
      }),
    setSetting: async (name, value) => (await ask((redis) => redis.config('SET', name, value))) === 'OK',
    info: (section, field) =>
      ask(async (redis) => {
        const text = await redis.info(section);
        return new RegExp(`^${field}:(.*?)\r?$`, 'm').exec(text)?.[1] ?? null;
      }),
    async shutdown() {
      // Done is done when the process is gone; the answer is a broken connection.
      await ask((redis) => redis.shutdown());
    },
    close() {
      connection?.disconnect();
      connection = null;
    },
  };
};

const openConnection = (endpoint: RedisEndpoint, timeoutMs: number): Redis => {
  const place =
    endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port };
  const connection = new Redis({
    ...place,
    password: endpoint.password,
    connectionName: 'alertflow supervisor',
    protocol: 2,
    disableClientInfo: true,
    lazyConnect: true,
    enableOfflineQueue: false,
    // A Redis that loads is connected all the same, and says LOADING.
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
  });
  // Each failure is the answer of the call that met it.
  connection.on('error', () => {});
  return connection;
};
