/** One run of the engine in the desktop: everything it needs, in order, and back. */
import { hostname } from 'node:os';
import type { ApiParts } from '../engine/api/context.ts';
import { createLoginLimit } from '../engine/api/login-limit.ts';
import { createPasswords } from '../engine/api/passwords.ts';
import { createSessions } from '../engine/api/sessions.ts';
import { createEngine } from '../engine/engine.ts';
import type { DesktopNotifier } from '../engine/ports.ts';
import { systemClock } from '../platform/clock.ts';
import { lockDirectory } from '../platform/directory-lock.ts';
import { createHttpServer, type HttpServer } from '../platform/http/http-server.ts';
import { uuidIds } from '../platform/ids.ts';
import type { Log } from '../platform/logger.ts';
import { managedRedis } from '../platform/managed-redis-source.ts';
import { nodeIdOf, openDataDir, removeRuntimeFile, writeRuntimeFile } from '../platform/node-files.ts';
import { findRedisServer } from '../platform/redis-binary.ts';
import { createSecretBox } from '../platform/secret-box.ts';
import { StartError, type StartStep } from './start-failure.ts';

export interface RunOptions {
  dataDir: string;
  version: string;
  key: Buffer;
  smtp: { host: string; port: number };
  /** A redis-server the person chose, or null: the packaged one, the system's, or set-up's. */
  redisServer: string | null;
  resourcesDir: string | undefined;
  builtRedisDir: string | undefined;
  consoleDir: string;
  log: Log;
  desktop: DesktopNotifier;
}

export interface EngineRun {
  parts: ApiParts;
  smtpPort: number | null;
  /** Opens or closes the console for browsers of this machine. Answers where it is. */
  setConsole(port: number | null): Promise<string | null>;
  /** Twice is harmless. */
  stop(): Promise<void>;
}

const readyWaitMs = 5_000;

/** Throws `StartError`; what was started by then is stopped again. */
export const startEngineRun = async (options: RunOptions): Promise<EngineRun> => {
  const { dataDir, version, log } = options;
  const stops: (() => Promise<void> | void)[] = [];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  let stopped: Promise<void> | null = null;

  try {
    const atDataDir: StartStep = { at: 'data-dir', place: dataDir };
    await step(atDataDir, () => openDataDir(dataDir));
    const lock = await step(atDataDir, () => lockDirectory(dataDir));
    stops.push(() => lock.release());
    const nodeId = await step(atDataDir, () => nodeIdOf(dataDir, undefined, uuidIds));

    const binary = await step({ at: 'redis', place: options.redisServer ?? '' }, () =>
      findRedisServer({
        override: options.redisServer ?? undefined,
        resourcesDir: options.resourcesDir,
        builtDir: options.builtRedisDir,
      }),
    );
    log.logger.info({ path: binary.path, version: binary.version }, 'Redis to run');

    const engine = createEngine(
      {
        dataDir,
        nodeId,
        hostName: hostname(),
        version,
        roles: ['ingest', 'worker', 'console'],
        smtp: { ...options.smtp, name: hostname() || 'alertflow', certificate: null },
        redis: managedRedis({
          dataDir,
          binary,
          clock: systemClock,
          logger: log.logger,
          onSecret: (value) => void log.registerSecret(value),
        }),
      },
      {
        clock: systemClock,
        ids: uuidIds,
        secrets: createSecretBox({ key: options.key }),
        logger: log.logger,
        logs: log.logs,
        desktop: options.desktop,
      },
    );
    stops.push(() => engine.stop());
    const services = await step({ at: 'engine', place: `${options.smtp.host}:${options.smtp.port}` }, () =>
      engine.start(),
    );

    const stopping = new AbortController();
    const passwords = createPasswords();
    const { config, redis } = services;
    const parts: ApiParts = {
      services,
      passwords,
      sessions: createSessions({ redis, config, clock: systemClock }),
      loginLimit: createLoginLimit({ redis, clock: systemClock }),
      liveStreams: { open: 0, stopping: stopping.signal },
    };

    let http: HttpServer | null = null;
    const closeConsole = async (): Promise<void> => {
      const open = http;
      http = null;
      await open?.stop();
    };
    stops.push(closeConsole);
    stops.push(() => stopping.abort());
    // Mail is taken by now; the console has little to show before Redis is linked.
    await engine.ready(readyWaitMs);
    const smtpPort = engine.smtpAddress()?.port ?? null;
    const tellWhere = (httpUrl: string | null): void =>
      writeRuntimeFile(dataDir, { pid: process.pid, smtpPort, httpUrl });
    tellWhere(null);
    stops.push(() => removeRuntimeFile(dataDir));

    return {
      parts,
      smtpPort,
      async setConsole(port) {
        await closeConsole();
        if (port === null || stopped !== null) {
          if (stopped === null) tellWhere(null);
          return null;
        }
        const next = createHttpServer(services, passwords, {
          host: '127.0.0.1',
          port,
          tls: null,
          behindProxy: false,
          allowedHosts: [],
          consoleDir: options.consoleDir,
        });
        const opened = await next.start();
        http = next;
        engine.addOwnPort({ port: opened.port });
        tellWhere(opened.url);
        return opened.url;
      },
      stop() {
        stopped ??= stopAll();
        return stopped;
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
};

const step = async <T>(where: StartStep, run: () => T | Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    throw new StartError(where, error);
  }
};
