import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiRig, startApi } from '../../support/api-rig.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

const hour = 3_600_000;
let rig: ApiRig;
let sink: WebhookSink;
let channelId = '';
let destinationId = '';
beforeAll(async () => {
  rig = await startApi();
  sink = await startWebhookSink({ key: null });
  channelId = (await rig.admin.post('/api/channels', { name: 'hook', kind: 'webhook', config: {} })).body.id;
  const address = { url: 'http://127.0.0.1:9/closed' };
  destinationId = (await rig.admin.post('/api/destinations', { name: 'ops', channelId, address })).body.id;
  await rig.admin.patch('/api/settings', { defaultDestinationIds: [destinationId], retryDelaysMs: [hour] });
});
afterAll(async () => {
  await rig.remove();
  await sink.stop();
});

const list = async (query: string) => (await rig.operator.get(`/api/deliveries?${query}`)).body;
const retrying = (count: number) =>
  until(async () => {
    const page = await list('stage=retrying');
    return page.total === count && page.items.length === count ? page : null;
  }, `${count} wait for their next attempt`);

describe('open deliveries', () => {
  it('are listed with the time of the next attempt, page by page, and attempted now on demand', async () => {
    const ids = [];
    for (const subject of ['one', 'two', 'three']) {
      ids.push(await rig.mail({ subject }));
      await retrying(ids.length);
    }
    const page = await retrying(3);
    for (const item of page.items) {
      expect(item.nextAttemptAt).toBeGreaterThan(Date.now() + hour / 2);
      expect(item).toMatchObject({ channelId, state: 'retrying', attemptCount: 1 });
      expect(item.attempts[0].error).toContain('127.0.0.1:9');
    }
    const times = page.items.map(({ nextAttemptAt }: { nextAttemptAt: number }) => nextAttemptAt);
    expect(times).toEqual(times.toSorted());
    expect((await rig.operator.get('/api/queues')).body.deliveries[channelId].retrying).toBe(3);

    const first = await list(`channelId=${channelId}&limit=2`);
    expect(first.items).toHaveLength(2);
    const rest = await list(`channelId=${channelId}&limit=2&cursor=${first.nextCursor}`);
    expect(rest.nextCursor).toBeNull();
    const subjects = [...first.items, ...rest.items].map((item) => item.alert.subject);
    expect(subjects.toSorted()).toEqual(['one', 'three', 'two']);
    expect((await list('channelId=none')).items).toEqual([]);

    await rig.admin.patch(`/api/destinations/${destinationId}`, { address: { url: `${sink.url}/in` } });
    const id = page.items[0].id;
    const attempted = await rig.operator.post(`/api/deliveries/${encodeURIComponent(id)}/attempt`);
    expect(attempted.status).toBe(200);
    await until(() => sink.taken.size === 1, 'it arrived');
    await retrying(2);
    await until(
      async () => (await rig.services.records.delivery(id))?.state === 'delivered',
      'it is delivered',
    );
    const again = await rig.operator.post(`/api/deliveries/${encodeURIComponent(id)}/attempt`);
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
    expect((await rig.operator.post('/api/deliveries/none/attempt')).status).toBe(404);
  });
});

describe('a paused channel', () => {
  it('keeps what it owes, says so in health, and tells everybody when it goes on', async () => {
    const pause = (paused: boolean) => rig.operator.post(`/api/channels/${channelId}/pause`, { paused });
    const problems = async () =>
      (await rig.operator.get('/api/health')).body.problems.map(({ code }: { code: string }) => code);
    await rig.admin.patch(`/api/destinations/${destinationId}`, { address: { url: `${sink.url}/in` } });
    const before = sink.taken.size;
    expect((await pause(true)).status).toBe(200);
    await rig.mail({ subject: 'while paused' });
    const depths = async () => (await rig.operator.get('/api/queues')).body.deliveries[channelId];
    await until(async () => (await depths()).waiting === 1, 'it is owed');
    expect(await depths()).toMatchObject({ paused: true, active: 0 });
    expect(await problems()).toContain('channel_paused');
    expect(sink.taken.size).toBe(before);

    await pause(false);
    await until(() => sink.taken.size === before + 1, 'it arrived');
    expect(await depths()).toMatchObject({ paused: false });
    expect(await problems()).not.toContain('channel_paused');
    expect((await rig.operator.post('/api/channels/none/pause', { paused: true })).status).toBe(404);
  });
});

describe('discarding a dead letter', () => {
  it('is taken back, and the alert is dead again, not suppressed', async () => {
    await rig.admin.patch(`/api/destinations/${destinationId}`, {
      address: { url: 'http://127.0.0.1:9/gone' },
    });
    await rig.admin.patch('/api/settings', { retryDelaysMs: [10] });
    const alertId = await rig.mail({ subject: 'dies' });
    await until(async () => (await rig.services.records.get(alertId))?.status === 'dead', 'it is dead');
    const ids = (await rig.operator.get('/api/dead-letters/ids')).body.ids;
    expect(ids).toEqual(await rig.services.records.deliveryIds(alertId));
    expect((await rig.operator.get('/api/dead-letters/ids?channelId=none')).body.ids).toEqual([]);
    const died = (await rig.operator.get('/api/dead-letters')).body.items[0].diedAt;

    expect((await rig.operator.post('/api/dead-letters/discard', { ids })).body.done).toBe(1);
    expect((await rig.services.records.get(alertId))?.status).toBe('suppressed');
    expect((await rig.operator.post('/api/dead-letters/restore', { ids: [...ids, 'none'] })).body).toEqual({
      done: 1,
      failed: [{ id: 'none', reason: expect.stringContaining('none') }],
    });
    expect((await rig.services.records.get(alertId))?.status).toBe('dead');
    const back = (await rig.operator.get('/api/dead-letters')).body.items[0];
    expect(Math.abs(back.diedAt - died)).toBeLessThan(2_000);
    expect((await rig.operator.get('/api/ledger')).body).toMatchObject({ balanced: true, dead: 1 });
    const twice = await rig.operator.post('/api/dead-letters/restore', { ids });
    expect(twice.body).toMatchObject({ done: 0, failed: [{ id: ids[0] }] });
  });
});
