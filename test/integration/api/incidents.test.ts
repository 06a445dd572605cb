import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Incident, IncidentItem } from '../../../src-shared/contract/incidents.ts';
import { type ApiRig, startApi } from '../../support/api-rig.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

let rig: ApiRig;
let sink: WebhookSink;

beforeAll(async () => {
  rig = await startApi();
  sink = await startWebhookSink({ key: null });
  const channel = await rig.admin.post('/api/channels', { name: 'hook', kind: 'webhook', config: {} });
  const destination = await rig.admin.post('/api/destinations', {
    name: 'ops',
    channelId: channel.body.id,
    address: { url: `${sink.url}/in` },
  });
  await rig.admin.patch('/api/settings', {
    defaultDestinationIds: [destination.body.id],
    retryDelaysMs: [10],
  });
});
afterAll(async () => {
  await rig.remove();
  await sink.stop();
});

/** A host that is down, or up again; answers the id of the alert. */
const host = async (
  name: string,
  state: 'DOWN' | 'UNREACHABLE' | 'UP',
  kind = state === 'UP' ? 'RECOVERY' : 'PROBLEM',
) => {
  const id = await rig.mail({
    from: 'nagios@mon.example',
    subject: `** ${kind} Host Alert: ${name} is ${state} **`,
    body: `Notification Type: ${kind}\nHost: ${name}\nState: ${state}\n`,
  });
  await rig.settled(id);
  return id;
};
const list = async (query = '') => {
  const answer = await rig.operator.get(`/api/incidents?${query}`);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.body as { items: IncidentItem[]; nextCursor: string | null };
};
const hosts = ({ items }: { items: IncidentItem[] }) => items.map((item) => item.host);

describe('incidents over the API', () => {
  it('come with the newest alert first, page by page, each once', async () => {
    for (const name of ['sw01', 'sw02', 'sw03', 'sw04', 'sw05']) await host(name, 'DOWN');
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages++) {
      const page = await list(`limit=2${cursor}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...hosts(page));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    expect(seen).toEqual(['sw05', 'sw04', 'sw03', 'sw02', 'sw01']);
  });

  it('are narrowed by status, severity, host and words', async () => {
    await host('sw02', 'UP');
    expect(hosts(await list('status=resolved'))).toEqual(['sw02']);
    expect(hosts(await list('status=open&severity=critical'))).toEqual(['sw05', 'sw04', 'sw03', 'sw01']);
    expect(hosts(await list('host=SW04'))).toEqual(['sw04']);
    expect(hosts(await list('q=nagios+sw03'))).toEqual(['sw03']);
    expect(hosts(await list('q=sw03+elsewhere'))).toEqual([]);
    const counts = await rig.operator.get('/api/incidents/counts');
    expect(counts.body).toEqual({ total: 5, status: { open: 4, acknowledged: 0, resolved: 1, stale: 0 } });
  });

  it('are acknowledged, noted and resolved by a person, who is named with the words said', async () => {
    const [item] = (await list('host=sw01')).items;
    const path = `/api/incidents/${item?.id}`;
    const acknowledged = await rig.operator.post(`${path}/acknowledge`, { note: 'on my way' });
    expect(acknowledged.body).toMatchObject({
      status: 'acknowledged',
      acknowledged: { by: 'op', note: 'on my way', at: expect.any(Number) },
    });
    expect((await rig.operator.post(`${path}/note`, { note: 'cable found' })).status).toBe(200);
    expect((await rig.operator.post(`${path}/note`, { note: '' })).status).toBe(400);
    const back = await rig.operator.post(`${path}/unacknowledge`, {});
    expect(back.body).toMatchObject({ status: 'open', acknowledged: null });
    expect((await rig.operator.post(`${path}/unacknowledge`, {})).status).toBe(409);
    const resolved = await rig.admin.post(`${path}/resolve`, { note: 'plugged in' });
    expect(resolved.body).toMatchObject({ status: 'resolved', resolved: { note: 'plugged in' } });
    expect((await rig.admin.post(`${path}/resolve`, {})).status).toBe(409);

    const { timeline } = (await rig.operator.get(path)).body as Incident;
    const said = timeline.filter(({ by }) => by !== undefined).map(({ kind, note }) => [kind, note ?? '']);
    expect(said).toEqual([
      ['acknowledged', 'on my way'],
      ['noted', 'cable found'],
      ['unacknowledged', ''],
      ['resolved', 'plugged in'],
    ]);
    const purposes = await until(async () => {
      const { deliveries } = (await rig.operator.get(`/api/alerts/${item?.lastAlertId}`)).body;
      const all = deliveries as { purpose: string; state: string }[];
      return all.every(({ state }) => state === 'delivered') ? all.map(({ purpose }) => purpose) : null;
    }, 'those who know of it are told');
    expect(purposes).toEqual(['first', 'acknowledged', 'update', 'resolved']);
  });

  it('are open again when a person takes the resolution back, and counted as such', async () => {
    const id = await host('sw31', 'DOWN');
    const path = `/api/incidents/${id}`;
    expect((await rig.operator.post(`${path}/reopen`, {})).status).toBe(409);
    await rig.operator.post(`${path}/acknowledge`, {});
    const before = (await rig.operator.get('/api/incidents/counts')).body;
    await rig.operator.post(`${path}/resolve`, { note: 'too early' });
    expect((await rig.operator.get('/api/incidents/counts')).body.status.resolved).toBe(
      before.status.resolved + 1,
    );

    const reopened = await rig.operator.post(`${path}/reopen`, { note: 'still down' });
    expect(reopened.body).toMatchObject({
      status: 'acknowledged',
      resolved: null,
      resolvedAt: null,
      reopened: 0,
    });
    expect((reopened.body as Incident).timeline.filter(({ kind }) => kind === 'reopened')).toEqual([
      expect.objectContaining({ by: 'op', note: 'still down' }),
    ]);
    expect((await rig.operator.get('/api/incidents/counts')).body).toEqual(before);
    expect((await rig.operator.get(`/api/alerts/${id}`)).body.resolved).toBe(null);
    expect(hosts(await list('status=acknowledged&host=sw31'))).toEqual(['sw31']);
    // The next mail finds it.
    const next = await host('sw31', 'UNREACHABLE');
    expect((await rig.operator.get(`/api/alerts/${next}`)).body.incidentId).toBe(id);
  });

  it('stay over where their tool said so', async () => {
    const id = await host('sw32', 'DOWN');
    await host('sw32', 'UP');
    const refused = await rig.operator.post(`/api/incidents/${id}/reopen`, {});
    expect(refused.status).toBe(409);
    expect(refused.body.message).toBe('No person has resolved it.');
    expect((await rig.operator.post('/api/incidents/nobody/reopen', {})).status).toBe(404);
  });

  it('hear what is said of one of their alerts, and the search finds the alerts of an incident', async () => {
    const first = await host('sw09', 'DOWN');
    await rig.operator.post(`/api/alerts/${first}/acknowledge`, { note: 'mine' });
    expect((await rig.operator.get(`/api/incidents/${first}`)).body).toMatchObject({
      status: 'acknowledged',
      acknowledged: { note: 'mine' },
    });
    const last = await host('sw09', 'UP');
    const found = await until(async () => {
      const { items } = (await rig.operator.get(`/api/alerts?q=incident:${first}`)).body;
      return items.length === 2 ? (items as { id: string }[]).map(({ id }) => id) : null;
    }, 'both are found');
    expect(found).toEqual([last, first]);
  });

  it('show on each of their open alerts that somebody has taken them on, on later ones too', async () => {
    const first = await host('sw21', 'DOWN');
    const second = await host('sw21', 'UNREACHABLE');
    const markOf = async (id: string) =>
      (await rig.operator.get(`/api/alerts/${id}`)).body.acknowledged?.note ?? null;
    expect((await rig.operator.get(`/api/alerts/${second}`)).body.incidentId).toBe(first);

    await rig.operator.post(`/api/incidents/${first}/acknowledge`, { note: 'mine' });
    expect([await markOf(first), await markOf(second)]).toEqual(['mine', 'mine']);
    const third = await host('sw21', 'DOWN');
    expect(await markOf(third)).toBe('mine');
    const { items } = (await rig.operator.get(`/api/alerts?q=incident:${first}`)).body;
    expect(items.map((item: { acknowledged: { note: string } | null }) => item.acknowledged?.note)).toEqual([
      'mine',
      'mine',
      'mine',
    ]);

    await rig.operator.post(`/api/incidents/${first}/unacknowledge`, {});
    expect([await markOf(first), await markOf(second), await markOf(third)]).toEqual([null, null, null]);
    await rig.operator.post(`/api/alerts/${second}/acknowledge`, { note: 'again' });
    expect([await markOf(first), await markOf(third)]).toEqual(['again', 'again']);
  });

  it('are on the live stream with what happened to them', async () => {
    const id = await host('sw10', 'DOWN');
    const leave = new AbortController();
    const answer = await fetch(`${rig.url}/api/events?after=0-0`, {
      headers: { authorization: `Bearer ${rig.operator.token}` },
      signal: AbortSignal.any([leave.signal, AbortSignal.timeout(15_000)]),
    });
    let text = '';
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes(`"incidentId":"${id}"`) && text.endsWith('\n\n')) break;
    }
    leave.abort();
    const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '{}'));
    expect(events.find(({ type, detail }) => type === 'incident' && detail.incidentId === id)).toMatchObject({
      alertId: null,
      item: null,
      detail: { incidentId: id, change: 'opened', status: 'open' },
    });
  });

  it('that are not there are not found, and nobody sees them without signing in', async () => {
    expect((await rig.operator.get('/api/incidents/unknown')).status).toBe(404);
    expect((await rig.operator.post('/api/incidents/unknown/acknowledge', {})).status).toBe(404);
    expect((await rig.operator.get('/api/incidents?cursor=x')).status).toBe(400);
    expect((await rig.anonymous.get('/api/incidents')).status).toBe(401);
  });

  it('stand in the OpenAPI document', async () => {
    const { paths } = (await rig.admin.get('/api/openapi.json')).body;
    for (const path of ['/incidents', '/incidents/{id}', '/incidents/{id}/acknowledge']) {
      expect(Object.keys(paths).some((known) => known.endsWith(path))).toBe(true);
    }
  });
});
