/** Incidents in a real Redis: whole under concurrency, done once, gone without a trace. */
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFold } from '../../../src-main/engine/fold/fold.ts';
import { createIncidentKeeper } from '../../../src-main/engine/fold/keeper.ts';
import { actOnIncident } from '../../../src-main/engine/fold/person.ts';
import type { Sighting } from '../../../src-main/engine/fold/sighting.ts';
import type { Teller } from '../../../src-main/engine/notify/tell.ts';
import { createIncidents } from '../../../src-main/engine/store/incidents.ts';
import { keys } from '../../../src-main/engine/store/keys.ts';
import { maxTimelineEntries } from '../../../src-shared/contract/incidents.ts';
import { type AlertHistory, openHistory } from '../../support/alert-history.ts';
import { createQuietLogger } from '../../support/quiet-logger.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { foldSettings, recovery, somePart, someSighting } from '../../support/sightings.ts';

let server: RedisServer;
let history: AlertHistory;
/** Two nodes on one Redis. */
let nodes: {
  redis: Redis;
  incidents: ReturnType<typeof createIncidents>;
  fold: ReturnType<typeof createFold>;
}[];

beforeAll(async () => {
  server = await startRedisServer();
  history = await openHistory(server);
  nodes = [1, 2].map(() => {
    const redis = new Redis(server.url);
    const incidents = createIncidents(redis);
    return {
      redis,
      incidents,
      fold: createFold({ incidents, settings: () => foldSettings, now: () => now }),
    };
  });
});
afterAll(async () => {
  for (const { redis } of nodes) redis.disconnect();
  history.stop();
  await server.stop();
});
afterEach(() => history.flush());

const now = 10_000_000;
const node = (n: number) => nodes[n % 2]!;
/** A sighting of an alert that is in Redis. */
const sighted = async (make: (more: Partial<Sighting>) => Sighting, more: Partial<Sighting>) =>
  make({ ...more, alertId: await history.add(more.at ?? 0, null) });
const keeper = (told: string[] = [], settings = {}) =>
  createIncidentKeeper({
    incidents: node(0).incidents,
    teller: {
      ofIncident: async ({ id }, { purpose }) => {
        told.push(`${purpose} ${id}`);
      },
    },
    settings: () => ({ staleAfterMs: 1_000_000, remindAfterMs: 0, reopenWindowMs: 900_000, ...settings }),
    clock: { now: () => now, monotonic: () => now },
    logger: createQuietLogger(),
  });

describe('alerts of one condition', () => {
  it('are one incident that counts each once, whatever node works on them side by side', async () => {
    const sightings = await Promise.all(
      Array.from({ length: 60 }, (_, i) => sighted(someSighting, { at: 1000 + i, summary: `${i} % full` })),
    );
    const folded = await Promise.all(sightings.map((sighting, i) => node(i).fold.fold(sighting)));
    const ids = new Set(folded.map(({ incidentId }) => incidentId));
    expect(ids.size).toBe(1);
    const incident = await node(0).incidents.get([...ids][0] ?? '');
    expect(incident).toMatchObject({ status: 'open', count: 60, openedAt: 1000, lastAt: 1059, revision: 60 });
    expect(folded.filter(({ verdict }) => verdict === 'opened')).toHaveLength(1);
    expect(await node(1).incidents.counts()).toMatchObject({ open: 1 });
  });

  it('change nothing when their job runs again', async () => {
    const first = await sighted(someSighting, { at: 1000 });
    const again = await sighted(someSighting, { at: 2000, summary: 'fuller' });
    await node(0).fold.fold(first);
    const folded = await node(0).fold.fold(again);
    const before = await node(0).incidents.whole(first.alertId);
    expect(await node(1).fold.fold(again)).toEqual(folded);
    expect(await node(1).fold.fold({ ...again, summary: 'told otherwise' })).toEqual(folded);
    expect(await node(0).incidents.whole(first.alertId)).toEqual(before);
  });

  it('that left the history meanwhile leave no incident behind', async () => {
    const sighting = someSighting({ at: 1000, alertId: '01a20000-0000-7000-8000-000000000001' });
    await node(0).fold.fold(sighting);
    expect(await node(0).incidents.get(sighting.alertId)).toBe(null);
    expect(await server.run((redis) => redis.keys('*incident*'))).toEqual([]);
  });

  it('of long trouble keep the newest part of the timeline, repeats as one line', async () => {
    const first = await sighted(someSighting, { at: 0 });
    await node(0).fold.fold(first);
    for (let i = 1; i <= 5; i++) await node(0).fold.fold(await sighted(someSighting, { at: i }));
    const { timeline } = (await node(0).incidents.whole(first.alertId))!;
    expect(timeline.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['opened', '/var is full'],
      ['repeated', '5'],
    ]);
    for (let i = 0; i < maxTimelineEntries + 5; i++) {
      await node(0).fold.fold(await sighted(someSighting, { at: 100 + i, summary: `${i}` }));
    }
    expect((await node(0).incidents.whole(first.alertId))?.timeline).toHaveLength(maxTimelineEntries);
  });
});

describe('history', () => {
  it('read in another order than it came, and twice, ends as it was', async () => {
    const problem = await sighted(someSighting, { at: 1000, severity: 'critical' });
    const over = await sighted(recovery, { at: 2000 });
    const back = await sighted(someSighting, { at: 3000, summary: 'again' });
    for (const sighting of [back, over, problem]) await node(0).fold.fold(sighting, { isHistory: true });
    const { incidentId } = await node(1).fold.fold(over, { isHistory: true });
    expect(await node(0).incidents.get(incidentId ?? '')).toMatchObject({
      status: 'open',
      count: 3,
      openedAt: 1000,
      lastAt: 3000,
      firstAlertId: problem.alertId,
      remindedAt: now,
    });
  });
});

describe('what is owed for a change', () => {
  const whenTold = (teller: Teller['ofIncident']) => ({
    incidents: node(0).incidents,
    teller: { ofIncident: teller },
  });
  const aMinuteLater = () =>
    server.run(async (redis) => {
      for (const [field, value] of Object.entries(await redis.hgetall(keys.incidentOwed)))
        await redis.hset(
          keys.incidentOwed,
          field,
          value.replace(/^\d+/, (at) => String(Number(at) - 60)),
        );
    });
  const owed = () => server.run((redis) => redis.hlen(keys.incidentOwed));

  it('is told later where the first try did not get so far, once, by whoever looks first', async () => {
    await node(0).fold.fold(await sighted(someSighting, { at: now, severity: 'critical' }));
    const [first = ''] = await node(0).incidents.due('open', now, 1);
    const dying = whenTold(async () => {
      throw new Error('the process ended');
    });
    const said = { by: 'sara', at: now, note: '' };
    await expect(actOnIncident(dying, first, 'acknowledge', said)).rejects.toThrow('the process ended');
    expect(await node(0).incidents.get(first)).toMatchObject({ status: 'acknowledged' });

    const told: string[] = [];
    await keeper(told).run();
    expect(told).toEqual([]);
    await aMinuteLater();
    await Promise.all([keeper(told).run(), keeper(told).run()]);
    expect(told).toEqual([`acknowledged ${first}`]);
    expect(await owed()).toBe(0);
  });

  it('is forgotten with an incident that has left the history', async () => {
    await node(0).fold.fold(await sighted(someSighting, { at: 1000 }));
    const [id = ''] = await node(0).incidents.due('open', now, 1);
    const said = { by: 'sara', at: now, note: '' };
    const dying = whenTold(() => Promise.reject(new Error('the process ended')));
    await expect(actOnIncident(dying, id, 'resolve', said)).rejects.toThrow();
    const incident = await node(0).incidents.get(id);
    expect(await node(0).incidents.drop(incident === null ? [] : [incident])).toBe(1);
    await aMinuteLater();
    const told: string[] = [];
    await keeper(told).run();
    expect(told).toEqual([]);
    expect(await owed()).toBe(0);
  });
});

describe('time', () => {
  it('makes silent incidents stale, once, whichever node looks', async () => {
    const silent = await sighted(someSighting, { at: now - 2_000_000 });
    const heard = await sighted(someSighting, { at: now - 10, fingerprint: 'f2' });
    await node(0).fold.fold(silent);
    await node(0).fold.fold(heard);
    const told: string[] = [];
    await Promise.all([keeper(told).run(), keeper(told).run()]);
    expect(told).toEqual([`update ${silent.alertId}`]);
    expect(await node(0).incidents.counts()).toEqual({ open: 1, acknowledged: 0, resolved: 0, stale: 1 });
  });

  it('reminds of what is urgent and open, after each such time again', async () => {
    for (const [severity, fingerprint] of [
      ['critical', 'f1'],
      ['medium', 'f2'],
    ] as const) {
      await node(0).fold.fold(await sighted(someSighting, { at: now - 5000, severity, fingerprint }));
    }
    const told: string[] = [];
    await keeper(told, { remindAfterMs: 4000 }).run();
    await keeper(told, { remindAfterMs: 4000 }).run();
    expect(told).toHaveLength(1);
    await keeper(told, { remindAfterMs: 0 }).run();
    expect(told).toHaveLength(1);
  });

  it('takes what is over out of the history with all that belongs to it', async () => {
    const group = { fingerprint: 'g', parts: [somePart({ fingerprint: 'm1' }), somePart({ host: 'b' })] };
    await node(0).fold.fold(await sighted(someSighting, { at: 1000, ...group }));
    await node(0).fold.fold(await sighted(recovery, { at: 2000, ...group }));
    const open = await sighted(someSighting, { at: 1000, fingerprint: 'f2' });
    const { incidentId } = await node(0).fold.fold(open);
    await node(0).incidents.claimTelling(incidentId ?? '', open.alertId, ['to.ops']);
    expect(await keeper().trim({ olderThan: 1999, most: 100, memoryIsShort: () => false })).toBe(0);
    expect(await keeper().trim({ olderThan: 2000, most: 100, memoryIsShort: () => false })).toBe(1);
    expect((await server.run((redis) => redis.keys('*incident*'))).sort()).toEqual(
      [
        'incident-of',
        `incident-told:${incidentId}`,
        `incident-timeline:${incidentId}`,
        `incident:${incidentId}`,
        'incident-reminders',
        'incidents',
        'incidents:open',
      ]
        .map((name) => `{alertflow}:${name}`)
        .sort(),
    );
  });

  it('takes the oldest of too many, and none that is open', async () => {
    for (let i = 0; i < 6; i++) {
      const make = i < 4 ? recovery : someSighting;
      await node(0).fold.fold(await sighted(make, { at: 1000 + i, fingerprint: `f${i}` }));
    }
    expect(await keeper().trim({ olderThan: 0, most: 3, memoryIsShort: () => false })).toBe(3);
    expect(await node(0).incidents.counts()).toMatchObject({ open: 2 });
  });
});
