import { Worker } from 'node:worker_threads';
import type { ParsedMail } from '../message.ts';

/** What the worker sends back. */
export type ParseAnswer =
  | { kind: 'ready' }
  | { kind: 'mail'; mail: ParsedMail }
  | { kind: 'failed'; reason: string };

export type ThreadOutcome =
  | { kind: 'mail'; mail: ParsedMail }
  /** `thread` says whether the thread was lost with the mail. `reason` never holds anything of the mail. */
  | { kind: 'failed'; reason: string; cause: 'timeout' | 'memory' | 'crash' | 'error' | 'start' };

export interface ThreadOptions {
  workerUrl: URL;
  /** From the moment the thread takes the mail. */
  timeoutMs: number;
  /** The thread's JavaScript heap. */
  memoryMb: number;
  /** For loading its modules, before the first mail. */
  startTimeoutMs: number;
}

export interface ParseThread {
  /** One mail at a time. A thread that failed for another cause than `error` has ended and takes no further mail. */
  run(raw: Uint8Array): Promise<ThreadOutcome>;
  isAlive(): boolean;
  stop(): Promise<void>;
}

type Failure = Extract<ThreadOutcome, { kind: 'failed' }>;

/** Starts a worker thread. It holds the process open only while it has a mail. */
export function createParseThread(options: ThreadOptions): ParseThread {
  const worker = new Worker(options.workerUrl, {
    resourceLimits: {
      maxOldGenerationSizeMb: options.memoryMb,
      maxYoungGenerationSizeMb: 32,
      stackSizeMb: 4,
    },
    // Nothing of the process's environment or flags: the thread needs neither.
    env: {},
    execArgv: [],
    name: 'parse',
  });
  worker.unref();
  let alive = true;
  let isReady = false;
  let pending: { raw: Uint8Array | null; settle: (outcome: ThreadOutcome) => void } | null = null;
  let timer: NodeJS.Timeout | undefined;

  const settle = (outcome: ThreadOutcome) => {
    clearTimeout(timer);
    worker.unref();
    const waiting = pending;
    pending = null;
    waiting?.settle(outcome);
  };
  const fail = (failure: Failure) => {
    alive = false;
    settle(failure);
    void worker.terminate();
  };
  const arm = (ms: number, failure: Failure) => {
    clearTimeout(timer);
    timer = setTimeout(() => fail(failure), ms);
  };
  const hand = () => {
    if (!isReady || pending === null || pending.raw === null) return;
    const copy = new Uint8Array(pending.raw); // the caller keeps its bytes for the degraded mail
    pending.raw = null;
    arm(options.timeoutMs, {
      kind: 'failed',
      reason: `parsing took longer than ${options.timeoutMs} ms`,
      cause: 'timeout',
    });
    worker.postMessage(copy, [copy.buffer]);
  };

  worker.on('message', (answer: ParseAnswer) => {
    switch (answer.kind) {
      case 'ready':
        isReady = true;
        return hand();
      case 'mail':
        return settle(answer);
      case 'failed':
        return settle({ kind: 'failed', reason: `the parser failed (${answer.reason})`, cause: 'error' });
      default:
        answer satisfies never;
    }
  });
  worker.on('error', (error: unknown) => {
    const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (isMemory) {
      fail({ kind: 'failed', reason: `parsing took more than ${options.memoryMb} MB`, cause: 'memory' });
    } else {
      fail({ kind: 'failed', reason: 'the parser crashed', cause: isReady ? 'crash' : 'start' });
    }
  });
  worker.on('exit', () =>
    fail({ kind: 'failed', reason: 'the parser ended', cause: isReady ? 'crash' : 'start' }),
  );

  return {
    run(raw) {
      return new Promise((resolve) => {
        if (!alive) return resolve({ kind: 'failed', reason: 'the parser ended', cause: 'crash' });
        pending = { raw, settle: resolve };
        worker.ref();
        if (!isReady) {
          const reason = 'the parser did not start';
          arm(options.startTimeoutMs, { kind: 'failed', reason, cause: 'start' });
        }
        hand();
      });
    },
    isAlive: () => alive,
    async stop() {
      fail({ kind: 'failed', reason: 'the parser was stopped', cause: 'crash' });
      await worker.terminate();
    },
  };
}
