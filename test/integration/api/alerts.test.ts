import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApiClient, plainRequest } from '../../support/api-client.ts';
import { type ApiRig, startApi } from '../../support/api-rig.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

let rig: ApiRig;
let sink: WebhookSink;
let channelId = '';
let destinationId = '';

beforeAll(async () => {
  rig = await startApi();
  sink = await startWebhookSink({ key: null });
  channelId = (await rig.admin.post('/api/channels', { name: 'hook', kind: 'webhook', config: {} })).body.id;
  const address = { url: `${sink.url}/in` };
  destinationId = (await rig.admin.post('/api/destinations', { name: 'ops', channelId, address })).body.id;
  await rig.admin.patch('/api/settings', { defaultDestinationIds: [destinationId], retryDelaysMs: [10] });
});
afterAll(async () => {
  await rig.remove();
  await sink.stop();
});

const mailed = async (subject: string, more: object = {}): Promise<string> => {
  const id = await rig.mail({ subject, body: `${subject}\n`, ...more });
  await rig.settled(id);
  return id;
};
const list = async (query: string) => {
  const answer = await rig.operator.get(`/api/alerts?${query}`);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.body as { items: { id: string; subject: string }[]; nextCursor: string | null };
};

describe('the list of alerts', () => {
  const ids: string[] = [];
  beforeAll(async () => {
    for (let i = 0; i < 7; i++) ids.push(await mailed(`paged ${i}`, { from: `page-${i}@list.example` }));
    await mailed('PROBLEM: db01 is DOWN CRITICAL', { from: 'nagios@list.example' });
  });

  it('comes newest first, page by page, each once', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages++) {
      const page = await list(`q=subject:paged&limit=3${cursor}`);
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    expect(seen).toEqual([...ids].reverse());
  });

  it('is narrowed by sender, words, status, severity and time', async () => {
    expect((await list('from=page-3@list.example')).items.map(({ id }) => id)).toEqual([ids[3]]);
    expect((await list('from=PAGE-*@list.example&limit=200')).items).toHaveLength(7);
    expect((await list('q=%22paged+5%22')).items.map(({ id }) => id)).toEqual([ids[5]]);
    expect((await list('status=delivered&q=paged')).items).toHaveLength(7);
    expect((await list('status=dead&q=paged')).items).toHaveLength(0);
    expect((await list('severity=critical&from=nagios')).items).toHaveLength(1);
    const since = new Date(Date.now() + 60_000).toISOString();
    expect((await list(`since=${since}`)).items).toHaveLength(0);
    expect((await list(`until=${Date.now()}&q=paged`)).items).toHaveLength(7);
  });

  it('is counted by severity, state and status, for a time', async () => {
    const { total, severity, status } = (await rig.operator.get('/api/alerts/counts')).body;
    expect(total).toBeGreaterThanOrEqual(8);
    expect(severity.critical).toBeGreaterThanOrEqual(1);
    expect(Object.values<number>(status).reduce((sum, count) => sum + count, 0)).toBe(total);
    const later = await rig.operator.get(`/api/alerts/counts?since=${Date.now() + 60_000}`);
    expect(later.body).toMatchObject({ total: 0, severity: { critical: 0, info: 0 } });
  });

  it.each<[string, string]>([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=many', 'limit'],
    ['severity=urgent', 'severity'],
    ['status=lost', 'status'],
    ['state=broken', 'state'],
    ['since=yesterday', 'since'],
    ['since=2000&until=1000', 'since'],
    ['cursor=nonsense', 'cursor'],
    ['q=colour:%22red%22', 'q'],
  ])('with %s is refused naming %s', async (query, field) => {
    const answer = await rig.operator.get(`/api/alerts?${query}`);
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'invalid_input', field]);
  });
});

describe('one alert', () => {
  it('is answered whole: text, analysis, trace and deliveries', async () => {
    const id = await mailed('disk full', {
      body: 'The disk of web01 is full.\n',
      from: 'cron@web01.example',
    });
    const { body } = await rig.operator.get(`/api/alerts/${id}`);
    expect(body).toMatchObject({
      id,
      subject: 'disk full',
      status: 'delivered',
      text: expect.stringContaining('web01 is full'),
      envelope: { mailFrom: 'cron@web01.example', nodeId: 'node-1' },
      analysis: { by: { kind: 'deterministic' } },
      routeReason: expect.stringContaining('default'),
      deliveries: [{ destinationId, state: 'delivered', attemptCount: 1 }],
    });
    const stages = body.trace.map(({ stage }: { stage: string }) => stage);
    expect(stages).toEqual(expect.arrayContaining(['parse', 'recognise', 'route', 'tell']));
  });

  it('is there as received, to be downloaded and never shown', async () => {
    const raw = Buffer.from(
      'From: a@b.example\r\nSubject: raw \xe9\r\n\r\n<script>alert(1)</script>\r\n',
      'latin1',
    );
    const id = await rig.mail({ raw });
    await rig.settled(id);
    const answer = await fetch(`${rig.url}/api/alerts/${id}/raw`, {
      headers: { authorization: `Bearer ${rig.operator.token}` },
    });
    expect(answer.headers.get('content-type')).toBe('message/rfc822');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${id}.eml"`);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.includes(raw)).toBe(true);
  });

  it('is acknowledged and resolved with a name and a note, in the trace too', async () => {
    const id = await mailed('to be acknowledged');
    const acknowledged = await rig.operator.post(`/api/alerts/${id}/acknowledge`, { note: 'on it' });
    expect(acknowledged.body.acknowledged).toMatchObject({ by: 'op', note: 'on it' });
    const resolved = await rig.operator.post(`/api/alerts/${id}/resolve`, {});
    expect(resolved.body.resolved).toMatchObject({ by: 'op', note: '' });
    const { trace } = (await rig.operator.get(`/api/alerts/${id}`)).body;
    expect(trace.filter(({ stage }: { stage: string }) => stage === 'person')).toMatchObject([
      { outcome: 'acknowledged', detail: 'op: on it' },
      { outcome: 'resolved', detail: 'op' },
    ]);
    const tooLong = await rig.operator.post(`/api/alerts/${id}/acknowledge`, { note: 'x'.repeat(2001) });
    expect(tooLong.body.field).toBe('note');
  });

  it('is told again where that is asked for', async () => {
    const id = await mailed('told again');
    const before = sink.taken.size;
    const answer = await rig.operator.post(`/api/alerts/${id}/resend`, {});
    expect(answer.body.deliveries).toHaveLength(2);
    await until(() => sink.taken.size === before + 1, 'the second telling arrived');
    const wrong = await rig.operator.post(`/api/alerts/${id}/resend`, { destinationIds: ['nowhere'] });
    expect(wrong.body).toMatchObject({ code: 'invalid_input', field: 'destinationIds' });
  });

  it('that reached nobody is told by the rules of today', async () => {
    await rig.admin.patch('/api/settings', { defaultDestinationIds: [] });
    const id = await mailed('nobody to tell');
    expect((await rig.operator.get(`/api/alerts/${id}`)).body.status).toBe('unrouted');
    const early = await rig.operator.post(`/api/alerts/${id}/resend`, {});
    expect(early.body.field).toBe('destinationIds');
    await rig.admin.patch('/api/settings', { defaultDestinationIds: [destinationId] });
    expect((await rig.operator.post(`/api/alerts/${id}/resend`, {})).status).toBe(200);
    expect((await rig.settled(id)).status).not.toBe('dead');
  });

  it('is analysed again, with the provider named where there is one', async () => {
    const id = await mailed('read again');
    const unknown = await rig.operator.post(`/api/alerts/${id}/reanalyse`, { providerId: 'none' });
    expect(unknown.status).toBe(404);
    const again = await rig.operator.post(`/api/alerts/${id}/reanalyse`, {});
    expect(again.body.analysis.by.kind).toBe('deterministic');
  });
});

describe('many alerts at once', () => {
  const marks = async (id: string) => {
    const { acknowledged, resolved } = (await rig.operator.get(`/api/alerts/${id}`)).body;
    return [acknowledged?.by ?? null, resolved?.by ?? null];
  };

  it('are acknowledged and resolved, and that is taken back', async () => {
    const ids = [await mailed('bulk one'), await mailed('bulk two')];
    const bulk = (action: string) => rig.operator.post('/api/alerts/bulk', { action, ids });
    expect((await bulk('acknowledge')).body).toEqual({ done: 2, failed: [] });
    await bulk('resolve');
    expect(await Promise.all(ids.map(marks))).toEqual([
      ['op', 'op'],
      ['op', 'op'],
    ]);
    await bulk('unacknowledge');
    await bulk('unresolve');
    expect(await Promise.all(ids.map(marks))).toEqual([
      [null, null],
      [null, null],
    ]);
    const { trace } = (await rig.operator.get(`/api/alerts/${ids[0]}`)).body;
    const said = trace.filter(({ stage }: { stage: string }) => stage === 'person');
    expect(said.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'acknowledged',
      'resolved',
      'unacknowledged',
      'unresolved',
    ]);
  });

  it('are done where it can be done, and the others are named', async () => {
    const there = await mailed('bulk resend');
    const before = sink.taken.size;
    const { body } = await rig.operator.post('/api/alerts/bulk', {
      action: 'resend',
      ids: [there, 'not-there', there],
    });
    expect(body).toEqual({ done: 1, failed: [{ id: 'not-there', reason: 'There is no alert not-there.' }] });
    await until(() => sink.taken.size === before + 1, 'the one that is there was told again');
    const wrong = await rig.operator.post('/api/alerts/bulk', { action: 'burn', ids: [there] });
    expect([wrong.status, wrong.body.field]).toEqual([400, 'action']);
  });
});

describe('dead letters', () => {
  let gone = '';
  const bury = async (subject: string): Promise<string> => {
    const id = await rig.mail({ subject, from: 'dead@letters.example' });
    await until(async () => (await rig.services.records.get(id))?.status === 'dead', `${subject} is dead`);
    return (await rig.services.records.deliveryIds(id))[0] ?? '';
  };
  beforeEach(async () => {
    if (gone !== '') return;
    const address = { url: 'http://127.0.0.1:9/closed' };
    gone = (await rig.admin.post('/api/destinations', { name: 'gone', channelId, address })).body.id;
    await rig.admin.post('/api/rules', {
      name: 'to nowhere',
      match: { field: 'from', glob: 'dead@letters.example' },
      destinationIds: [gone],
    });
  });

  it('are listed with their alert, looked at, tried again and discarded', async () => {
    const id = await bury('first');
    const { body } = await rig.operator.get('/api/dead-letters?limit=10');
    expect(body.items[0]).toMatchObject({
      id,
      alert: { subject: 'first' },
      reasonOfDeath: expect.any(String),
    });
    expect(body.total).toBe(1);
    expect((await rig.operator.get(`/api/dead-letters/${encodeURIComponent(id)}`)).body.id).toBe(id);
    const retried = await rig.operator.post(`/api/dead-letters/${encodeURIComponent(id)}/retry`);
    expect(retried.body.state).toBe('waiting');
    await until(async () => (await rig.services.deadLetters.count()) === 1, 'it died again');
    const discarded = await rig.operator.post(`/api/dead-letters/${encodeURIComponent(id)}/discard`);
    expect(discarded.body.state).toBe('discarded');
    const twice = await rig.operator.post(`/api/dead-letters/${encodeURIComponent(id)}/discard`);
    expect([twice.status, twice.body.code]).toEqual([409, 'conflict']);
  });

  it('are dealt with by the many, and one that fails keeps no other back', async () => {
    const [one, two] = [await bury('one of many'), await bury('two of many')];
    const some = await rig.operator.post('/api/dead-letters/discard', { ids: [one, 'none'] });
    expect(some.body).toEqual({ done: 1, failed: [{ id: 'none', reason: expect.stringContaining('none') }] });
    const all = await rig.operator.post('/api/dead-letters/discard', { channelId });
    expect(all.body).toEqual({ done: 1, failed: [] });
    expect((await rig.services.records.delivery(two))?.state).toBe('discarded');
    for (const wrong of [{}, { all: true, ids: ['x'] }, { all: false }, { ids: [] }]) {
      expect((await rig.operator.post('/api/dead-letters/discard', wrong)).status).toBe(400);
    }
  });
});

describe('live events', () => {
  /** Reads events from the stream until `enough`, then leaves. */
  const follow = async (
    query: string,
    enough: (events: { cursor: string; type: string; item: { subject: string } | null }[]) => boolean,
    headers: Record<string, string> = {},
  ) => {
    const leave = new AbortController();
    const timer = setTimeout(() => leave.abort(), 15_000);
    const answer = await fetch(`${rig.url}/api/events${query}`, {
      headers: { authorization: `Bearer ${rig.operator.token}`, ...headers },
      signal: leave.signal,
    });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const events: { cursor: string; type: string; item: { subject: string } | null }[] = [];
    const ids: string[] = [];
    let text = '';
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) {
        const data = /^data: (.*)$/m.exec(message)?.[1];
        if (data === undefined) continue;
        events.push(JSON.parse(data));
        ids.push(/^id: (.*)$/m.exec(message)?.[1] ?? '');
      }
      if (enough(events)) break;
    }
    clearTimeout(timer);
    leave.abort();
    return { events, ids };
  };

  it('come as they happen, with the alert in them, and go on from a cursor', async () => {
    const watching = follow('', (events) => events.some(({ item }) => item?.subject === 'seen live'));
    await until(() => rig.services.events !== undefined, 'the stream is open');
    let id = '';
    // The view begins at what is newest when it opens: mail until one falls into it.
    const mailing = setInterval(() => {
      rig.mail({ subject: 'seen live' }).then(
        (one) => {
          id = one;
        },
        () => {},
      );
    }, 500);
    const { events, ids } = await watching.finally(() => clearInterval(mailing));
    expect(id).not.toBe('');
    expect(ids).toEqual(events.map(({ cursor }) => cursor));

    const first = events[0]?.cursor ?? '';
    const again = await follow(`?after=${first}`, (seen) => seen.length >= 1);
    expect(again.events[0]?.cursor).not.toBe(first);
    const resumed = await follow('', (seen) => seen.length >= 1, { 'last-event-id': first });
    expect(resumed.events[0]?.cursor).toBe(again.events[0]?.cursor);
  });

  it('refuse a cursor that is none, and somebody who is not signed in', async () => {
    const wrong = await rig.operator.get('/api/events?after=yesterday');
    expect([wrong.status, wrong.body.field]).toEqual([400, 'after']);
    expect((await rig.anonymous.get('/api/events')).status).toBe(401);
  });

  it('end when the server stops', async () => {
    const own = await startApi();
    const ended = plainRequest(`${own.url}/api/events`, 'GET', {
      authorization: `Bearer ${own.operator.token}`,
    }).then(
      () => 'ended',
      () => 'cut',
    );
    await until(async () => (await own.anonymous.get('/api/health')).status === 200, 'it answers');
    const startedAt = performance.now();
    await own.http.stop();
    expect(['ended', 'cut']).toContain(await ended);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    await own.remove();
  });
});

describe('queues and ledger', () => {
  it('account for everything that was accepted', async () => {
    const { body } = await until(async () => {
      const answer = await rig.operator.get('/api/ledger');
      return answer.body.waiting === 0 && answer.body.balanced ? answer : null;
    }, 'the ledger is settled');
    const { accepted, delivered, suppressed, waiting, dead, unrouted } = body;
    expect(accepted).toBeGreaterThan(10);
    expect(delivered + suppressed + waiting + dead + unrouted).toBe(accepted);
    const queues = (await rig.operator.get('/api/queues')).body;
    expect(queues.deliveries[channelId]).toEqual({ waiting: 0, active: 0, retrying: 0, paused: false });
    expect(createApiClient(rig.url).token).toBe(null);
  });
});
