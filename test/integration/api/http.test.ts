import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient, plainRequest } from '../../support/api-client.ts';
import { type ApiRig, startApi } from '../../support/api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await startApi({ http: { allowedHosts: ['alerts.example'] } });
});
afterAll(() => rig.remove());

const mute = JSON.stringify({ glob: 'a@b.example', scope: 'sender' });
const change = (headers: Record<string, string>, body = mute) =>
  plainRequest(
    `${rig.url}/api/mutes`,
    'POST',
    { authorization: `Bearer ${rig.admin.token}`, 'content-type': 'application/json', ...headers },
    body,
  );

describe('requests another site made a browser send', () => {
  it.each<[Record<string, string>]>([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ host: 'evil.example' }],
    [{ host: 'evil.example', origin: 'http://evil.example' }],
  ])('change nothing: %j', async (headers) => {
    const before = rig.configVersion();
    const answer = await change(headers);
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('origin_refused');
    expect(rig.configVersion()).toBe(before);
  });

  it('read nothing either, by the page or by a rebound name', async () => {
    const authorization = `Bearer ${rig.admin.token}`;
    for (const path of ['/api/alerts', '/api/events', '/rpc/alerts/list', '/metrics']) {
      for (const [name, value] of [
        ['sec-fetch-site', 'cross-site'],
        ['host', 'evil.example'],
      ] as const) {
        const answer = await plainRequest(`${rig.url}${path}`, 'GET', { authorization, [name]: value });
        expect([path, answer.status]).toEqual([path, 403]);
      }
    }
  });

  it.each<[Record<string, string>]>([
    [{}],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ host: 'localhost' }],
    [{ host: 'alerts.example', origin: 'http://alerts.example' }],
  ])('are told from our own: %j', async (headers) => {
    expect((await change(headers)).status).toBe(201);
  });

  it('may know the console by the name in the setting consoleUrl', async () => {
    expect((await change({ host: 'console.example' })).status).toBe(403);
    await rig.admin.patch('/api/settings', { consoleUrl: 'https://console.example/' });
    expect((await change({ host: 'console.example' })).status).toBe(201);
    await rig.admin.patch('/api/settings', { consoleUrl: '' });
  });
});

describe('bodies', () => {
  it.each<[string, Record<string, string>, string, number, string]>([
    ['text', { 'content-type': 'text/plain' }, mute, 400, 'invalid_input'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'glob=a', 400, 'invalid_input'],
    ['broken JSON', {}, '{"glob":', 400, 'invalid_input'],
    ['a poisoned prototype', {}, '{"__proto__":{"x":1},"glob":"a","scope":"sender"}', 400, 'invalid_input'],
    ['more than 1 MB', {}, JSON.stringify({ glob: 'x'.repeat(1_100_000) }), 413, 'too_large'],
  ])('that are %s are refused', async (_what, headers, body, status, code) => {
    const before = rig.configVersion();
    const answer = await change(headers, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ code, message: expect.any(String) });
    expect(rig.configVersion()).toBe(before);
  });
});

describe('answers', () => {
  it('are errors as JSON for paths that are not there', async () => {
    for (const path of ['/api/none', '/rpc/none', '/none', '/api/alerts/x/y/z']) {
      const answer = await rig.admin.get(path);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ code: 'not_found', message: expect.stringContaining(path) });
    }
    expect((await rig.admin.call('PUT', '/api/rules')).body.code).toBe('not_found');
  });

  it('carry strict headers', async () => {
    for (const path of ['/', '/api/health', '/api/docs']) {
      const { headers } = await rig.anonymous.get(path);
      const policy = String(headers['content-security-policy']);
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]) {
        expect(policy).toContain(part);
      }
      expect(policy).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('have no content where only the head of health is asked for', async () => {
    const head = await fetch(`${rig.url}/api/health`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(`${rig.url}/api/alerts`, { method: 'HEAD' })).status).toBe(404);
  });

  it('are health in whole on this machine, and the status alone through a proxy', async () => {
    const local = await rig.anonymous.get('/api/health');
    expect(local.body.smtp.port).toBe(rig.smtpPort);
    const far = await rig.anonymous.call('GET', '/api/health', undefined, {
      'x-forwarded-for': '203.0.113.9',
    });
    expect(far.status).toBe(200);
    expect(far.body).toMatchObject({
      status: expect.any(String),
      version: '',
      nodeId: '',
      problems: [],
      nodes: [],
    });
    const signedIn = await rig.operator.call('GET', '/api/health', undefined, {
      'x-forwarded-for': '203.0.113.9',
    });
    expect(signedIn.body.version).toBe('0.0.0-test');
  });

  it('are figures for Prometheus, on this machine or signed in', async () => {
    const { headers, text } = await rig.anonymous.get('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    for (const name of [
      'alertflow_ledger_alerts{status="waiting"}',
      'alertflow_ledger_accepted',
      'alertflow_queue_jobs{queue="alerts",state="waiting"}',
      'alertflow_spool_unsettled',
      'alertflow_spool_bytes',
      'alertflow_smtp_messages_total{outcome="accepted"}',
      'alertflow_smtp_refused_connections_total',
      'alertflow_nodejs_eventloop_lag_p99_seconds',
      'alertflow_process_resident_memory_bytes',
    ]) {
      expect(text).toContain(name);
    }
    const far = { 'x-forwarded-for': '203.0.113.9' };
    expect((await rig.anonymous.call('GET', '/metrics', undefined, far)).status).toBe(401);
    expect((await rig.operator.call('GET', '/metrics', undefined, far)).status).toBe(200);
  });

  it('come to the typed client too, with the errors of the REST API', async () => {
    const client = createApiClient(rig.url, rig.operator.token);
    const found = await client.post('/rpc/rules/list', {});
    expect(found.body.json).toEqual({ items: [] });
    const refused = await client.post('/rpc/rules/create', { json: { name: 'x' } });
    expect(refused.status).toBe(403);
    expect(refused.body.json).toMatchObject({ code: 'forbidden', data: { code: 'forbidden' } });
  });

  it('are cut off for a client that never ends its request', { timeout: 60_000 }, async () => {
    const socket = connect(rig.port, '127.0.0.1');
    socket.write('GET /api/health HTTP/1.1\r\nHost: localhost\r\n');
    const startedAt = performance.now();
    await new Promise<void>((resolve) => socket.once('close', () => resolve()).resume());
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});

describe('the OpenAPI document', () => {
  it('names every path of the public API', async () => {
    const { body } = await rig.anonymous.get('/api/openapi.json');
    expect(body.openapi).toMatch(/^3\.1/);
    const operations = Object.entries<object>(body.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(operations).toEqual(
      expect.arrayContaining([
        'POST /auth/login',
        'GET /alerts',
        'GET /alerts/{id}',
        'POST /alerts/{id}/acknowledge',
        'POST /alerts/{id}/resolve',
        'POST /alerts/{id}/reanalyse',
        'POST /alerts/{id}/resend',
        'GET /alerts/{id}/raw',
        'POST /rules',
        'POST /rules/reorder',
        'POST /rules/simulate',
        'POST /channels',
        'POST /channels/{id}/test',
        'POST /destinations',
        'POST /providers',
        'POST /providers/{id}/test',
        'POST /mutes',
        'GET /queues',
        'GET /dead-letters',
        'POST /dead-letters/{id}/retry',
        'POST /dead-letters/retry',
        'PATCH /settings',
        'POST /users',
        'GET /ledger',
        'GET /health',
        'GET /events',
      ]),
    );
  });

  it('leads every reference somewhere, and describes errors everywhere', async () => {
    const { body, text } = await rig.anonymous.get('/api/openapi.json');
    for (const [, reference] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = (reference ?? '').split('/').reduce((at, name) => at?.[name], body);
      expect([reference, typeof target]).toEqual([reference, 'object']);
    }
    for (const item of Object.values<Record<string, { responses: object; operationId: string }>>(
      body.paths,
    )) {
      for (const operation of Object.values(item)) {
        expect(operation.responses).toHaveProperty('default');
        expect(operation.operationId).toBeTruthy();
      }
    }
  });

  it('is a page too, without scripts and without anything from elsewhere', async () => {
    const { text, headers } = await rig.anonymous.get('/api/docs');
    expect(headers['content-type']).toContain('text/html');
    for (const part of ['/api/alerts/{id}/raw', 'Which rule would take it', 'x-alertflow-csrf']) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/<script|style=|https?:\/\/[^<]*\.(js|css)|onclick/i);
    const style = await rig.anonymous.get('/api/docs.css');
    expect(style.headers['content-type']).toContain('text/css');
  });
});
