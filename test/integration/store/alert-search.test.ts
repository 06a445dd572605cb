import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AlertIndex, createAlertIndex } from '../../../src-main/engine/store/alert-index.ts';
import type { AlertHead } from '../../../src-main/engine/store/alert-record.ts';
import { type AlertSearch, createAlertSearch } from '../../../src-main/engine/store/alert-search.ts';
import { keys } from '../../../src-main/engine/store/keys.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { type AlertItem, type AlertListInput, alertListInput } from '../../../src-shared/contract/alerts.ts';
import { alertStatuses, categories, kinds, severities, states } from '../../../src-shared/vocabulary.ts';
import { type AlertHistory, openHistory } from '../../support/alert-history.ts';
import { createQuietLogger } from '../../support/quiet-logger.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { until } from '../../support/until.ts';

let server: RedisServer;
let history: AlertHistory;
let logger: ReturnType<typeof createQuietLogger>;
const indexes: AlertIndex[] = [];
/** Answers from the index, and always by walking Redis. */
let search: AlertSearch;
let index: AlertIndex;
let walking: AlertSearch;

const openIndex = (options = {}): AlertIndex => {
  const made = createAlertIndex({ redis: history.redis, clock: systemClock, logger }, options);
  indexes.push(made);
  return made;
};
const searchWith = (one: AlertIndex): AlertSearch =>
  createAlertSearch({ redis: history.redis, records: history.records, index: one, now: () => Date.now() });
const never: AlertIndex = { current: async () => null, ready: async () => null, stop: async () => {} };

beforeAll(async () => {
  server = await startRedisServer(['--appendfsync', 'everysec']);
  history = await openHistory(server);
  walking = searchWith(never);
});
beforeEach(async () => {
  await Promise.all(indexes.splice(0).map((one) => one.stop()));
  await history.flush();
  logger = createQuietLogger();
  index = openIndex();
  search = searchWith(index);
  await index.ready(5000);
});
afterAll(async () => {
  await Promise.all(indexes.map((one) => one.stop()));
  history.stop();
  await server.stop();
});

const input = (more: Partial<AlertListInput> = {}): AlertListInput => alertListInput.parse(more);

/** The whole list, page by page. */
const listAll = async (from: AlertSearch, more: Partial<AlertListInput>): Promise<AlertItem[]> => {
  const items: AlertItem[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await from.list(input({ ...more, cursor }));
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
};
const subjects = (items: AlertItem[]): string[] => items.map(({ subject }) => subject);

// Few words, so that random filters find something.
const address = fc.constantFrom('mon@db1.example', 'Mon@DB2.example', 'zabbix@mon.example', 'a/b@x.org', '');
const word = fc.constantFrom(
  'disk',
  'DISK full',
  'replication lag',
  'درایو پر است',
  'ΑΣ',
  'İstanbul',
  'a*b',
  '',
);
const host = fc.constantFrom('db1', 'DB2', 'web-01', '');
const head = fc.record({
  from: address,
  to: fc.array(address, { maxLength: 3 }),
  subject: word,
  summary: word,
  host,
  resource: host,
  source: fc.constantFrom('zabbix', 'generic'),
  kind: fc.constantFrom(...kinds),
  state: fc.constantFrom(...states),
  severity: fc.constantFrom(...severities),
  category: fc.constantFrom(...categories),
});
const baseAt = 1_750_000_000_000;
/** Many of the same millisecond. */
const time = fc.integer({ min: 0, max: 12 }).map((offset) => baseAt + offset);
const change = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('add' as const), at: time, head }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('save' as const), which: fc.nat(), head }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tell' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('mute' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), which: fc.nat() }) },
);
const fieldTerm = fc
  .tuple(
    fc.constantFrom('from', 'to', 'subject', 'host', 'resource', 'source', 'summary', 'id'),
    fc.constantFrom('mon', '*@db*', 'db1', '*2*', 'DISK', 'zab*', 'd*k', '*', 'ας', 'i̇stanbul'),
  )
  .map(([field, value]) => `${field}:"${value}"`);
const wordTerm = fc
  .tuple(
    fc.constantFrom('severity', 'state', 'status', 'reason', 'kind', 'category'),
    fc.constantFrom('critical', 'h*', '*', 'firing', 'delivered', 'muted', 'problem', 'database', 'none'),
  )
  .map(([field, value]) => `${field}:${value}`);
const term = fc
  .tuple(
    fc.constantFrom('', '', '-'),
    fc.oneof(
      fieldTerm,
      wordTerm,
      word.map((text) => `"${text}"`),
      host,
    ),
  )
  .map(([minus, text]) => (text === '' ? '' : minus + text));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const filter = fc.record({
  limit: fc.integer({ min: 1, max: 7 }),
  q: fc.array(term, { maxLength: 3 }).map((terms) => terms.join(' ')),
  severity: maybe(fc.constantFrom(...severities)),
  state: maybe(fc.constantFrom(...states)),
  status: maybe(fc.constantFrom(...alertStatuses)),
  from: maybe(fc.constantFrom('mon', '*@db*', 'MON@*', '*', '?/b@x.org', '')),
  to: maybe(fc.constantFrom('zabbix', '*example', 'nobody')),
  since: maybe(time),
  until: maybe(time),
});

describe('the index', () => {
  it('answers what walking Redis answers, whatever changed just before', async () => {
    const ids: string[] = [];
    const idAt = (which: number): string => ids[which % Math.max(1, ids.length)] ?? 'none';
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 8 }),
        fc.array(filter, { maxLength: 6 }),
        async (changes, filters) => {
          for (const one of changes) {
            if (one.do === 'add') ids.push(await history.add(one.at, one.head));
            else if (one.do === 'save') await history.save(idAt(one.which), one.head);
            else if (one.do === 'tell') await history.tell(idAt(one.which), baseAt + 60_000);
            else if (one.do === 'mute') await history.records.account(idAt(one.which), 'suppressed', 'muted');
            else await history.records.drop([idAt(one.which)]);
          }
          for (const one of filters) {
            const walked = await listAll(walking, one);
            expect(await listAll(search, one)).toEqual(walked);
            const { facets } = await search.list(input({ ...one, facets: true }));
            expect(facets).toEqual(facetsOf(walked));
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(await index.current()).not.toBeNull();
    expect(logger.records.filter(({ message }) => message.includes('indexed anew'))).toEqual([]);
    expect(ids.length).toBeGreaterThan(100);
  });

  it('made from a full history answers as one that followed it', async () => {
    const heads: Partial<AlertHead>[] = fc.sample(head, { numRuns: 1300, seed: 7 });
    for (const [i, one] of heads.entries()) {
      // Out of order, and many of one millisecond: more than a page in all.
      await history.add(baseAt + (i < 650 ? 5 : 7 - (i % 7)), one);
    }
    const fresh = openIndex();
    await fresh.ready(5000);
    for (const more of [{ limit: 200 }, { limit: 64, q: 'disk' }, { limit: 50, severity: 'high' as const }]) {
      const walked = await listAll(walking, more);
      expect(await listAll(searchWith(fresh), more)).toEqual(walked);
      expect(await listAll(search, more)).toEqual(walked);
    }
    const limited = searchWith(openIndex({ maxAlerts: 1299 }));
    expect((await limited.list(input({ facets: true }))).facets).toBeNull();
  });

  it('keeps pages in their places while alerts arrive and leave', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 30; i++) ids.push(await history.add(baseAt + i, { subject: `paged ${i}` }));
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; ; page++) {
      const answer = await search.list(input({ limit: 7, q: 'paged', cursor }));
      seen.push(...answer.items.map(({ id }) => id));
      await history.add(baseAt + 100 + page, { subject: `paged later ${page}` });
      const last = answer.items.at(-1)?.id ?? '';
      // The alert at the cursor itself leaves the history.
      await history.tell(last, baseAt + 200);
      await history.records.drop([last]);
      if (answer.nextCursor === null) break;
      cursor = answer.nextCursor;
    }
    expect(seen).toEqual([...ids].reverse());
  });

  it('shows what a person did, at once', async () => {
    const id = await history.add(baseAt, { subject: 'to acknowledge', severity: 'high' });
    expect((await search.list(input())).items[0]).toMatchObject({
      id,
      status: 'waiting',
      acknowledged: null,
    });
    await history.records.save(id, { ack: { by: 'op', at: baseAt, note: '' } });
    await history.tell(id, baseAt + 10);
    const { items } = await search.list(input({ status: 'delivered' }));
    expect(items[0]).toMatchObject({ id, acknowledged: { by: 'op' } });
    expect((await search.list(input({ status: 'waiting' }))).items).toEqual([]);
  });

  it('is made anew when Redis lost its data, and when events were trimmed before they were read', async () => {
    await history.add(baseAt, { subject: 'before' });
    expect(subjects((await search.list(input())).items)).toEqual(['before']);
    await history.flush();
    await history.add(baseAt, { subject: 'after' });
    expect(subjects((await search.list(input())).items)).toEqual(['after']);
    await until(() => index.current(), 'the index is there again');
    expect(subjects(await listAll(search, {}))).toEqual(['after']);

    const id = await history.add(baseAt + 1, { subject: 'trimmed' });
    await index.current();
    await history.save(id, { subject: 'changed' });
    await history.redis.xtrim(keys.events, 'MAXLEN', 1);
    await history.save(id, { severity: 'critical' });
    await history.redis.xtrim(keys.events, 'MAXLEN', 1);
    expect(subjects((await search.list(input({ q: 'changed severity:critical' }))).items)).toEqual([
      'changed',
    ]);
    await until(() => index.current(), 'the index is there again');
    expect(subjects((await search.list(input({ q: 'changed severity:critical' }))).items)).toEqual([
      'changed',
    ]);
  });

  it('finds alerts also while it is not there, and says that nothing is counted', async () => {
    await history.add(baseAt, { subject: 'early' });
    const cold = searchWith(openIndex());
    const first = await cold.list(input({ facets: true }));
    expect([subjects(first.items), first.facets]).toEqual([['early'], null]);
    const counted = await until(async () => (await cold.list(input({ facets: true }))).facets, 'counted');
    expect(counted.total).toBe(1);
    expect((await cold.list(input())).facets).toBeUndefined();
  });

  it('is let go when nobody asks, and comes back', async () => {
    await history.add(baseAt, { subject: 'kept' });
    const brief = openIndex({ idleMs: 50 });
    await brief.ready(5000);
    // Asking would keep it: the log tells when it was made again.
    const made = () => logger.records.filter(({ message }) => message.includes('indexed in memory')).length;
    const before = made();
    await until(async () => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await brief.ready(5000);
      return made() > before;
    }, 'it was made again');
    expect(subjects((await searchWith(brief).list(input())).items)).toEqual(['kept']);
  });

  it('stops in the middle of its making, and then answers no more', async () => {
    for (let i = 0; i < 5; i++) await history.add(baseAt + i, { subject: 'x' });
    const stopped = openIndex();
    expect(await stopped.current()).toBeNull();
    await stopped.stop();
    await stopped.stop();
    expect(await stopped.ready(1000)).toBeNull();
    expect((await searchWith(stopped).list(input())).items).toHaveLength(5);
  });
});

describe('statistics', () => {
  it('count alerts in blocks of time, senders, hosts, and how fast people were told', async () => {
    const hour = 3_600_000;
    const since = baseAt;
    const add = async (
      at: number,
      severity: AlertItem['severity'],
      from: string,
      toldAfterMs: number | null,
    ) => {
      const id = await history.add(at, { severity, from, host: from.split('@')[0] ?? '' });
      if (toldAfterMs !== null) await history.tell(id, at + toldAfterMs);
    };
    await add(since - 1, 'critical', 'early@x.org', 100);
    await add(since, 'critical', 'db1@x.org', 100);
    await add(since + hour - 1, 'high', 'db1@x.org', 300);
    await add(since + 2 * hour, 'high', 'db2@x.org', null);
    await add(since + 3 * hour - 1, 'low', '', hour);
    await add(since + 4 * hour, 'critical', 'late@x.org', 100);

    const answer = await search.statistics({ since, until: since + 4 * hour, blocks: 4 });
    expect(answer).toMatchObject({
      since,
      until: since + 4 * hour,
      blockMs: hour,
      received: 4,
      severity: { critical: 1, high: 2, medium: 0, low: 1, info: 0 },
      status: { delivered: 3, waiting: 1 },
      senders: [
        { value: 'db1@x.org', count: 2 },
        { value: 'db2@x.org', count: 1 },
      ],
      hosts: [
        { value: 'db1', count: 2 },
        { value: 'db2', count: 1 },
      ],
      delivery: { told: 3, latency: { p50Ms: 300, p95Ms: hour, p99Ms: hour, maxMs: hour } },
      throughput: { receivedPerMinute: 0, toldPerMinute: 0 },
    });
    expect(answer.blocks.map(({ at, received, told }) => [at, received, told])).toEqual([
      [since, 2, 1],
      [since + hour, 0, 1],
      [since + 2 * hour, 2, 0],
      [since + 3 * hour, 0, 1],
    ]);
    expect(answer.blocks[0]).toMatchObject({
      severity: { critical: 1, high: 1 },
      latency: { p50Ms: 100, maxMs: 300 },
    });
    expect(answer.blocks[1]?.latency).toBeNull();
  });

  it('cover the last 24 hours in 24 blocks where nothing else is asked for', async () => {
    const now = Date.now();
    const id = await history.add(now - 1000, { severity: 'info' });
    await history.tell(id, now - 500);
    await history.add(now - 25 * 3_600_000, { severity: 'info' });
    const answer = await search.statistics({ blocks: 24 });
    expect([answer.blocks.length, answer.received, answer.blocks.at(-1)?.severity.info]).toEqual([24, 1, 1]);
    expect(answer.until - answer.since).toBe(86_400_000);
    expect(answer.throughput).toEqual({ overMs: 300_000, receivedPerMinute: 0.2, toldPerMinute: 0.2 });
  });

  it('are refused for a moment where there is no index', async () => {
    await expect(walking.statistics({ blocks: 1 })).rejects.toMatchObject({
      code: 'unavailable',
      retry: true,
    });
  });
});

const facetsOf = (items: AlertItem[]) => {
  const by = <T extends string>(words: readonly T[], of: (item: AlertItem) => T) =>
    Object.fromEntries(words.map((one) => [one, items.filter((item) => of(item) === one).length]));
  const top = (of: (item: AlertItem) => string) =>
    [...new Set(items.map(of))]
      .filter((value) => value !== '')
      .map((value) => ({ value, count: items.filter((item) => of(item) === value).length }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, 10);
  return {
    total: items.length,
    severity: by(severities, (item) => item.severity),
    state: by(states, (item) => item.state),
    status: by(alertStatuses, (item) => item.status),
    category: by(categories, (item) => item.category),
    hosts: top((item) => item.host),
    senders: top((item) => item.from),
  };
};
