/** Keeps the standing current: by the runner's state, by the engine's events, and by asking for its health. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../engine/ports.ts';
import type { EngineRun } from './engine-run.ts';
import type { EngineRunner } from './engine-runner.ts';
import { createLatest, type Latest } from './latest.ts';
import type { Notifier } from './notifier.ts';
import { countOpenCriticals } from './open-criticals.ts';
import { ownClient } from './own-client.ts';
import type { Standing } from './standing.ts';

const healthEveryMs = 5_000;
const followAgainMs = 2_000;
const countAtMostEveryMs = 2_000;
const lookedAt = 200;
const lookBackMs = 14 * 86_400_000;

export const watchStanding = (deps: {
  runner: EngineRunner;
  notifier: Notifier;
  logger: Logger;
}): { standing: Latest<Standing>; look(): void; stop(): void } => {
  const { runner, notifier, logger } = deps;
  const standing = createLatest<Standing>({
    engine: runner.state.get().kind,
    health: null,
    openCriticals: 0,
    isPaused: notifier.pausedUntil() !== null,
  });
  let followed: EngineRun | null = null;
  let following = new AbortController();
  let countTimer: NodeJS.Timeout | undefined;

  const merge = (change: Partial<Standing>): void => {
    const before = standing.get();
    const now = { ...before, ...change };
    if (JSON.stringify(now) !== JSON.stringify(before)) standing.set(now);
  };

  const count = async (run: EngineRun): Promise<void> => {
    const client = ownClient(run);
    const critical = { limit: lookedAt, severity: 'critical' } as const;
    const since = Date.now() - lookBackMs;
    const incidents = await client.incidents.list({ ...critical, status: 'open' });
    const firing = await client.alerts.list({ ...critical, state: 'firing', since });
    if (runner.current() === run) merge({ openCriticals: countOpenCriticals(incidents.items, firing.items) });
  };

  const countSoon = (run: EngineRun): void => {
    countTimer ??= setTimeout(() => {
      countTimer = undefined;
      count(run).catch((error: unknown) => {
        logger.debug({ error }, 'open criticals could not be counted');
        if (runner.current() === run) countSoon(run);
      });
    }, countAtMostEveryMs).unref();
  };

  const followEvents = async (run: EngineRun, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        for await (const events of run.parts.services.events.follow('$', signal)) {
          if (events.some(({ type }) => type !== 'ledger' && type !== 'health')) countSoon(run);
        }
      } catch (error) {
        // Redis is not there yet, or away.
        logger.debug({ error }, 'events could not be followed');
        await pause(followAgainMs, undefined, { ref: false });
      }
      // What happened meanwhile nobody told.
      countSoon(run);
    }
  };

  const onEngine = (): void => {
    const { kind } = runner.state.get();
    const run = runner.current();
    merge({ engine: kind, ...(kind === 'running' ? {} : { health: null, openCriticals: 0 }) });
    if (run === followed) return;
    following.abort();
    following = new AbortController();
    followed = run;
    if (run === null) return;
    void followEvents(run, following.signal);
    countSoon(run);
    look();
  };

  const look = (): void => {
    merge({ isPaused: notifier.pausedUntil() !== null });
    const run = runner.current();
    if (run === null) return;
    run.parts.services.health().then(
      ({ status }) => {
        if (runner.current() === run) merge({ health: status });
      },
      (error: unknown) => logger.debug({ error }, 'health could not be read'),
    );
  };

  const forget = runner.state.onChange(onEngine);
  const timer = setInterval(look, healthEveryMs).unref();
  onEngine();

  return {
    standing,
    look,
    stop() {
      forget();
      following.abort();
      clearInterval(timer);
      clearTimeout(countTimer);
    },
  };
};
