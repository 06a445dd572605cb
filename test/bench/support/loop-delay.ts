/**
 * Loaded before a program (`node --import`): at each SIGUSR2 it writes to the file LOOP_DELAY_FILE how late the event loop of
 * the main thread was since the last time, and begins anew. `startLoopDelay` is the other end, in the bench.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import { until } from '../../support/until.ts';

/**
 * A timer of so many ms; the histogram holds from one time that it came to the next. What is written is that less these
 * ms: how late it came. The loop was held for that long, and for these ms more at most.
 */
const resolutionMs = 10;

export interface LoopDelay {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Times that the timer came. */
  samples: number;
  /** The five turns that the main thread itself took longest for. */
  busiest: Turn[];
  /** The five that were latest. */
  latest: Turn[];
}

/** From one timer to the next. */
interface Turn {
  at: string;
  lateMs: number;
  /** Processor time of the main thread. */
  cpuMs: number;
  /** Time in which it could have run and had no processor. */
  waitedMs: number;
}

const { LOOP_DELAY_FILE: file } = process.env;
if (file !== undefined && isMainThread) {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let reading = 0;
  const round = (ms: number) => Number(Math.max(0, ms).toFixed(1));
  const late = (ns: number) => round(ns / 1e6 - resolutionMs);

  // proc(5): what the main thread, whose id is that of the process, ran and waited, ns.
  const scheduled = (): [ranMs: number, waitedMs: number] => {
    const [ran, waited] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8')
      .split(' ')
      .map(Number);
    return [(ran ?? 0) / 1e6, (waited ?? 0) / 1e6];
  };
  const mostOf = (turns: Turn[], turn: Turn, by: 'lateMs' | 'cpuMs'): Turn[] =>
    turn[by] <= (turns[4]?.[by] ?? 0)
      ? turns
      : [...turns, turn].toSorted((one, other) => other[by] - one[by]).slice(0, 5);
  let busiest: Turn[] = [];
  let latest: Turn[] = [];
  let lastAt = performance.now();
  let last = scheduled();
  setInterval(() => {
    const at = performance.now();
    const now = scheduled();
    const turn = {
      at: new Date().toISOString(),
      lateMs: round(at - lastAt - resolutionMs),
      cpuMs: round(now[0] - last[0]),
      waitedMs: round(now[1] - last[1]),
    };
    lastAt = at;
    last = now;
    busiest = mostOf(busiest, turn, 'cpuMs');
    latest = mostOf(latest, turn, 'lateMs');
  }, resolutionMs).unref();
  process.on('SIGUSR2', () => {
    const delay: LoopDelay = {
      p50Ms: late(histogram.percentile(50)),
      p99Ms: late(histogram.percentile(99)),
      maxMs: late(histogram.max),
      samples: histogram.count,
      busiest,
      latest,
    };
    writeFileSync(`${file}.new`, JSON.stringify({ reading: ++reading, delay }));
    renameSync(`${file}.new`, file);
    histogram.reset();
    busiest = [];
    latest = [];
  });
}

/** What to start the program with, and how to read it. */
export const startLoopDelay = (dir: string) => {
  const path = join(dir, 'loop-delay.json');
  let readings = 0;
  return {
    environment: { LOOP_DELAY_FILE: path },
    /** Since it was last read. */
    async read(pid: number): Promise<LoopDelay> {
      readings++;
      process.kill(pid, 'SIGUSR2');
      return until(() => {
        const { reading, delay } = existsSync(path)
          ? JSON.parse(readFileSync(path, 'utf8'))
          : { reading: 0, delay: null };
        return reading === readings ? delay : null;
      }, 'the delay of the event loop is written');
    },
  };
};

/** Flags of Node. */
export const loopDelayFlags = ['--import', import.meta.url];
