import type { Language } from '../../../src-shared/vocabulary.ts';
import type { ReadingContext } from '../analyse/read-without-model.ts';
import { AppError } from '../errors.ts';
import type { Envelope, ParsedMail } from '../message.ts';
import type { Clock, Logger } from '../ports.ts';
import { degradedMail } from './parse-degraded.ts';
import { createParseThread, type ParseResult, type ParseThread, type ThreadOutcome } from './parse-thread.ts';
import { withSender } from './with-sender.ts';

export interface ParserDeps {
  clock: Clock;
  logger: Logger;
}

export interface ParserOptions {
  /** Threads in ordinary times. */
  size?: number;
  /** Threads while `growAt` mails or more are waiting. */
  maxSize?: number;
  growAt?: number;
  /** For one mail. */
  timeoutMs?: number;
  /** JavaScript heap of one thread. */
  memoryMb?: number;
  /** After which a thread without work ends: an idle engine is small. */
  idleMs?: number;
  /** Mails waiting for a thread. */
  maxWaiting?: number;
  /** For a thread to load its modules. */
  startTimeoutMs?: number;
  /** Between a thread that did not come up and the next one. */
  startPauseMs?: number;
  /** A thread that holds more after a mail is replaced: what a huge mail left behind is not kept until the next. */
  retireAboveMb?: number;
  /** Another worker, in tests of what a bad one costs. */
  workerUrl?: URL;
}

export interface ParserStats {
  threads: number;
  busy: number;
  waiting: number;
  parsed: number;
  /** Mails given up and passed on raw. The causes below add up to it. */
  degraded: number;
  timeouts: number;
  outOfMemory: number;
  crashes: number;
  errors: number;
  /** Spent in threads, waiting apart. */
  parseMs: number;
}

export interface Parser {
  /**
   * Never rejects for what a mail holds: one that cannot be parsed in time and memory comes back `degraded`. Rejects
   * with `unavailable` when too many wait already, or when the parser is stopping: try again later. `mailFrom` is the
   * envelope's, for mails whose headers name no sender.
   */
  parse(raw: Uint8Array, mailFrom: string): Promise<ParsedMail>;
  /** The same, and reads it without a model in the same thread. `read` is null for a degraded mail. */
  parseAndRead(raw: Uint8Array, envelope: Envelope, language: Language): Promise<ParseResult>;
  stats(): ParserStats;
  /** Ends the threads; mails not yet parsed are rejected as `unavailable`. Harmless twice. */
  stop(): Promise<void>;
}

interface Job {
  raw: Uint8Array;
  mailFrom: string;
  reading: ReadingContext | null;
  resolve: (result: ParseResult) => void;
  reject: (error: AppError) => void;
  /** Times that a thread did not come up for it, which is no fault of the mail. */
  failedStarts: number;
}

interface Slot {
  thread: ParseThread;
  isUp: boolean;
  job: Job | null;
  idleTimer: NodeJS.Timeout | undefined;
}

const MAX_FAILED_STARTS = 3;

/** Parses mails in worker threads with a limit of time and memory; a thread that overruns is killed and replaced. */
export function createParser(deps: ParserDeps, options: ParserOptions = {}): Parser {
  const {
    size = 1,
    maxSize = 2,
    growAt = 8,
    timeoutMs = 5000,
    memoryMb = 256,
    idleMs = 60_000,
    maxWaiting = 1000,
    startTimeoutMs = 15_000,
    startPauseMs = 250,
    retireAboveMb = 80,
    workerUrl = defaultWorkerUrl(),
  } = options;
  const waiting: Job[] = [];
  const slots = new Set<Slot>();
  const counts = { parsed: 0, degraded: 0, timeouts: 0, outOfMemory: 0, crashes: 0, errors: 0, parseMs: 0 };
  let stopping = false;

  const pump = () => {
    if (stopping) return;
    while (waiting.length > 0) {
      const slot = idleSlot();
      if (slot === undefined) break;
      void work(slot, waiting.shift() as Job);
    }
    const wanted = waiting.length === 0 ? 0 : waiting.length >= growAt ? Math.max(size, maxSize) : size;
    while (slots.size < wanted) void startThread();
  };

  const idleSlot = (): Slot | undefined => {
    for (const slot of slots) {
      if (!slot.isUp || slot.job !== null) continue;
      if (slot.thread.isAlive()) return slot;
      slots.delete(slot); // it ended while it had no mail
    }
    return undefined;
  };

  const startThread = async () => {
    const thread = createParseThread({ workerUrl, timeoutMs, memoryMb, startTimeoutMs });
    const slot: Slot = { thread, isUp: false, job: null, idleTimer: undefined };
    slots.add(slot);
    slot.isUp = await thread.started;
    if (!slot.isUp) {
      // Its place stays taken meanwhile: nothing else is started.
      await new Promise((resolve) => setTimeout(resolve, startPauseMs).unref());
      slots.delete(slot);
      if (![...slots].some(({ isUp }) => isUp)) countFailedStart();
    } else if (!stopping) rest(slot);
    pump();
  };

  /** No thread comes up: no fault of the mail, so it is tried again, but it does not wait for ever. */
  const countFailedStart = () => {
    for (const job of waiting) job.failedStarts += 1;
    // The oldest have waited through the most.
    while ((waiting[0]?.failedStarts ?? 0) >= MAX_FAILED_STARTS) {
      const job = waiting.shift() as Job;
      job.resolve(finish(job, { kind: 'failed', reason: 'the parser did not start', cause: 'crash' }, 0));
    }
  };

  const rest = (slot: Slot) => {
    slot.idleTimer = setTimeout(() => end(slot), idleMs).unref();
  };

  const work = async (slot: Slot, job: Job) => {
    clearTimeout(slot.idleTimer);
    slot.job = job;
    const startedAt = deps.clock.monotonic();
    const outcome = await slot.thread.run({ raw: job.raw, mailFrom: job.mailFrom, reading: job.reading });
    slot.job = null;
    if (stopping) return;
    const tookMs = deps.clock.monotonic() - startedAt;
    counts.parseMs += tookMs;
    const isSwollen = outcome.kind === 'mail' && outcome.heapBytes > retireAboveMb * 1024 * 1024;
    if (isSwollen || !slot.thread.isAlive()) end(slot);
    else rest(slot);
    pump();
    job.resolve(finish(job, outcome, tookMs));
  };

  const finish = (job: Job, outcome: ThreadOutcome, tookMs: number): ParseResult => {
    if (outcome.kind === 'mail') {
      counts.parsed += 1;
      return outcome.result;
    }
    counts.degraded += 1;
    counts[counterOf[outcome.cause]] += 1;
    const { cause, reason } = outcome;
    deps.logger.warn({ cause, reason, tookMs, sizeBytes: job.raw.length }, 'mail passed on unparsed');
    return { mail: withSender(degradedMail(job.raw, reason), job.mailFrom), read: null };
  };

  const end = (slot: Slot) => {
    slots.delete(slot);
    void slot.thread.stop();
  };

  const enqueue = (raw: Uint8Array, mailFrom: string, reading: ReadingContext | null) => {
    if (stopping) return Promise.reject(unavailable('The parser is stopping.'));
    if (waiting.length >= maxWaiting) {
      return Promise.reject(unavailable(`More than ${maxWaiting} mails wait to be parsed.`));
    }
    return new Promise<ParseResult>((resolve, reject) => {
      waiting.push({ raw, mailFrom, reading, resolve, reject, failedStarts: 0 });
      pump();
    });
  };

  return {
    parse: async (raw, mailFrom) => (await enqueue(raw, mailFrom, null)).mail,
    parseAndRead: (raw, envelope, language) =>
      enqueue(raw, envelope.mailFrom, { envelope, language, at: deps.clock.now() }),
    stats() {
      const busy = [...slots].filter((slot) => slot.job !== null).length;
      return { threads: slots.size, busy, waiting: waiting.length, ...counts };
    },
    async stop() {
      stopping = true;
      const unfinished = [...slots].flatMap((slot) => slot.job ?? []);
      for (const job of [...unfinished, ...waiting.splice(0)])
        job.reject(unavailable('The parser is stopping.'));
      const ended = [...slots].map((slot) => {
        clearTimeout(slot.idleTimer);
        return slot.thread.stop();
      });
      slots.clear();
      await Promise.all(ended);
    },
  };
}

const counterOf = {
  timeout: 'timeouts',
  memory: 'outOfMemory',
  crash: 'crashes',
  error: 'errors',
} as const;

function unavailable(message: string): AppError {
  return new AppError('unavailable', { message });
}

/** Beside this file: as source where Node runs the sources, built where this file is built. */
function defaultWorkerUrl(): URL {
  const name = import.meta.url.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.cjs';
  return new URL(name, import.meta.url);
}
