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
  /**
   * The five longest turns by the processor time that the main thread itself took from one timer to the next. A turn that
   * was late and took less waited for a processor.
   */
  busiest: { at: string; lateMs: number; cpuMs: number }[];
}

const { LOOP_DELAY_FILE: file } = process.env;
if (file !== undefined && isMainThread) {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let reading = 0;
  const round = (ms: number) => Number(Math.max(0, ms).toFixed(1));
  const late = (ns: number) => round(ns / 1e6 - resolutionMs);

  let busiest: LoopDelay['busiest'] = [];
  let lastAt = performance.now();
  let lastCpu = process.threadCpuUsage();
  setInterval(() => {
    const at = performance.now();
    const { user, system } = process.threadCpuUsage(lastCpu);
    const turn = { lateMs: round(at - lastAt - resolutionMs), cpuMs: round((user + system) / 1000) };
    lastAt = at;
    lastCpu = process.threadCpuUsage();
    if (turn.cpuMs <= (busiest[4]?.cpuMs ?? 0)) return;
    busiest = [...busiest, { at: new Date().toISOString(), ...turn }]
      .toSorted((a, b) => b.cpuMs - a.cpuMs)
      .slice(0, 5);
  }, resolutionMs).unref();
  process.on('SIGUSR2', () => {
    const delay: LoopDelay = {
      p50Ms: late(histogram.percentile(50)),
      p99Ms: late(histogram.percentile(99)),
      maxMs: late(histogram.max),
      samples: histogram.count,
      busiest,
    };
    writeFileSync(`${file}.new`, JSON.stringify({ reading: ++reading, delay }));
    renameSync(`${file}.new`, file);
    histogram.reset();
    busiest = [];
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
