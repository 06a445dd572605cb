/** One node without a window, from flags to a running engine with its console, and back in order. */
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureAdministrator, firstAdministratorName } from '../engine/api/first-administrator.ts';
import { createPasswords, type Passwords } from '../engine/api/passwords.ts';
import { isStoreError } from '../engine/api/refusals.ts';
import { createEngine, type Engine, type Role } from '../engine/engine.ts';
import { AppError } from '../engine/errors.ts';
import type { Logger, Ports } from '../engine/ports.ts';
import { externalRedis, type RedisSource } from '../engine/redis-source.ts';
import type { Services } from '../engine/services.ts';
import { systemClock } from '../platform/clock.ts';
import { lockDirectory } from '../platform/directory-lock.ts';
import { createHttpServer, type HttpServer } from '../platform/http/http-server.ts';
import { uuidIds } from '../platform/ids.ts';
import type { Log } from '../platform/logger.ts';
import { createLog } from '../platform/logger.ts';
import { managedRedis } from '../platform/managed-redis-source.ts';
import {
  errorCode,
  nodeIdOf,
  openDataDir,
  removeRuntimeFile,
  writeRuntimeFile,
} from '../platform/node-files.ts';
import { findRedisServer } from '../platform/redis-binary.ts';
import { createSecretBox } from '../platform/secret-box.ts';
import { chooseKeyFile, type KeyFile, loadSecretKey } from '../platform/secret-key.ts';
import type { Flags } from './flags.ts';
import {
  readCertificate,
  requireCaFile,
  requireSafeConsole,
  requireTlsVerification,
} from './start-checks.ts';

export interface ServeOptions {
  flags: Flags;
  environment: Readonly<Record<string, string | undefined>>;
  version: string;
  /** Folder of the program: the built console lies in `out/renderer` below it. */
  programDir: string;
  /** For the one line that says it is ready, and the first password. Never the log. */
  say: (line: string) => void;
  logOutput: NodeJS.WriteStream;
}

export interface Node {
  logger: Logger;
  /** In order: mail, console, engine, Redis. Twice is harmless. */
  stop(): Promise<void>;
}

const adminWaitMs = 3_000;
const adminRetryMs = 1_000;

/** Starts a node. What cannot be started is stopped again, and the error says why. */
export const serve = async (options: ServeOptions): Promise<Node> => {
  const { flags, environment, version, say } = options;
  requireTlsVerification(environment);
  const roles = flags.role ?? ['ingest', 'worker', 'console'];
  const httpHost = flags.httpHost ?? '127.0.0.1';
  if (roles.includes('console')) requireSafeConsole(httpHost, flags);
  const tls = readCertificate(flags, 'tlsCert', 'tlsKey');
  requireCaFile(flags);
  const smtpCertificate = readCertificate(flags, 'smtpTlsCert', 'smtpTlsKey');

  const dataDir = resolve(flags.dataDir ?? defaultDataDir(environment));
  openDataDir(dataDir);
  const lock = await lockDirectory(dataDir);
  const stops: (() => Promise<void> | void)[] = [() => lock.release()];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };

  try {
    const log = createLog({
      clock: systemClock,
      level: flags.logLevel ?? 'info',
      output: options.logOutput,
      file: join(dataDir, 'logs', 'alertflow.log'),
    });
    stops.push(() => log.stop());
    const { logger } = log;
    if (flags.adminPassword !== undefined) log.registerSecret(flags.adminPassword);
    warnOfLonelyRole(logger, flags, roles);

    const ports = createPorts(flags, environment, dataDir, log);
    const engine = createEngine(
      {
        dataDir,
        nodeId: nodeIdOf(dataDir, flags.nodeId, uuidIds),
        hostName: hostname(),
        version,
        roles,
        smtp: {
          host: flags.smtpHost ?? '0.0.0.0',
          port: flags.smtpPort ?? 2525,
          name: flags.smtpName ?? (hostname() || 'alertflow'),
          certificate: smtpCertificate,
        },
        redis: await redisSourceOf(flags, environment, dataDir, log),
        caFile: flags.caFile,
      },
      ports,
    );
    stops.push(() => engine.stop());
    const services = await engine.start();
    const passwords = createPasswords();

    let http: HttpServer | null = null;
    let httpUrl: string | null = null;
    if (roles.includes('console')) {
      http = createHttpServer(services, passwords, {
        host: httpHost,
        port: flags.httpPort ?? 8025,
        tls,
        behindProxy: flags.behindProxy ?? false,
        allowedHosts: flags.httpAllowedHosts ?? [],
        consoleDir: join(options.programDir, 'out', 'renderer'),
      });
      const opened = http;
      // Mail first, and nobody waits for it here: the engine does, once all else has let go of what it has in hand.
      stops.push(() => {
        services.smtp?.stop().catch(() => {});
        return opened.stop();
      });
      const { url, port } = await http.start();
      httpUrl = url;
      engine.addOwnPort({ port });
      stops.push(
        await keepAdministrator(engine, services, passwords, flags.adminPassword ?? null, say, logger),
      );
    }

    const smtp = engine.smtpAddress();
    writeRuntimeFile(dataDir, { pid: process.pid, smtpPort: smtp?.port ?? null, httpUrl });
    stops.push(() => removeRuntimeFile(dataDir));
    const smtpText = smtp === null ? 'no SMTP on this node' : `SMTP ${hostPort(smtp)}`;
    const consoleText = httpUrl === null ? 'no console on this node' : `console ${httpUrl}`;
    say(`AlertFlow ${version} ready: ${smtpText}, ${consoleText}`);
    let stopped: Promise<void> | null = null;
    return {
      logger,
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

const hostPort = ({ host, port }: { host: string; port: number }): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

const defaultDataDir = (environment: Readonly<Record<string, string | undefined>>): string =>
  join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'alertflow');

const createPorts = (
  flags: Flags,
  environment: Readonly<Record<string, string | undefined>>,
  dataDir: string,
  { logger, logs }: Log,
): Ports => {
  const keyFile = chooseKeyFile({
    file: flags.keyFile,
    credentialsDirectory: environment.CREDENTIALS_DIRECTORY,
    configHome: environment.XDG_CONFIG_HOME,
    homeDir: homedir(),
  });
  return {
    clock: systemClock,
    ids: uuidIds,
    secrets: createSecretBox({ key: openKey(keyFile, dataDir) }),
    logger,
    logs,
    desktop: {
      available: false,
      notify: () => Promise.reject(new AppError('unavailable', { message: 'There is no desktop here.' })),
    },
  };
};

const openKey = (keyFile: KeyFile, dataDir: string): Buffer => {
  try {
    return loadSecretKey(keyFile, dataDir);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('invalid_input', {
      message: `--key-file: ${keyFile.path} can neither be read nor made (${errorCode(error)}).`,
      cause: error,
    });
  }
};

const redisSourceOf = async (
  flags: Flags,
  environment: Readonly<Record<string, string | undefined>>,
  dataDir: string,
  { logger, registerSecret }: Log,
): Promise<RedisSource> => {
  if (flags.redis !== undefined) return externalRedis(flags.redis, systemClock.now);
  const binary = await findRedisServer({
    override: flags.redisServer,
    builtDir: environment.REDISMS_DOWNLOAD_DIR,
  });
  logger.info({ path: binary.path, version: binary.version }, 'Redis to run');
  return managedRedis({
    dataDir,
    binary,
    clock: systemClock,
    logger,
    maxmemoryBytes: flags.redisMaxmemory,
    onSecret: (value) => void registerSecret(value),
  });
};

const warnOfLonelyRole = (logger: Logger, flags: Flags, roles: readonly Role[]): void => {
  if (flags.redis !== undefined || (roles.includes('ingest') && roles.includes('worker'))) return;
  logger.warn({ roles }, 'this node does not do everything and shares no Redis with others: give --redis');
};

/**
 * Makes the first administrator as soon as the configuration is loaded: waits a moment for it, then goes on trying in the
 * background. Answers how to stop trying.
 */
const keepAdministrator = async (
  engine: Engine,
  services: Services,
  passwords: Passwords,
  preset: string | null,
  say: (line: string) => void,
  logger: Logger,
): Promise<() => void> => {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const attempt = async (): Promise<boolean> => {
    try {
      const password = await ensureAdministrator(services, passwords, preset);
      if (password !== null) {
        say(
          `First start: the administrator is ${firstAdministratorName} with the password ${password}  (shown this once; change it after signing in)`,
        );
      }
      return true;
    } catch (error) {
      if (isStoreError(error) || (error instanceof AppError && error.retry)) return false;
      logger.error({ error }, 'the first administrator could not be made');
      return false;
    }
  };
  const again = async () => {
    if (isStopped || (await attempt()) || isStopped) return;
    timer = setTimeout(() => void again(), adminRetryMs);
  };
  if (!(await engine.ready(adminWaitMs)) || !(await attempt())) void again();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
};
