/**
 * Watches the link to Redis and brings this node in step with it: at the start, after every loss, and when Redis came
 * back without what it held. Until that is done nothing is fed and nothing is believed.
 */

import { AppError } from './errors.ts';
import type { Clock, Logger } from './ports.ts';
import type { Epoch } from './store/epoch.ts';

export interface RedisLink {
  start(): void;
  stop(): Promise<void>;
  /** Null while linked and in step, else why not. */
  problem(): string | null;
  /** Resolves when linked for the first time, or after the bound; answers whether it is. */
  ready(boundMs: number): Promise<boolean>;
}

const beatMs = 2000;

export const createRedisLink = (deps: {
  epoch: Epoch;
  /**
   * Brings everything in step; `before`: what Redis is to this node (see `Epoch.look`), `same` after it was only away.
   * Called before anything else is done with it.
   */
  inStep: (before: 'same' | 'known' | 'lost') => Promise<void>;
  /** Called at every beat while linked. */
  beat: () => Promise<void>;
  describeError: (error: unknown) => { message: string };
  clock: Clock;
  logger: Logger;
}): RedisLink => {
  const { epoch, inStep, beat, describeError, clock, logger } = deps;
  let problem: string | null = 'not connected yet';
  let isInStep = false;
  /** What is still to be made good. */
  let before: 'same' | 'known' | 'lost' = 'same';
  let running = false;
  let loop: Promise<void> = Promise.resolve();
  let wake: (() => void) | null = null;
  const first = Promise.withResolvers<void>();

  const turn = async () => {
    try {
      const found = await epoch.look();
      if (found === 'lost' || before === 'same') before = found;
      if (!isInStep || before !== 'same') {
        await inStep(before);
        before = 'same';
        isInStep = true;
      }
      await beat();
      if (problem !== null) logger.info({}, 'Redis is linked and in step');
      problem = null;
      first.resolve();
    } catch (error) {
      const reason = error instanceof AppError ? error.message : describeError(error).message;
      if (problem === null) logger.warn({ reason }, 'the link to Redis is lost; mail is kept in the spool');
      problem = reason;
      isInStep = false;
    }
  };

  const run = async () => {
    while (running) {
      await turn();
      if (!running) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, problem === null ? beatMs : beatMs / 4);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };

  return {
    start() {
      if (running) return;
      running = true;
      loop = run();
    },
    async stop() {
      running = false;
      wake?.();
      await loop;
    },
    problem: () => problem,
    async ready(boundMs) {
      const until = clock.monotonic() + boundMs;
      await Promise.race([
        first.promise,
        new Promise((resolve) => setTimeout(resolve, Math.max(0, until - clock.monotonic())).unref()),
      ]);
      return problem === null;
    },
  };
};
