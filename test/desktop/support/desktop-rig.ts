/**
 * The built desktop app in a process of its own, under plain Node against the stand-in for `electron`; the test works it
 * by commands and sees what happens. Pages are the test's: `connect` is one without a browser.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { DesktopContract, DesktopSettings, EngineState } from '../../../src-shared/contract/desktop.ts';
import type { Contract } from '../../../src-shared/contract/index.ts';
import { until } from '../../support/until.ts';
import type { Happening, StandInConfig } from '../stand-in/control.ts';

export interface Frame {
  id: string;
  url: string;
  isMain: boolean;
  /** Of a window that is none of ours. */
  isForeign: boolean;
}

export type WindowClient = ContractRouterClient<Contract & { desktop: DesktopContract }>;

export interface PortLink {
  send(data: unknown): void;
  onMessage(listener: (data: unknown) => void): void;
  close(): void;
  isClosed(): boolean;
}

export interface DesktopRig {
  folder: string;
  userData: string;
  happenings: readonly Happening[];
  onHappening(listener: (happening: Happening) => void): () => void;
  /** The first that fits, from the beginning or `after` so many. */
  happened(kind: string, fits?: (happening: Happening) => boolean, withinMs?: number): Promise<Happening>;
  command<T = unknown>(name: string, input?: Record<string, unknown>): Promise<T>;
  /** Asks for a port as the page in the window does; null where none comes within a moment. */
  askForPort(frame?: Partial<Frame>, args?: unknown[]): Promise<PortLink | null>;
  /** The typed client over such a port. */
  connect(): Promise<WindowClient>;
  /** Waits until the engine stands so. */
  engine<K extends EngineState['kind']>(kind: K): Promise<Extract<EngineState, { kind: K }>>;
  exitCode(): number | null;
  ended: Promise<number | null>;
  output(): string;
  /** As a person quits; then the folder is taken away. */
  stop(): Promise<void>;
}

export interface RigOptions {
  config?: Partial<StandInConfig>;
  settings?: Partial<DesktopSettings> & Record<string, unknown>;
  args?: readonly string[];
  environment?: Record<string, string>;
  /** Another main bundle than the one in `out`. */
  program?: string;
  /** Given: used again, and left. */
  folder?: string;
}

const root = resolve(import.meta.dirname, '..', '..', '..');
const program = join(root, 'out', 'main', 'desktop.js');
const standIn = join(root, 'test', 'desktop', 'stand-in', 'register.ts');
export const appPage = 'app://alertflow/index.html';
const startWithinMs = 40_000;
const stopWithinMs = 15_000;
const keptOutputChars = 30_000;

export const startDesktop = async (options: RigOptions = {}): Promise<DesktopRig> => {
  if (!existsSync(program)) throw new Error('The program is not built: run `npm run build` first.');
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'alertflow-desktop-'));
  const userData = join(folder, 'user');
  mkdirSync(userData, { recursive: true });
  const settingsFile = join(userData, 'settings.json');
  const before = existsSync(settingsFile) ? readSettings(settingsFile) : {};
  const settings = { smtpHost: '127.0.0.1', smtpPort: 0, ...before, ...options.settings };
  if (before !== null) writeFileSync(settingsFile, JSON.stringify(settings));
  const config: StandInConfig = {
    userData,
    version: '0.1.0',
    locale: 'en-GB',
    isPackaged: false,
    resourcesPath: null,
    platform: null,
    isSecondInstance: false,
    storageBackend: 'gnome_libsecret',
    isStorageAvailable: true,
    hasNotifications: true,
    reportedPreferences: {},
    ...options.config,
  };
  const child = spawn(
    process.execPath,
    ['--import', standIn, options.program ?? program, ...(options.args ?? [])],
    {
      cwd: root,
      env: {
        ...process.env,
        XDG_CONFIG_HOME: join(folder, 'config'),
        ELECTRON_STAND_IN: JSON.stringify(config),
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    },
  );
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-keptOutputChars);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));

  const line = openLine(child, () => output);
  const { happenings, command, onHappening } = line;

  const rig: DesktopRig = {
    folder,
    userData,
    happenings,
    onHappening,
    command,
    ended,
    exitCode: () => child.exitCode,
    output: () => output,
    happened: (kind, fits = () => true, withinMs = startWithinMs) =>
      until(
        () => {
          const found = happenings.find((one) => one.kind === kind && fits(one));
          if (found === undefined && child.exitCode !== null && kind !== 'exit') {
            throw new Error(`the app ended with ${child.exitCode} before ${kind}:\n${output}`);
          }
          return found;
        },
        `${kind} happens; so far: ${happenings.map((one) => one.kind).join(' ')}\n${output.slice(-3000)}`,
        withinMs,
      ),
    async askForPort(given = {}, args = []) {
      const frame: Frame = {
        id: `page-${++line.lastFrame}`,
        url: appPage,
        isMain: true,
        isForeign: false,
        ...given,
      };
      const answered = new Promise<number | null>((done) => {
        const forget = onHappening((one) => {
          if (one.kind !== 'frame-message' || one.frame !== frame.id) return;
          forget();
          done((one.ports as number[])[0] ?? null);
        });
      });
      await command('ipc', { channel: 'alertflow:request-port', args, frame });
      // Answered in the same turn, if at all: what the command reported came before its answer.
      const port = await Promise.race([answered, command('window').then(() => null)]);
      return port === null ? null : linkOf(port, line);
    },
    async connect() {
      await rig.happened('loaded');
      const link = await rig.askForPort();
      if (link === null) throw new Error(`no port was given:\n${output}`);
      return clientOver(link);
    },
    async engine(kind) {
      const client = await rig.connect();
      const stop = new AbortController();
      const bound = setTimeout(() => stop.abort(), startWithinMs);
      try {
        for await (const state of await client.desktop.state(undefined, { signal: stop.signal })) {
          if (state.kind === kind) return state as Extract<EngineState, { kind: typeof kind }>;
        }
      } finally {
        clearTimeout(bound);
        stop.abort();
      }
      throw new Error(`the engine never was ${kind}:\n${output}`);
    },
    async stop() {
      if (child.exitCode === null) {
        command('quit').catch(() => {});
        const force = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
        await ended;
        clearTimeout(force);
      }
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
  return rig;
};

const readSettings = (path: string): Record<string, unknown> | null => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
};

interface Line {
  happenings: Happening[];
  onHappening(listener: (happening: Happening) => void): () => void;
  command<T>(name: string, input?: Record<string, unknown>): Promise<T>;
  lastFrame: number;
}

const openLine = (child: ChildProcess, output: () => string): Line => {
  const happenings: Happening[] = [];
  const listeners = new Set<(happening: Happening) => void>();
  const waiting = new Map<number, { done: (value: never) => void; fail: (error: Error) => void }>();
  let lastId = 0;
  child.on('message', (raw) => {
    const message = raw as { happening?: Happening; answerTo?: number; value?: unknown; error?: string };
    if (message.happening !== undefined) {
      // Messages of ports are many, and whoever wants them listens.
      if (message.happening.kind !== 'port-message') happenings.push(message.happening);
      for (const listener of [...listeners]) listener(message.happening);
    }
    const asked = waiting.get(message.answerTo ?? -1);
    waiting.delete(message.answerTo ?? -1);
    if (message.error !== undefined) asked?.fail(new Error(message.error));
    else asked?.done(message.value as never);
  });
  child.once('exit', () => {
    for (const { fail } of waiting.values()) fail(new Error(`the app ended:\n${output()}`));
    waiting.clear();
  });
  return {
    happenings,
    lastFrame: 0,
    onHappening(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    command: (name, input = {}) =>
      new Promise((done, fail) => {
        if (!child.connected) return fail(new Error(`the app has ended:\n${output()}`));
        const id = ++lastId;
        waiting.set(id, { done, fail });
        child.send({ id, name, input });
      }),
  };
};

const linkOf = (port: number, line: Line): PortLink => {
  let isClosed = false;
  const forget = line.onHappening((one) => {
    if (one.kind === 'port-closed' && one.port === port) {
      isClosed = true;
      forget();
    }
  });
  return {
    send: (data) => void line.command('port-message', { port, data }).catch(() => {}),
    onMessage: (listener) =>
      void line.onHappening((one) => {
        if (one.kind === 'port-message' && one.port === port) listener(one.data);
      }),
    close: () => void line.command('port-close', { port }).catch(() => {}),
    isClosed: () => isClosed,
  };
};

const clientOver = (link: PortLink): WindowClient =>
  createORPCClient(
    new RPCLink({
      port: {
        addEventListener(type: string, listener: (event: { data: unknown }) => void) {
          if (type === 'message') link.onMessage((data) => listener({ data }));
        },
        postMessage: (data: unknown) => link.send(data),
      } as never,
    }),
  );
