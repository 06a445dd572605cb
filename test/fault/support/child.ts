/** Child processes of the harness: their lines, their end, and that none outlives it. Ended by pid, never by name. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Child {
  process: ChildProcess;
  pid: number;
  /** Lines of standard output not asked for yet. */
  line(timeoutMs?: number): Promise<string>;
  lastLine(): string | null;
  /** The end of standard error. */
  errors(): string;
  say(line: string): void;
  /** Exit code, or null after a signal. */
  ended: Promise<number | null>;
  hasEnded(): boolean;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
}

const errorsKept = 50_000;
const linesKept = 1000;
const running = new Set<Child>();

export const startChild = (
  command: string,
  args: string[],
  options: Pick<SpawnOptions, 'env' | 'cwd'> = {},
): Child => {
  const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let last: string | null = null;
  let wake: () => void = () => {};
  let errors = '';
  let isOver = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = line;
    lines.push(line);
    if (lines.length > linesKept) lines.shift();
    wake();
  });
  child.stderr.on('data', (data: Buffer) => {
    errors = (errors + data.toString()).slice(-errorsKept);
  });
  child.stdin.on('error', () => {
    // It ended meanwhile.
  });
  const ended = new Promise<number | null>((done) => {
    child.once('error', () => done(127));
    child.once('close', (code) => done(code));
  }).then((code) => {
    isOver = true;
    running.delete(started);
    wake();
    return code;
  });
  const started: Child = {
    process: child,
    pid: child.pid ?? 0,
    async line(timeoutMs = 15_000) {
      const end = performance.now() + timeoutMs;
      for (;;) {
        const line = lines.shift();
        if (line !== undefined) return line;
        const left = end - performance.now();
        if (isOver || left <= 0) throw new Error(`no line from ${args[0]}: ${errors.slice(-2000)}`);
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, left);
        wake = resolve;
        await promise;
        clearTimeout(timer);
      }
    },
    lastLine: () => last,
    errors: () => errors,
    say: (line) => void child.stdin.write(`${line}\n`),
    ended,
    hasEnded: () => isOver,
    async kill() {
      if (!isOver) child.kill('SIGKILL');
      await ended;
    },
  };
  running.add(started);
  return started;
};

/** Ends whatever still runs: for the end of a case, however it ended. */
export const killAll = async (): Promise<void> => {
  await Promise.all([...running].map((child) => child.kill()));
};

process.on('exit', () => {
  for (const { process: child } of running) child.kill('SIGKILL');
});
