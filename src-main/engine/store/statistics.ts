/** Figures of a span of time for the dashboard, from the columns of all alerts. */
import type { Statistics, StatisticsInput } from '../../../src-shared/contract/alert-figures.ts';
import { alertStatuses, categories, severities } from '../../../src-shared/vocabulary.ts';
import type { AlertColumns } from './alert-index-columns.ts';
import { scanAlerts } from './alert-index-scan.ts';
import { addOne, countsOf, createTally } from './alert-search-facets.ts';
import type { AlertFilter } from './alert-search-filter.ts';

const dayMs = 86_400_000;
const throughputOverMs = 5 * 60_000;

export const readStatistics = async (
  columns: AlertColumns,
  input: StatisticsInput,
  now: number,
): Promise<Statistics> => {
  const { words } = columns;
  const until = input.until ?? now;
  const since = Math.min(input.since ?? Math.max(0, until - dayMs), until);
  const blockMs = Math.max(1, (until - since) / input.blocks);
  const blocks = Array.from({ length: input.blocks }, (_, number) => createBlock(since + number * blockMs));
  const blockOf = (at: number) => blocks[Math.min(blocks.length - 1, Math.floor((at - since) / blockMs))];
  const status = new Uint32Array(alertStatuses.length);
  const category = new Uint32Array(categories.length);
  const senders = createTally(columns, 'from');
  const hosts = createTally(columns, 'host');

  await scanAlerts(columns, between(since, until - 1), null, (row) => {
    const at = columns.at(row);
    const block = blockOf(at);
    if (block === undefined) return true;
    addOne(block.severity, words.severity[row]);
    addOne(status, words.status[row]);
    addOne(category, words.category[row]);
    senders.add(row);
    hosts.add(row);
    const toldAfterMs = columns.toldAfterMs(row);
    if (toldAfterMs !== null) {
      block.latencies.push(toldAfterMs);
      const toldIn = at + toldAfterMs < until ? blockOf(at + toldAfterMs) : undefined;
      if (toldIn) toldIn.told++;
    }
    return true;
  });

  const views = blocks.map(viewOf);
  const latencies = blocks.flatMap((block) => block.latencies);
  const severity = new Uint32Array(severities.length);
  for (const block of blocks) {
    for (const [number, count] of block.severity.entries())
      severity[number] = (severity[number] ?? 0) + count;
  }
  return {
    since,
    until,
    blockMs,
    received: views.reduce((sum, { received }) => sum + received, 0),
    severity: countsOf(severities, severity),
    status: countsOf(alertStatuses, status),
    category: countsOf(categories, category),
    blocks: views,
    senders: senders.top(),
    hosts: hosts.top(),
    delivery: { told: latencies.length, latency: latencyOf(latencies) },
    throughput: await readThroughput(columns, now),
  };
};

interface Block {
  at: number;
  severity: Uint32Array;
  told: number;
  latencies: number[];
}

const createBlock = (at: number): Block => ({
  at: Math.round(at),
  severity: new Uint32Array(severities.length),
  told: 0,
  latencies: [],
});

const viewOf = ({ at, severity, told, latencies }: Block) => ({
  at,
  received: severity.reduce((sum, count) => sum + count, 0),
  severity: countsOf(severities, severity),
  told,
  latency: latencyOf(latencies),
});

/** By nearest rank. */
const latencyOf = (latencies: readonly number[]) => {
  if (latencies.length === 0) return null;
  const sorted = Float64Array.from(latencies).sort();
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { p50Ms: rank(0.5), p95Ms: rank(0.95), p99Ms: rank(0.99), maxMs: rank(1) };
};

/** Told counts alerts whose first delivery was lately, whenever they were received, within a day. */
const readThroughput = async (columns: AlertColumns, now: number) => {
  const from = now - throughputOverMs;
  let received = 0;
  let told = 0;
  await scanAlerts(columns, between(now - dayMs, Number.MAX_SAFE_INTEGER), null, (row) => {
    const at = columns.at(row);
    const toldAfterMs = columns.toldAfterMs(row);
    if (at >= from) received++;
    if (toldAfterMs !== null && at + toldAfterMs >= from) told++;
    return true;
  });
  const perMinute = (count: number) => Math.round((count * 600_000) / throughputOverMs) / 10;
  return {
    overMs: throughputOverMs,
    receivedPerMinute: perMinute(received),
    toldPerMinute: perMinute(told),
  };
};

const between = (since: number, until: number): AlertFilter => ({
  severity: null,
  state: null,
  status: null,
  from: null,
  to: null,
  terms: [],
  since,
  until,
});
