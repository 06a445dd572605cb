/** The headless program as a process of its own, with its own Redis, key and data directory; ended by pid. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { headlessEnvironment } from '../../build/project.mjs';
import { until } from './until.ts';

const program = resolve(import.meta.dirname, '..', '..', 'src-main', 'headless', 'main.ts');

export interface Served {
  child: ChildProcess;
  output(): string;
  errors(): string;
  /** Waits for the end and answers the exit code; null where a signal ended it. */
  ended: Promise<number | null>;
  /** Waits until runtime.json is there. */
  ready(): Promise<{ pid: number; smtpPort: number; httpUrl: string }>;
  signal(signal: NodeJS.Signals): void;
}

export interface ServeFolder {
  dir: string;
  dataDir: string;
  run(args?: string[], environment?: Record<string, string>): Served;
  /** Pid of the Redis that was started there; null where none was. */
  redisPid(): number | null;
  /** Ends what still runs, by pid, and removes the folder. */
  remove(): Promise<void>;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** `command`: arguments of Node, instead of the program's own source; for example those of the built bundle. */
export const createServeFolder = (command: readonly string[] = [program]): ServeFolder => {
  const dir = mkdtempSync(join(tmpdir(), 'alertflow-serve-'));
  const dataDir = join(dir, 'data');
  const running: Served[] = [];

  const redisPid = (): number | null => {
    const file = join(dataDir, 'redis', 'managed.json');
    if (!existsSync(file)) return null;
    const pid: number | undefined = JSON.parse(readFileSync(file, 'utf8')).process?.pid;
    return pid !== undefined && isAlive(pid) ? pid : null;
  };

  return {
    dir,
    dataDir,
    redisPid,
    run(args = [], environment = {}) {
      const child = spawn(
        process.execPath,
        [...command, 'serve', '--data-dir', dataDir, '--smtp-host', '127.0.0.1', ...args],
        {
          env: {
            ...headlessEnvironment,
            PATH: process.env.PATH,
            HOME: dir,
            ALERTFLOW_SMTP_PORT: '0',
            ALERTFLOW_HTTP_PORT: '0',
            ...environment,
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      let output = '';
      let errors = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        errors += chunk.toString();
      });
      const served: Served = {
        child,
        output: () => output,
        errors: () => errors,
        ended: new Promise((done) => child.once('close', (code) => done(code))),
        ready: () =>
          until(
            () => {
              if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${errors}`);
              const file = join(dataDir, 'runtime.json');
              if (!existsSync(file)) return null;
              const runtime = JSON.parse(readFileSync(file, 'utf8'));
              return runtime.pid === child.pid ? runtime : null;
            },
            'runtime.json is written',
            30_000,
          ),
        signal: (signal) => void child.kill(signal),
      };
      running.push(served);
      return served;
    },
    async remove() {
      for (const { child, ended } of running) {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
        await ended;
      }
      const left = redisPid();
      if (left !== null) process.kill(left, 'SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
