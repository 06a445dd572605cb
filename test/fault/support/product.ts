/** The product under test, as a process of its own that is started by its command line. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { headlessEnvironment, headlessFlags } from '../../../build/project.mjs';
import { processStatus } from '../../../src-main/platform/process-status.ts';
import { until } from '../../support/until.ts';
import { type Child, startChild } from './child.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');
/** The command line as it is shipped; `npm run fault` names the built one. */
const shipped = process.env.FAULT_PROGRAM ?? join(root, 'src-main', 'headless', 'main.ts');
/** Its sources, which can be changed while they are loaded: named points at which it dies, and broken builds. */
const sources = join(root, 'src-main', 'headless', 'main.ts');
const patchLoader = join(root, 'test', 'fault', 'mutants', 'loader.ts');

export const adminPassword = 'a password for the harness';

export interface ProductOptions {
  /** Further flags. */
  args?: string[];
  env?: Record<string, string>;
  /** A broken build, by its name in `mutants/patches.ts`. */
  mutant?: string;
  /** More flags for Node itself. */
  nodeFlags?: readonly string[];
  /** Put before the command, like strace. */
  wrapper?: string[];
  /** Left out: a Redis of its own. */
  redisUrl?: string;
  /** Folder kept by someone else, like a mount. */
  dir?: string;
  nodeId?: string;
  /** Key file shared by nodes. */
  keyFile?: string;
}

export interface FailPoint {
  name: string;
  /** Dies when it is passed for the nth time, 1 at first. */
  nth: number;
  /** Redis is ended with it. */
  andRedis?: boolean;
  /** The spool removes its old segments within seconds. */
  quickRetention?: boolean;
}

export interface Product {
  dir: string;
  dataDir: string;
  smtpPort: number;
  url(): string;
  pid(): number;
  isRunning(): boolean;
  /** Starts it and waits until it takes mail. */
  start(failPoint?: FailPoint | null): Promise<void>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; answers how long the stop took, ms. */
  stop(): Promise<number>;
  /** Waits until it ended by itself. */
  gone(timeoutMs: number): Promise<void>;
  redisPid(): number | null;
  /** The log so far, of this and earlier starts. */
  log(): string;
  errors(): string;
  starts(): number;
  /** Ends it, its Redis, and removes the folder. */
  remove(): Promise<void>;
}

export const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** One that ended and was not yet fetched by its parent is not alive, though signals still find it. */
export const isAlive = (pid: number): boolean => processStatus(pid).alive;

const compileCache = join(tmpdir(), 'alertflow-fault-compile-cache');
const startBoundMs = 60_000;
const stopBoundMs = 30_000;

export const createProduct = async (options: ProductOptions = {}): Promise<Product> => {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'alertflow-fault-'));
  const dataDir = join(dir, 'data');
  const smtpPort = await freePort();
  const httpPort = await freePort();
  let child: Child | null = null;
  let httpUrl = '';
  let pid = 0;
  let starts = 0;

  const redisPid = (): number | null => {
    const file = join(dataDir, 'redis', 'managed.json');
    if (!existsSync(file)) return null;
    const found: number | undefined = JSON.parse(readFileSync(file, 'utf8')).process?.pid;
    return found !== undefined && isAlive(found) ? found : null;
  };

  const commandLine = (failPoint: FailPoint | null) => {
    const isPatched =
      failPoint !== null || options.mutant !== undefined || options.env?.FAULT_CLOCK !== undefined;
    const command = [
      ...(options.wrapper ?? []),
      process.execPath,
      ...headlessFlags,
      ...(options.nodeFlags ?? []),
      ...(isPatched ? ['--import', patchLoader, sources] : [shipped]),
      'serve',
      '--data-dir',
      dataDir,
      '--smtp-host',
      '127.0.0.1',
      '--smtp-port',
      String(smtpPort),
      '--http-port',
      String(httpPort),
      ...(options.redisUrl === undefined ? [] : ['--redis', options.redisUrl]),
      ...(options.nodeId === undefined ? [] : ['--node-id', options.nodeId]),
      ...(options.keyFile === undefined ? [] : ['--key-file', options.keyFile]),
      ...(options.args ?? []),
    ];
    const env: Record<string, string> = {
      ...headlessEnvironment,
      PATH: process.env.PATH ?? '',
      HOME: dir,
      // Hundreds of starts: what was compiled once need not be again.
      NODE_COMPILE_CACHE: compileCache,
      ALERTFLOW_ADMIN_PASSWORD: adminPassword,
      ...(options.mutant === undefined ? {} : { FAULT_MUTANT: options.mutant }),
      ...(failPoint === null
        ? {}
        : {
            FAULT_POINT: failPoint.name,
            FAULT_NTH: String(failPoint.nth),
            FAULT_REDIS: failPoint.andRedis === true ? '1' : '',
            FAULT_QUICK_RETENTION: failPoint.quickRetention === true ? '1' : '',
          }),
      ...options.env,
    };
    return { command, env };
  };

  const product: Product = {
    dir,
    dataDir,
    smtpPort,
    url: () => httpUrl,
    pid: () => pid,
    isRunning: () => child !== null && !child.hasEnded(),
    async start(failPoint = null) {
      const { command, env } = commandLine(failPoint);
      const [program = '', ...args] = command;
      starts++;
      const started = startChild(program, args, { env, cwd: dir });
      child = started;
      const file = join(dataDir, 'runtime.json');
      const startedAt = Date.now();
      await until(
        () => {
          if (started.hasEnded()) {
            // A fail point may lie in the start itself.
            if (failPoint !== null) return true;
            throw new Error(`the product ended while it started: ${started.errors().slice(-3000)}`);
          }
          if (!existsSync(file)) return null;
          const runtime = JSON.parse(readFileSync(file, 'utf8') || '{}');
          const isOurs =
            options.wrapper === undefined
              ? runtime.pid === started.pid
              : runtime.pid !== pid && isAlive(runtime.pid);
          if (!isOurs) return null;
          pid = runtime.pid;
          httpUrl = runtime.httpUrl ?? '';
          return true;
        },
        `the product takes mail (since ${startedAt})`,
        startBoundMs,
      );
    },
    async kill() {
      if (options.wrapper !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL');
      await child?.kill();
    },
    async stop() {
      if (child === null || child.hasEnded()) return 0;
      const from = performance.now();
      process.kill(pid, 'SIGTERM');
      await Promise.race([child.ended, new Promise((done) => setTimeout(done, stopBoundMs).unref())]);
      const took = performance.now() - from;
      await child.kill();
      return took;
    },
    async gone(timeoutMs) {
      await until(() => child?.hasEnded() ?? true, 'the product ended by itself', timeoutMs);
    },
    redisPid,
    log() {
      const file = join(dataDir, 'logs', 'alertflow.log');
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    },
    errors: () => child?.errors() ?? '',
    starts: () => starts,
    async remove() {
      await product.kill();
      const left = redisPid();
      if (left !== null) process.kill(left, 'SIGKILL');
      if (left !== null) await until(() => !isAlive(left), 'Redis is gone').catch(() => {});
      if (options.dir === undefined && process.env.FAULT_KEEP === undefined)
        rmSync(dir, { recursive: true, force: true });
    },
  };
  return product;
};
