import { readFileSync } from 'node:fs';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { MailReading, ReadingContext } from '../analyse/read-without-model.ts';
import type { ParsedMail } from '../message.ts';

/** What the worker is sent. */
export interface ParseRequest {
  raw: Uint8Array;
  /** The envelope's sender, for mails whose headers name none. */
  mailFrom: string;
  /** With it the mail is read without a model too. */
  reading: ReadingContext | null;
}

export interface ParseResult {
  mail: ParsedMail;
  /** Where a reading was asked for: that, and the mail as it is stored (stored-mail.ts). */
  read: { reading: MailReading; packed: Uint8Array<ArrayBuffer> } | null;
}

/** What the worker sends back. */
export type ParseAnswer =
  | { kind: 'ready' }
  /** `heapBytes`: what the thread holds by now, rubbish included. */
  | { kind: 'mail'; result: ParseResult; heapBytes: number }
  | { kind: 'failed'; reason: string };

export type ThreadOutcome =
  | { kind: 'mail'; result: ParseResult; heapBytes: number }
  /** The thread is lost with the mail, but for the cause `error`. `reason` holds nothing of the mail. */
  | { kind: 'failed'; reason: string; cause: 'timeout' | 'memory' | 'crash' | 'error' };

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
  /** Whether it came up; until then it takes no mail. */
  started: Promise<boolean>;
  /** One mail at a time. A thread that failed for another cause than `error` has ended and takes no further mail. */
  run(request: ParseRequest): Promise<ThreadOutcome>;
  isAlive(): boolean;
  stop(): Promise<void>;
}

type Failure = Extract<ThreadOutcome, { kind: 'failed' }>;

/**
 * Starts a worker thread. It holds the process open while it starts and while it has a mail. Never throws: where the system
 * gives no thread, or the worker's file is not there, it is one that did not come up.
 */
export function createParseThread(options: ThreadOptions): ParseThread {
  try {
    return overWorker(startWorker(options), options);
  } catch {
    return {
      started: Promise.resolve(false),
      run: async () => ended,
      isAlive: () => false,
      stop: async () => {},
    };
  }
}

function overWorker(worker: Worker, options: ThreadOptions): ParseThread {
  let alive = true;
  let reportStart: (isUp: boolean) => void = () => {};
  const started = new Promise<boolean>((resolve) => {
    reportStart = resolve;
  });
  let reportOutcome: ((outcome: ThreadOutcome) => void) | null = null;
  let timer = setTimeout(() => fail(notStarted), options.startTimeoutMs);

  const settle = (outcome: ThreadOutcome) => {
    clearTimeout(timer);
    worker.unref();
    const report = reportOutcome;
    reportOutcome = null;
    report?.(outcome);
  };
  const fail = (failure: Failure) => {
    alive = false;
    reportStart(false);
    settle(failure);
    void worker.terminate();
  };

  worker.on('message', (answer: ParseAnswer) => {
    switch (answer.kind) {
      case 'ready':
        clearTimeout(timer);
        worker.unref();
        return reportStart(true);
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
    const reason = isMemory ? `parsing took more than ${options.memoryMb} MB` : 'the parser crashed';
    fail({ kind: 'failed', reason, cause: isMemory ? 'memory' : 'crash' });
  });
  worker.on('exit', () => fail(ended));

  return {
    started,
    run(request) {
      return new Promise((resolve) => {
        if (!alive) return resolve(ended);
        reportOutcome = resolve;
        worker.ref();
        const reason = `parsing took longer than ${options.timeoutMs} ms`;
        timer = setTimeout(() => fail({ kind: 'failed', reason, cause: 'timeout' }), options.timeoutMs);
        const raw = new Uint8Array(request.raw); // the caller keeps its bytes for the degraded mail
        worker.postMessage({ ...request, raw } satisfies ParseRequest, [raw.buffer]);
      });
    },
    isAlive: () => alive,
    async stop() {
      fail(ended);
      await worker.terminate();
    },
  };
}

const workerTexts = new Map<string, string>();

/**
 * A `.cjs` worker is one file and is handed over as text, read here: where the program lies in Electron's archive, which
 * the main thread reads as a folder, nothing is asked of the module loader of another thread. It is read once: a thread
 * that is started after the program's files were replaced fits the program that runs.
 */
const startWorker = ({ workerUrl, memoryMb }: ThreadOptions): Worker => {
  const options: WorkerOptions = {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    // Nothing of the process's environment or flags: the thread needs neither.
    env: {},
    execArgv: [],
    name: 'parse',
  };
  if (!workerUrl.pathname.endsWith('.cjs')) return new Worker(workerUrl, options);
  const text = workerTexts.get(workerUrl.href) ?? readFileSync(workerUrl, 'utf8');
  workerTexts.set(workerUrl.href, text);
  return new Worker(text, { ...options, eval: true });
};

const ended: Failure = { kind: 'failed', reason: 'the parser ended', cause: 'crash' };
const notStarted: Failure = { kind: 'failed', reason: 'the parser did not start', cause: 'crash' };
