/**
 * The console over a long history, in real Chromium: what the first load weighs, how soon the list is there, and whether it
 * scrolls without jank while it fetches page after page. `node test/bench/console.bench.ts [--json] [--quick] [--alerts N]`
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { Redis } from 'ioredis';
import { startServer } from '../e2e/support/server.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { mixedAlerts } from './support/alert-mix.ts';
import { fillHistory } from './support/fill-history.ts';
import { keepResult } from './support/keep-result.ts';

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, alerts: { type: 'string' } },
});
const alertCount = Number(flags.alerts ?? (flags.quick ? 10_000 : 100_000));
const scrolledRows = flags.quick ? 500 : 2_000;
const openings = flags.quick ? 2 : 5;
/** A frame that a person sees stutter. */
const jankMs = 50;
/** About as fast as a wheel is turned by somebody in a hurry. */
const rowsPerSecond = 100;
const TARGETS = { firstLoadKb: 400, jankShare: 0.01, cpuMsPerFrame: 16, listMs: 1_000 };

const spanMs = 30 * 86_400_000;
const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

const browserArgs = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

interface Load {
  page: string;
  jsKb: number;
  cssKb: number;
  fontKb: number;
  otherKb: number;
  requests: number;
}

/** What crosses the wire until nothing more is asked for, with an empty cache. */
const weigh = async (browser: Browser, url: string, session: string, path: string): Promise<Load> => {
  const { page, client } = await openPage(browser, url, session);
  const kinds = new Map<string, string>();
  const bytes: Record<string, number> = {};
  let requests = 0;
  client.on('Network.responseReceived', ({ requestId, type }) => void kinds.set(requestId, type));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? 'Other';
    bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength;
    requests += 1;
  });
  await page.goto(`${url}/#${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // Live events never end, so the network is not idle: what is shown is complete when nothing is busy any more.
  await page.waitForFunction(() => document.querySelector('[aria-busy=true], [class*=Skeleton]') === null);
  await page.evaluate(() => document.fonts.ready);
  await page.context().close();
  const kb = (...names: string[]): number =>
    round(names.reduce((sum, name) => sum + (bytes[name] ?? 0), 0) / 1024);
  return {
    page: path,
    jsKb: kb('Script'),
    cssKb: kb('Stylesheet'),
    fontKb: kb('Font'),
    otherKb: kb('Document', 'Fetch', 'XHR', 'Image', 'Other', 'EventSource'),
    requests,
  };
};

const openPage = async (
  browser: Browser,
  url: string,
  session: string,
): Promise<{ page: Page; client: CDPSession }> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(() =>
    localStorage.setItem('alertflow-first-run', JSON.stringify({ isDismissed: true })),
  );
  const { username, password } = JSON.parse(session) as { username: string; password: string };
  const login = await context.request.post(`${url}/api/auth/login`, { data: { username, password } });
  if (!login.ok()) throw new Error(`not signed in: ${login.status()}`);
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  // Processor time, not time on a busy machine's clock.
  await client.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
  await client.send('Performance.enable');
  return { page, client };
};

/** From the first request of a cold browser until a row of the list is on the screen. */
const openList = async (browser: Browser, url: string, session: string): Promise<number> => {
  const { page } = await openPage(browser, url, session);
  await page.goto(`${url}/#/alerts`);
  await page.getByRole('row').nth(5).waitFor();
  const shownMs = await page.evaluate(() => performance.now());
  await page.context().close();
  return shownMs;
};

interface Scroll {
  rows: number;
  seconds: number;
  frames: number;
  p50Ms: number;
  p95Ms: number;
  longestMs: number;
  janky: number;
  jankShare: number;
  /** Processor time of the page's main thread for one frame: the list's own cost, whatever else the machine does. */
  cpuMsPerFrame: number;
  longestTaskMs: number;
}

const scrollList = async (browser: Browser, url: string, session: string): Promise<Scroll> => {
  const { page, client } = await openPage(browser, url, session);
  await page.goto(`${url}/#/alerts`);
  await page.getByRole('row').nth(5).waitFor();
  const taskSeconds = async (): Promise<number> => {
    const { metrics } = await client.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const before = await taskSeconds();
  const { frames, rows, longestTaskMs } = await page.evaluate(
    ({ wanted, perSecond }) =>
      new Promise<{ frames: number[]; rows: number; longestTaskMs: number }>((done, failed) => {
        const grid = document.querySelector('[role=grid]');
        const row = grid?.querySelector('[role=row][aria-rowindex="3"]');
        if (!grid || !row) return failed(new Error('there is no list'));
        const rowHeight = row.getBoundingClientRect().height;
        let longestTaskMs = 0;
        new PerformanceObserver((entries) => {
          for (const { duration } of entries.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
        }).observe({ type: 'longtask' });
        const frames: number[] = [];
        const giveUpAt = performance.now() + 240_000;
        let last = performance.now();
        let goal = 0;
        const step = (now: number): void => {
          frames.push(now - last);
          goal += ((now - last) / 1000) * perSecond * rowHeight;
          last = now;
          // Never beyond what has been fetched: the end of the list is where the next page appears.
          grid.scrollTop = Math.min(goal, grid.scrollHeight - grid.clientHeight);
          goal = Math.min(goal, grid.scrollTop + rowHeight * 10);
          const rows = Math.floor(grid.scrollTop / rowHeight);
          if (rows >= wanted) done({ frames: frames.slice(1), rows, longestTaskMs });
          else if (now > giveUpAt) failed(new Error(`only ${rows} rows in time`));
          else requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    { wanted: scrolledRows, perSecond: rowsPerSecond },
  );
  const spent = (await taskSeconds()) - before;
  await page.context().close();
  const sorted = [...frames].sort((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  const janky = frames.filter((ms) => ms > jankMs).length;
  return {
    rows,
    seconds: round(frames.reduce((sum, ms) => sum + ms, 0) / 1000),
    frames: frames.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    longestMs: at(1),
    janky,
    jankShare: round(janky / frames.length, 4),
    cpuMsPerFrame: round((spent * 1000) / frames.length, 2),
    longestTaskMs: round(longestTaskMs),
  };
};

const main = async (): Promise<number> => {
  const redis = await startRedisServer();
  const link = new Redis(redis.url);
  await fillHistory(link, mixedAlerts(alertCount, Date.now(), spanMs));
  link.disconnect();
  const server = await startServer(['--redis', redis.url]);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: browserArgs,
  });
  try {
    const session = JSON.stringify({ username: server.username, password: server.password });
    // The first question has the index made.
    await openList(browser, server.url, session);
    const loads: Load[] = [];
    for (const path of ['/', '/alerts', '/incidents', '/rules']) {
      loads.push(await weigh(browser, server.url, session, path));
    }
    const shown: number[] = [];
    for (let i = 0; i < openings; i++) shown.push(round(await openList(browser, server.url, session), 0));
    shown.sort((a, b) => a - b);
    const listMs = shown[Math.floor(shown.length / 2)] ?? 0;
    const scroll = await scrollList(browser, server.url, session);

    const heaviest = Math.max(...loads.map(({ jsKb }) => jsKb));
    const targets = [
      {
        target: `first load of any page within ${TARGETS.firstLoadKb} KB of compressed JavaScript (${heaviest} KB)`,
        isMet: heaviest <= TARGETS.firstLoadKb,
      },
      {
        target: `list on the screen within ${TARGETS.listMs} ms, cold browser, median of ${openings} (${listMs} ms)`,
        isMet: listMs <= TARGETS.listMs,
      },
      {
        target: `at most ${TARGETS.jankShare * 100} % of frames above ${jankMs} ms (${round(scroll.jankShare * 100, 2)} %)`,
        isMet: scroll.jankShare <= TARGETS.jankShare,
      },
      {
        target: `at most ${TARGETS.cpuMsPerFrame} ms of processor time for a frame (${scroll.cpuMsPerFrame} ms)`,
        isMet: scroll.cpuMsPerFrame <= TARGETS.cpuMsPerFrame,
      },
    ];
    const kept = keepResult('console', { alertCount, loads, listShownMs: shown, scroll, targets });
    if (flags.json) console.log(kept);
    else {
      console.log(`${alertCount} alerts; load of the machine: ${round(loadavg()[0] ?? 0)}`);
      console.table(loads);
      console.log(`list shown, ms, cold browser: ${shown.join(', ')}`);
      console.table([scroll]);
      for (const { target, isMet } of targets) console.log(`${isMet ? 'met   ' : 'MISSED'} ${target}`);
    }
    return targets.every(({ isMet }) => isMet) ? 0 : 1;
  } finally {
    await browser.close();
    await server.stop();
    await redis.stop();
  }
};

process.exitCode = await main();
