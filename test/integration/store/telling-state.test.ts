/** What Redis holds about messages that are out: who changes them next, how fast a remote is called, who is in a digest. */
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDigests, type DigestItem, type Digests } from '../../../src-main/engine/store/digests.ts';
import {
  createIncidentMessages,
  type IncidentMessages,
} from '../../../src-main/engine/store/incident-messages.ts';
import { keys } from '../../../src-main/engine/store/keys.ts';
import { createPaces, type Pace, type Paces } from '../../../src-main/engine/store/paces.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  redis = new Redis(server.url);
});
afterEach(async () => {
  await redis.flushall();
  redis.disconnect();
});

describe('the message of an incident', () => {
  let messages: IncidentMessages;
  beforeEach(() => {
    messages = createIncidentMessages(redis);
  });
  const alert = '019abc00-0000-7000-8000-00000000000';
  const delivery = async (n: number, state = 'waiting'): Promise<string> => {
    const id = `${alert}${n}.d.0`;
    await redis.hset(keys.alertDeliveries(`${alert}${n}`), id, state);
    return id;
  };
  const message = (incidentRevision: number) => ({
    remoteId: '7',
    incidentRevision,
    at: 1,
    alertId: 'a',
    deliveryId: 'x',
    digestId: null,
  });
  const claim = (deliveryId: string, revision: number, as: 'update' | 'message' | 'always' = 'update') =>
    messages.claim('i', 'd', { deliveryId, revision, as });

  it('is changed by one delivery at a time; the others wait behind it', async () => {
    const [first, second, third] = [await delivery(1), await delivery(2), await delivery(3)];
    await messages.announce([{ topic: 'i', destinationId: 'd', deliveryId: first }]);
    expect(await claim(second, 2)).toEqual({ kind: 'behind', leader: first });
    expect(await claim(third, 3)).toEqual({ kind: 'behind', leader: first });
    expect(await claim(first, 1, 'message')).toEqual({ kind: 'lead', message: null });
    expect(await messages.behind('i', 'd', 2, 10)).toEqual([second]);
    expect(await messages.newestBehind('i', 'd')).toBe(third);
  });

  it('is taken over where the one that was to change it is final', async () => {
    const [first, second] = [await delivery(1), await delivery(2)];
    await messages.announce([{ topic: 'i', destinationId: 'd', deliveryId: first }]);
    await delivery(1, 'dead');
    expect(await claim(second, 2)).toEqual({ kind: 'lead', message: null });
  });

  it('keeps the newest revision, whoever comes late', async () => {
    expect(await messages.record('i', 'd', message(5))).toBe(true);
    expect(await messages.record('i', 'd', message(4))).toBe(false);
    expect((await messages.read('i', 'd'))?.incidentRevision).toBe(5);
    expect(await claim(await delivery(1), 5)).toMatchObject({ kind: 'newer' });
    expect(await claim(await delivery(2), 4, 'message')).toMatchObject({ kind: 'newer' });
    expect(await claim(await delivery(3), 5, 'message')).toMatchObject({ kind: 'lead' });
    expect(await claim(await delivery(4), 1, 'always')).toMatchObject({ kind: 'lead' });
    expect(await claim(await delivery(5), 6)).toMatchObject({ kind: 'behind' });
  });
});

describe('the pace of a remote', () => {
  let paces: Paces;
  beforeEach(() => {
    paces = createPaces(redis);
  });
  const minute: Pace[] = [{ name: 'chat', spacingMs: 0, windowMs: 60_000, most: 10 }];
  const takeAll = async (level: Parameters<Paces['take']>[2]): Promise<number> => {
    let taken = 0;
    while ((await paces.take(minute, `${level}-${taken}`, level)) === 0) taken += 1;
    return taken;
  };

  it('leaves room for what matters more', async () => {
    expect(await takeAll('edit')).toBe(5);
    expect(await takeAll('news')).toBe(1);
    expect(await takeAll('urgent')).toBe(1);
    // Several criticals in one message have what is left, with a distance between them.
    expect(await takeAll('together')).toBe(1);
    const apart = await paces.take(minute, 'together', 'together');
    expect(apart).toBeGreaterThan(15_000);
    expect(apart).toBeLessThanOrEqual(20_000);
    const waitMs = await paces.take(minute, 'one more', 'urgent');
    expect(waitMs).toBeGreaterThan(50_000);
    expect(waitMs).toBeLessThanOrEqual(60_000);
  });

  it('is shared so that the next message for several criticals is never far, however many there are', async () => {
    const brief: Pace[] = [{ name: 'brief', spacingMs: 0, windowMs: 3_000, most: 10 }];
    const startedAt = performance.now();
    let longest = 0;
    let since = startedAt;
    const times: number[] = [];
    while (performance.now() - startedAt < 6_500) {
      for (const level of ['edit', 'news', 'naming', 'urgent', 'together'] as const) {
        if ((await paces.take(brief, `${level}-${times.length}`, level)) > 0) continue;
        const at = performance.now();
        times.push(at);
        if (level !== 'together') continue;
        longest = Math.max(longest, at - since);
        since = at;
      }
    }
    // A third of the window, and what a busy machine takes; without a share of its own it would be all of it.
    expect(longest).toBeLessThan(2_700);
    for (const [i, at] of times.entries())
      expect(at - (times[i - 10] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThan(2_990);
  });

  it('is counted from the end of the last call, and kept for the urgent one that had to wait', async () => {
    const spaced: Pace[] = [{ name: 'chat', spacingMs: 1_000, windowMs: 60_000, most: 10 }];
    expect(await paces.take(spaced, 'a', 'news')).toBe(0);
    await paces.ended(spaced);
    expect(await paces.take(spaced, 'b', 'urgent')).toBeGreaterThan(900);
    // Longer than the spacing: the urgent one comes first.
    expect(await paces.take(spaced, 'c', 'news')).toBeGreaterThan(2_000);
  });

  it('is kept for the message of several criticals where that had to wait, before single ones', async () => {
    const spaced: Pace[] = [{ name: 'chat', spacingMs: 1_000, windowMs: 60_000, most: 10 }];
    expect(await paces.take(spaced, 'a', 'urgent')).toBe(0);
    expect(await paces.take(spaced, 'b', 'together')).toBeLessThanOrEqual(1_000);
    expect(await paces.take(spaced, 'c', 'urgent')).toBeGreaterThan(2_000);
    expect(await paces.take(spaced, 'd', 'together')).toBeLessThanOrEqual(1_000);
  });

  it('holds every call when the remote asked for silence, and all limits or none are used', async () => {
    const both: Pace[] = [...minute, { name: 'account', spacingMs: 0, windowMs: 1_000, most: 1 }];
    expect(await paces.take(both, 'a', 'urgent')).toBe(0);
    expect(await paces.take(both, 'b', 'urgent')).toBeGreaterThan(0);
    expect(await redis.zcard(keys.pace('chat'))).toBe(1);
    await paces.pause(minute, 5_000);
    expect(await paces.take(minute, 'c', 'urgent')).toBeGreaterThan(4_500);
  });
});

describe('a digest', () => {
  let digests: Digests;
  beforeEach(() => {
    digests = createDigests(redis);
  });
  const item = (topic: string, incidentRevision = 1): DigestItem => ({
    possibleRepeat: false,
    topic,
    alertId: 'a',
    incidentRevision,
    severity: 'medium',
    state: 'firing',
    acknowledged: false,
    host: 'db01',
    title: `revision ${incidentRevision}`,
    from: 'x@y.example',
    count: 1,
  });
  const admit = (deliveryId: string, now: number, as: 'any' | 'counts' | 'must' = 'any') =>
    digests.admit({
      destinationId: 'd',
      deliveryId,
      now,
      limit: 2,
      windowMs: 1_000,
      newDigestId: `d-${deliveryId}`,
      as,
    });

  it('begins with the message beyond the limit, and ends for what comes when the window is calm again', async () => {
    expect(await admit('1', 0)).toBeNull();
    expect(await admit('2', 10)).toBeNull();
    expect(await admit('3', 20)).toBe('d-3');
    expect(await admit('4', 30)).toBe('d-3');
    expect(await admit('critical', 40, 'counts')).toBeNull();
    // Asked again, the answer is the same.
    expect(await admit('1', 50)).toBeNull();
    expect(await admit('3', 60)).toBe('d-3');
    expect(await digests.wanted('d', 60, 1_000)).toBe(5);
    expect(await admit('5', 2_000)).toBeNull();
  });

  it('takes what the remote has no room for, storm or not', async () => {
    expect(await admit('1', 0)).toBeNull();
    expect(await admit('1', 5, 'must')).toBe('d-1');
    expect(await admit('1', 6)).toBe('d-1');
  });

  it('has one line for an incident, the newest, and everybody waits for it until it is told', async () => {
    const into = { destinationId: 'd', channelId: 'c', now: 5, dueAt: 100 };
    expect(await digests.park('g', { ...into, deliveryId: '1' }, item('i', 2))).toBe(100);
    expect(await digests.park('g', { ...into, deliveryId: '2', dueAt: 50 }, item('i', 1))).toBe(50);
    // The same one again changes nothing.
    await digests.park('g', { ...into, deliveryId: '2', dueAt: 80 }, item('i', 3));
    const digest = await digests.read('g');
    expect(digest?.items).toEqual([{ ...item('i', 2), seq: 2, page: null }]);
    expect(digest?.waiting).toEqual([
      { deliveryId: '1', topic: 'i' },
      { deliveryId: '2', topic: 'i' },
    ]);
    expect(digest?.dueAt).toBe(50);
    expect(await digests.due(60, 10)).toEqual([{ id: 'g', channelId: 'c' }]);
    await digests.noLongerWaiting('g', [{ deliveryId: '1', topic: 'i' }]);
    await digests.assign('g', 3, ['i']);
    expect(await digests.read('g')).toMatchObject({
      waiting: [{ deliveryId: '2', topic: 'i' }],
      items: [{ page: 3 }],
    });
  });
});
