/**
 * A running redis-server: our child, or one a killed run of this program left behind.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isSameProcess, processStatus } from './process-status.ts';
import { childEnvironment } from './redis-binary.ts';

export interface RedisProcess {
  pid: number;
  identity: string | null;
  adopted: boolean;
  /** Resolves once, when it is gone. */
  ended: Promise<ProcessEnd>;
  hasEnded(): boolean;
  kill(signal: NodeJS.Signals): void;
}

export interface ProcessEnd {
  /** Redis's last words, without pid and date; for one that was adopted nothing is known. */
  lines: string[];
  /** `exit code 1`, `signal SIGKILL`, ... */
  how: string;
}

const maxLines = 40;
const maxLineLength = 500;
const adoptedPollMs = 200;
const lastWordsMs = 500;

/**
 * Starts a child in a session of its own, so that Ctrl-C in the terminal reaches only this program, which then stops
 * Redis in order. `onLine` hears its log. A program that cannot be started at all ends at once with the reason.
 */
export const spawnRedis = (options: {
  binary: string;
  dir: string;
  config: string;
  password: string;
  onLine: (line: string) => void;
}): RedisProcess => {
  const { binary, dir, config, password, onLine } = options;
  const lines: string[] = [];
  const child = spawn(binary, ['-'], {
    cwd: dir,
    env: childEnvironment(),
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const hear = (line: string) => {
    const clean = line.replaceAll(password, '[secret]').slice(0, maxLineLength).trim();
    if (clean === '' || isLogo(clean)) return;
    lines.push(clean);
    if (lines.length > maxLines) lines.shift();
    onLine(clean);
  };

  let end: ProcessEnd | null = null;
  const ended = new Promise<ProcessEnd>((resolve) => {
    const finish = (how: string) => {
      end ??= { lines, how };
      resolve(end);
    };
    child.once('error', (error) => {
      if (child.pid === undefined) finish(`it cannot be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      child.once('close', () => finish(how));
      // A child of its own (AOF rewrite) may hold the pipe open for long.
      setTimeout(finish, lastWordsMs, how);
    });
  });
  // Where no process or pipe could be made these are missing, whatever the types say.
  child.stdin?.on('error', () => {});
  child.stdin?.end(config);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', hear);
  }
  const status = processStatus(child.pid ?? 0);

  return {
    pid: child.pid ?? 0,
    identity: status.alive ? status.identity : null,
    adopted: false,
    ended,
    hasEnded: () => end !== null || child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => void child.kill(signal),
  };
};

/** Watches a process that is not our child; it tells us nothing, so it is looked at. */
export const adoptRedis = (pid: number, identity: string | null): RedisProcess => {
  const hasEnded = () => !isSameProcess(pid, identity);
  const ended = new Promise<ProcessEnd>((resolve) => {
    const timer = setInterval(() => {
      if (!hasEnded()) return;
      clearInterval(timer);
      resolve({
        lines: [],
        how: 'ended (it was taken over from an earlier run, so its last words are not known)',
      });
    }, adoptedPollMs).unref();
  });
  return {
    pid,
    identity,
    adopted: true,
    ended,
    hasEnded,
    kill: (signal) => killIfSame(pid, identity, signal),
  };
};

export const killIfSame = (pid: number, identity: string | null, signal: NodeJS.Signals): void => {
  if (!isSameProcess(pid, identity)) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Why it ended, for a person: the warnings and errors among its last words, or the last of them. */
export const describeEnd = ({ lines, how }: ProcessEnd): string => {
  const told = lines.filter((line) => !isBoilerplate(line));
  const telling = told.filter((line) => /^[^:]*:[A-Z] [^*]*# |^[^\d]/.test(line));
  const words = (telling.length > 0 ? telling : told).slice(-3).map(withoutStamp);
  return words.length === 0 ? how : `${words.join(' ')} (${how})`;
};

/** `1234:M 22 Nov 2026 17:28:19.733 # text` */
const withoutStamp = (line: string): string => line.replace(/^\d+:[A-Z] \d+ \w+ \d+ [\d:.]+ [-.*#] /, '');

const isLogo = (line: string): boolean => /^[\s_.`'|,()/\\-]+(Redis|Running|Port|PID|http|$)/i.test(line);

/** Its advice on system settings, and what it says in any case. */
const isBoilerplate = (line: string): boolean =>
  /# WARNING|# Server initialized|oO0OoO0OoO0Oo|Reading config from stdin|# Redis version=|# Configuration loaded|User requested shutdown|bye bye/.test(
    line,
  );
