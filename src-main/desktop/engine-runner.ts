/**
 * Keeps one engine running and says how it stands. Starts, restarts, moves and stops come one after the other, however
 * fast they are asked for.
 */
import { createServer } from 'node:net';
import type { EngineState } from '../../src-shared/contract/desktop.ts';
import { minPassphraseLength } from '../../src-shared/contract/desktop.ts';
import { AppError } from '../engine/errors.ts';
import type { Log } from '../platform/logger.ts';
import { type EngineRun, type RunOptions, startEngineRun } from './engine-run.ts';
import type { KeyStore } from './key-store.ts';
import { createLatest, type Latest } from './latest.ts';
import type { ShellStore } from './shell-store.ts';
import { failureOf, isPortFailure, StartError } from './start-failure.ts';

export interface EngineRunner {
  state: Latest<EngineState>;
  guard(): 'keyring' | 'passphrase' | 'none';
  /** The run that is up, or null. */
  current(): EngineRun | null;
  start(): Promise<void>;
  restart(): Promise<void>;
  /** What a person typed where the state asks for a passphrase. Throws `invalid_input` for one that is too short. */
  usePassphrase(passphrase: string): Promise<void>;
  /** As the settings say now. */
  applyConsole(): Promise<void>;
  /** Stops the engine, does the work, and starts it again with whatever the work changed. */
  whileStopped<T>(work: () => Promise<T>): Promise<T>;
  /** For good. Twice is harmless. */
  stop(): Promise<void>;
}

export interface RunnerDeps {
  store: ShellStore;
  keys: KeyStore;
  log: Log;
  dataDir: () => string;
  run: Pick<RunOptions, 'version' | 'resourcesDir' | 'builtRedisDir' | 'consoleDir' | 'desktop'>;
}

const fallbackPort = 2525;

export const createEngineRunner = (deps: RunnerDeps): EngineRunner => {
  const { store, keys, log } = deps;
  const { logger } = log;
  const state = createLatest<EngineState>({ kind: 'starting' });
  let run: EngineRun | null = null;
  let key: Buffer | null = null;
  let guard: 'keyring' | 'passphrase' | 'none' = 'none';
  let isStopped = false;
  let stopped: Promise<void> | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };

  const openKey = async (): Promise<Buffer | null> => {
    if (key !== null) return key;
    const opened = await keys.open();
    switch (opened.kind) {
      case 'open':
        key = opened.key;
        guard = opened.guard;
        return key;
      case 'passphrase':
        state.set({ kind: 'passphrase', isNew: opened.isNew, wasWrong: false });
        return null;
      case 'unreadable':
        throw new StartError(
          { at: 'key', place: opened.path },
          new Error(`The key of the stored secrets, ${opened.path}, cannot be opened: ${opened.reason}.`),
        );
      default:
        return opened satisfies never;
    }
  };

  const begin = async (): Promise<void> => {
    if (isStopped || run !== null) return;
    state.set({ kind: 'starting' });
    try {
      const opened = await openKey();
      if (opened === null) return;
      const { smtpHost, smtpPort } = store.settings();
      run = await startEngineRun({
        ...deps.run,
        dataDir: deps.dataDir(),
        key: opened,
        smtp: { host: smtpHost, port: smtpPort },
        redisServer: store.own('redisServer'),
        log,
      });
      await openConsole(run);
    } catch (error) {
      logger.error({ error }, 'the engine could not be started');
      const freePort = isPortFailure(error) ? await findFreePort(store.settings().smtpHost) : null;
      state.set({ kind: 'failed', failure: failureOf(error, freePort) });
    }
  };

  const openConsole = async (started: EngineRun): Promise<void> => {
    const { consoleOverHttp, consolePort } = store.settings();
    let httpUrl: string | null = null;
    let httpProblem: string | null = null;
    try {
      httpUrl = await started.setConsole(consoleOverHttp ? consolePort : null);
    } catch (error) {
      httpProblem = error instanceof AppError ? error.message : 'it could not be opened';
      logger.warn({ error }, 'the console could not be opened over HTTP');
    }
    state.set({ kind: 'running', smtpPort: started.smtpPort, httpUrl, httpProblem });
  };

  const end = async (): Promise<void> => {
    const running = run;
    run = null;
    if (running === null) return;
    state.set({ kind: 'stopping' });
    await running.stop();
  };

  return {
    state,
    guard: () => guard,
    current: () => run,
    start: () => inTurn(begin),
    restart: () =>
      inTurn(async () => {
        await end();
        await begin();
      }),
    async usePassphrase(passphrase) {
      const asked = state.get();
      if (asked.kind !== 'passphrase')
        throw new AppError('conflict', { message: 'No passphrase is asked for.' });
      if (asked.isNew && passphrase.length < minPassphraseLength) {
        throw new AppError('invalid_input', {
          field: 'passphrase',
          message: `passphrase: must have at least ${minPassphraseLength} characters`,
        });
      }
      await inTurn(async () => {
        key = await keys.openWith(passphrase);
        if (key === null) return state.set({ kind: 'passphrase', isNew: false, wasWrong: true });
        guard = 'passphrase';
        await begin();
      });
    },
    applyConsole: () =>
      inTurn(async () => {
        if (run !== null) await openConsole(run);
      }),
    whileStopped: (work) =>
      inTurn(async () => {
        await end();
        try {
          return await work();
        } finally {
          await begin();
        }
      }),
    stop() {
      isStopped = true;
      stopped ??= inTurn(end);
      return stopped;
    },
  };
};

/** The usual port where it can be had, else any above it that can. */
const findFreePort = async (host: string): Promise<number | null> => {
  for (const port of [fallbackPort, fallbackPort + 1, 0]) {
    const found = await tryPort(host, port);
    if (found !== null) return found;
  }
  return null;
};

const tryPort = (host: string, port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ host, port }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? null) : null));
    });
  });
