import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiRig, startApi } from '../../support/api-rig.ts';
import { startModelStub } from '../../support/model-stub.ts';
import { startTelegramStub } from '../../support/telegram-stub.ts';
import { startWebhookSink } from '../../support/webhook-sink.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await startApi();
});
afterAll(() => rig.remove());

const created = async (path: string, body: unknown): Promise<string> => {
  const answer = await rig.admin.post(path, body);
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.body.id;
};
const newChannel = (kind = 'webhook', config: object = {}) =>
  created('/api/channels', { name: `a ${kind}`, kind, config });
const newDestination = async (channelId?: string) =>
  created('/api/destinations', {
    name: 'a destination',
    channelId: channelId ?? (await newChannel()),
    address: { url: 'https://hooks.example.net/in' },
  });
const newProvider = (more: object = {}) =>
  created('/api/providers', {
    name: 'a provider',
    baseUrl: 'https://llm.example.net/v1',
    model: 'm',
    ...more,
  });
const rule = { name: 'a rule', match: { field: 'from', glob: '*@db.example' } };

/** Each refusal names the field and changes nothing. */
const expectRefusal = async (
  method: string,
  path: string,
  body: unknown,
  field: string | undefined,
  code = 'invalid_input',
) => {
  const before = rig.configVersion();
  const answer = await rig.admin.call(method, path, body);
  expect([answer.body.code, answer.body.field, answer.text]).toEqual([code, field, expect.any(String)]);
  expect(answer.body.message.length).toBeGreaterThan(5);
  expect(rig.configVersion()).toBe(before);
};

describe('rules', () => {
  it('are added, read, changed, put in order and removed', async () => {
    const destination = await newDestination();
    const provider = await newProvider();
    const first = await created('/api/rules', {
      ...rule,
      destinationIds: [destination],
      severityOverrides: { critical: { mode: 'add', destinationIds: [destination] } },
      providerId: provider,
    });
    const second = await created('/api/rules', { ...rule, enabled: false });
    const list = (await rig.operator.get('/api/rules')).body.items;
    expect(list.map((one: { id: string; position: number }) => [one.id, one.position])).toEqual([
      [first, 0],
      [second, 1],
    ]);
    const changed = await rig.admin.patch(`/api/rules/${first}`, { name: 'renamed', providerId: null });
    expect(changed.body).toMatchObject({ name: 'renamed', providerId: null, destinationIds: [destination] });
    const ordered = await rig.admin.post('/api/rules/reorder', { ids: [second, first] });
    expect(ordered.body.items.map(({ id }: { id: string }) => id)).toEqual([second, first]);
    for (const id of [first, second]) expect((await rig.admin.remove(`/api/rules/${id}`)).status).toBe(200);
    expect((await rig.admin.get(`/api/rules/${first}`)).status).toBe(404);
  });

  it.each<[unknown, string]>([
    [{}, 'name'],
    [{ ...rule, name: '' }, 'name'],
    [{ ...rule, name: 'a\nb' }, 'name'],
    [{ ...rule, name: 'x'.repeat(101) }, 'name'],
    [{ name: 'x' }, 'match'],
    [{ name: 'x', match: { field: 'subject', glob: '*' } }, 'match.field'],
    [{ name: 'x', match: { field: 'from', glob: '' } }, 'match.glob'],
    [{ name: 'x', match: { field: 'from', glob: '*(a|b)' } }, 'match.glob'],
    [{ name: 'x', match: { field: 'from', glob: '*a*b*c*d*' } }, 'match.glob'],
    [{ ...rule, destinationIds: ['nowhere'] }, 'destinationIds'],
    [{ ...rule, destinationIds: 'nowhere' }, 'destinationIds'],
    [
      { ...rule, severityOverrides: { critical: { mode: 'add', destinationIds: ['nowhere'] } } },
      'severityOverrides.critical.destinationIds',
    ],
    [
      { ...rule, severityOverrides: { urgent: { mode: 'add', destinationIds: [] } } },
      'severityOverrides.urgent',
    ],
    [
      { ...rule, severityOverrides: { high: { mode: 'instead', destinationIds: [] } } },
      'severityOverrides.high.mode',
    ],
    [{ ...rule, providerId: 'nobody' }, 'providerId'],
    [{ ...rule, enabled: 'yes' }, 'enabled'],
    [{ ...rule, priority: 1 }, 'priority'],
  ])('%j is refused naming %s', (body, field) => expectRefusal('POST', '/api/rules', body, field));

  it('refuse an order that is not of all rules once', async () => {
    const id = await created('/api/rules', rule);
    for (const ids of [[], [id, id], ['other'], [id, 'other']]) {
      await expectRefusal('POST', '/api/rules/reorder', { ids }, 'ids');
    }
    await rig.admin.remove(`/api/rules/${id}`);
  });

  it('are tried out for a sender, a recipient and a severity', async () => {
    const [usual, loud] = [await newDestination(), await newDestination()];
    const id = await created('/api/rules', {
      ...rule,
      destinationIds: [usual],
      severityOverrides: { critical: { mode: 'replace', destinationIds: [loud] } },
    });
    const ask = async (body: object) => (await rig.operator.post('/api/rules/simulate', body)).body;
    expect(await ask({ from: 'Zabbix@DB.example', to: 'noc@x', severity: 'critical' })).toMatchObject({
      ruleId: id,
      destinationIds: [loud],
    });
    expect(await ask({ from: 'zabbix@db.example', to: ['noc@x'] })).toMatchObject({
      destinationIds: [usual],
      bySeverity: { critical: [loud], low: [usual] },
    });
    expect(await ask({ from: 'someone@else.example', to: '' })).toMatchObject({
      ruleId: null,
      reason: expect.stringContaining('no rule'),
      steps: [{ kind: 'noRule' }, { kind: 'nobody' }],
    });
    expect(await ask({ from: ['', 'zabbix@db.example'], severity: 'critical' })).toMatchObject({
      ruleId: id,
      steps: [
        { kind: 'rule', field: 'from', address: 'zabbix@db.example' },
        { kind: 'override', severity: 'critical', mode: 'replace', where: 'rule' },
      ],
    });
    for (const from of [
      '"Zabbix, prod" <zabbix@db.example>',
      'other@x, zabbix@db.example',
      ' <zabbix@db.example>',
    ]) {
      expect(await ask({ from, severity: 'critical' })).toMatchObject({
        ruleId: id,
        steps: [{ kind: 'rule', address: 'zabbix@db.example' }, { kind: 'override' }],
      });
    }
    await rig.admin.remove(`/api/rules/${id}`);
  });

  it('simulate a whole mail: what would be read from it and who would be told, while nobody is', async () => {
    const duty = await newDestination();
    const id = await created('/api/rules', { ...rule, destinationIds: [duty] });
    const raw = [
      'From: Zabbix <zabbix@db.example>',
      'To: noc@example.net',
      'Subject: Problem: High replication lag (over 30s)',
      'Content-Type: text/plain; charset=windows-1256',
      '',
      'Problem name: High replication lag (over 30s)',
      'Host: db07',
      'Severity: Disaster',
    ].join('\r\n');
    const seen = {
      destinationIds: [duty],
      ruleId: id,
      facts: { source: 'zabbix', host: 'db07', severity: 'critical', alerts: 1 },
    };
    const ask = (body: object) => rig.operator.post('/api/rules/simulate-mail', body);
    expect((await ask({ raw })).body).toMatchObject({
      ...seen,
      mail: { from: 'zabbix@db.example', to: ['noc@example.net'], subject: expect.stringContaining('lag') },
    });
    const base64 = Buffer.from(`${raw}\r\n\u00c7`, 'latin1').toString('base64');
    const inBytes = (await ask({ raw: base64, encoding: 'base64' })).body;
    expect(inBytes).toMatchObject(seen);
    expect(inBytes.mail.text).toContain('\u0627');
    expect((await ask({ raw: 'x'.repeat(800_000) })).status).toBe(413);
    expect((await rig.admin.get('/api/alerts')).body.items).toEqual([]);
    await rig.admin.remove(`/api/rules/${id}`);
  });
});

describe('channels', () => {
  it('are added, changed in part and removed, and never tell their secrets', async () => {
    const id = await newChannel('telegram', {
      botToken: '123:canary-token',
      proxyUrl: 'socks5://u:canary@9.9.9.9:1',
    });
    const { body } = await rig.admin.get(`/api/channels/${id}`);
    expect(body).toMatchObject({ config: {}, secretsSet: ['botToken', 'proxyUrl'], enabled: true });
    const changed = await rig.admin.patch(`/api/channels/${id}`, {
      enabled: false,
      config: { proxyUrl: null },
    });
    expect(changed.body).toMatchObject({ enabled: false, secretsSet: ['botToken'] });
    expect((await rig.admin.remove(`/api/channels/${id}`)).status).toBe(200);
    expect((await rig.admin.get(`/api/channels/${id}`)).body.code).toBe('not_found');
  });

  it.each<[string, unknown, string, string?]>([
    ['telegram', {}, 'config.botToken'],
    ['telegram', { botToken: '' }, 'config.botToken'],
    ['telegram', { botToken: 'a b' }, 'config.botToken'],
    ['telegram', { botToken: '1:a', apiBaseUrl: 'ftp://x' }, 'config.apiBaseUrl'],
    [
      'telegram',
      { botToken: '1:a', apiBaseUrl: 'http://169.254.169.254/' },
      'config.apiBaseUrl',
      'target_refused',
    ],
    ['telegram', { botToken: '1:a', proxyUrl: 'gopher://x' }, 'config.proxyUrl'],
    ['telegram', { botToken: '1:a', colour: 'red' }, 'config.colour'],
    ['matrix', { accessToken: 'x' }, 'config.homeserverUrl'],
    ['matrix', { homeserverUrl: 'https://u:p@m.example', accessToken: 'x' }, 'config.homeserverUrl'],
    [
      'matrix',
      { homeserverUrl: 'http://0.0.0.0', accessToken: 'x' },
      'config.homeserverUrl',
      'target_refused',
    ],
    ['webhook', { headers: { 'bad header': 'x' } }, 'config.headers.bad header'],
    ['webhook', { headers: { a: 'x\r\ny: z' } }, 'config.headers.a'],
    ['sms', {}, 'config.provider'],
    ['sms', { provider: 'pigeon' }, 'config.provider'],
    ['sms', { provider: 'twilio', accountSid: 'x' }, 'config.authToken'],
    ['sms', { provider: 'twilio', accountSid: 'x', authToken: 'y' }, 'config.from'],
    ['sms', { provider: 'http', url: 'http://[fe80::1]/?to={phone}' }, 'config.url', 'target_refused'],
    ['desktop', { sound: true }, 'config.sound'],
    ['carrier-pigeon', {}, 'kind'],
  ])('%s with %j is refused naming %s', (kind, config, field, code) =>
    expectRefusal('POST', '/api/channels', { name: 'x', kind, config }, field, code),
  );

  it('ask for their secrets again when the address they are sent to changes', async () => {
    const id = await newChannel('matrix', {
      homeserverUrl: 'https://one.example',
      accessToken: 'canary-matrix',
    });
    const path = `/api/channels/${id}`;
    await expectRefusal(
      'PATCH',
      path,
      { config: { homeserverUrl: 'https://two.example' } },
      'config.accessToken',
    );
    const samePlace = await rig.admin.patch(path, { config: { homeserverUrl: 'https://one.example/sub' } });
    expect(samePlace.status).toBe(200);
    const moved = await rig.admin.patch(path, {
      config: { homeserverUrl: 'https://two.example', accessToken: 'another' },
    });
    expect(moved.body.config).toEqual({ homeserverUrl: 'https://two.example' });

    const sms = await newChannel('sms', { provider: 'kavenegar', apiKey: 'canary-sms' });
    await expectRefusal(
      'PATCH',
      `/api/channels/${sms}`,
      { config: { provider: 'http', url: 'https://other.example/?k={apiKey}' } },
      'config.apiKey',
    );
    await expectRefusal(
      'PATCH',
      `/api/channels/${sms}`,
      { config: { apiBaseUrl: 'https://other.example' } },
      'config.apiKey',
    );
    const other = await rig.admin.patch(`/api/channels/${sms}`, {
      config: {
        provider: 'twilio',
        accountSid: 'AC1',
        authToken: 'canary-twilio',
        from: '+15550199',
        apiKey: null,
      },
    });
    expect(other.body).toMatchObject({ config: { provider: 'twilio' }, secretsSet: ['authToken'] });
  });

  it('stay while a destination uses them', async () => {
    const id = await newChannel();
    await newDestination(id);
    await expectRefusal('DELETE', `/api/channels/${id}`, undefined, undefined, 'in_use');
    expect((await rig.admin.get(`/api/channels/${id}`)).body.usedBy).toEqual({ destinations: 1 });
  });

  it('are tested with a real message, and answer what the remote said', async () => {
    const sink = await startWebhookSink({ key: null });
    const id = await newChannel();
    await expectRefusal('POST', `/api/channels/${id}/test`, {}, 'address');
    await expectRefusal('POST', `/api/channels/${id}/test`, { destinationId: 'x' }, 'destinationId');
    await expectRefusal('POST', `/api/channels/${id}/test`, { address: { url: 'nope' } }, 'address.url');
    const own = await rig.admin.post(`/api/channels/${id}/test`, { address: { url: `${sink.url}/in` } });
    expect(own.body).toMatchObject({ ok: true, answer: expect.stringContaining('accepted') });
    await created('/api/destinations', { name: 'sink', channelId: id, address: { url: `${sink.url}/in` } });
    const first = await rig.admin.post(`/api/channels/${id}/test`, {});
    expect(first.body.ok).toBe(true);
    expect(sink.taken.size).toBe(2);
    await sink.stop();
    const dead = await rig.admin.post(`/api/channels/${id}/test`, {});
    expect(dead.body).toMatchObject({ ok: false, answer: expect.stringMatching(/refused|connect/i) });
  });
});

describe('channels that are not saved', () => {
  const path = '/api/channels/test';

  it('are tested with a real message, and nothing of them is kept', async () => {
    const sink = await startWebhookSink({ key: null });
    const before = rig.configVersion();
    const body = {
      kind: 'webhook',
      config: { headers: { 'x-from': 'canary' } },
      address: { url: `${sink.url}/in` },
    };
    const answer = await rig.admin.post(path, body);
    expect(answer.body).toMatchObject({ ok: true, answer: expect.stringContaining('accepted') });
    expect(sink.requests[0]?.headers['x-from']).toBe('canary');
    expect(rig.configVersion()).toBe(before);
    await sink.stop();
  });

  it('are tested with the stored secrets of the channel that is changed, at the same server alone', async () => {
    const telegram = await startTelegramStub('123:canary-token');
    telegram.addChat('-1001');
    const channelId = await newChannel('telegram', {
      botToken: '123:canary-token',
      apiBaseUrl: telegram.url,
    });
    const test = { kind: 'telegram', channelId, address: { chatId: '-1001' } };
    const same = await rig.admin.post(path, { ...test, config: { apiBaseUrl: `${telegram.url}/` } });
    expect(same.body).toMatchObject({ ok: true });
    expect(telegram.messages).toHaveLength(1);
    const elsewhere = { apiBaseUrl: 'https://elsewhere.example' };
    await expectRefusal('POST', path, { ...test, config: elsewhere }, 'config.botToken');
    expect(telegram.requests).toHaveLength(1);
    await telegram.stop();
  });

  it.each<[object, string, string?]>([
    [{ kind: 'pigeon', config: {} }, 'kind'],
    [{ kind: 'telegram', config: {} }, 'config.botToken'],
    [{ kind: 'telegram', config: { botToken: '1:a' } }, 'address.chatId'],
    [
      { kind: 'webhook', config: {}, address: { url: 'http://169.254.169.254/' } },
      'address.url',
      'target_refused',
    ],
    [
      { kind: 'matrix', config: { homeserverUrl: 'http://169.254.169.254', accessToken: 'x' }, address: {} },
      'config.homeserverUrl',
      'target_refused',
    ],
  ])('%j are refused naming %s', (body, field, code) => expectRefusal('POST', path, body, field, code));

  it('are of the kind of the channel that is changed', async () => {
    const channelId = await newChannel();
    await expectRefusal('POST', path, { kind: 'matrix', channelId, config: {} }, 'kind');
    const unknown = await rig.admin.post(path, { kind: 'webhook', channelId: 'none', config: {} });
    expect(unknown.status).toBe(404);
  });
});

describe('destinations', () => {
  it('are added, changed and removed', async () => {
    const channelId = await newChannel('telegram', { botToken: '1:a' });
    const id = await created('/api/destinations', {
      name: 'ops',
      channelId,
      address: { chatId: -1001, threadId: '7' },
    });
    const { body } = await rig.operator.get(`/api/destinations/${id}`);
    expect(body.address).toEqual({ chatId: '-1001', threadId: 7 });
    const changed = await rig.admin.patch(`/api/destinations/${id}`, { address: { chatId: '@ops_room' } });
    expect(changed.body.address).toEqual({ chatId: '@ops_room' });
    expect((await rig.admin.remove(`/api/destinations/${id}`)).status).toBe(200);
  });

  it('and the heartbeat show where they lead, and the path that is a secret to administrators alone', async () => {
    const channelId = await newChannel();
    const url = 'https://hooks.example.com/services/T0/B0/secret?token=secret';
    const id = await created('/api/destinations', { name: 'chat', channelId, address: { url } });
    await rig.admin.patch('/api/settings', { heartbeatUrl: 'https://hc.example.com/secret-uuid' });
    expect((await rig.admin.get(`/api/destinations/${id}`)).body.address).toEqual({ url });
    const seen = await Promise.all(
      [`/api/destinations/${id}`, '/api/destinations', '/api/settings'].map((path) => rig.operator.get(path)),
    );
    expect(seen.map(({ text }) => text).join()).not.toContain('secret');
    expect(seen[0]?.body.address).toEqual({ url: 'https://hooks.example.com/…' });
    expect(seen[2]?.body.heartbeatUrl).toBe('https://hc.example.com/…');
    await rig.admin.patch('/api/settings', { heartbeatUrl: '' });
    await rig.admin.remove(`/api/destinations/${id}`);
  });

  it.each<[string, object, string, string?]>([
    ['telegram', {}, 'address.chatId'],
    ['telegram', { chatId: 'x y' }, 'address.chatId'],
    ['telegram', { chatId: '1', threadId: 0 }, 'address.threadId'],
    ['matrix', { roomId: 'room' }, 'address.roomId'],
    ['webhook', { url: 'javascript:alert(1)' }, 'address.url'],
    ['webhook', { url: 'http://169.254.169.254/latest' }, 'address.url', 'target_refused'],
    ['sms', { phone: 'call me' }, 'address.phone'],
    ['desktop', { screen: 1 }, 'address.screen'],
  ])('of %s with %j are refused naming %s', async (kind, address, field, code) => {
    const configs: Record<string, object> = {
      telegram: { botToken: '1:a' },
      matrix: { homeserverUrl: 'https://m.example', accessToken: 'x' },
      sms: { provider: 'kavenegar', apiKey: 'x' },
    };
    const channelId = await newChannel(kind, configs[kind] ?? {});
    await expectRefusal('POST', '/api/destinations', { name: 'x', channelId, address }, field, code);
  });

  it('need a channel that is there', () =>
    expectRefusal('POST', '/api/destinations', { name: 'x', channelId: 'none', address: {} }, 'channelId'));

  it('stay while a rule or setting uses them', async () => {
    const id = await newDestination();
    const ruleId = await created('/api/rules', {
      ...rule,
      severityOverrides: { low: { mode: 'add', destinationIds: [id] } },
    });
    await expectRefusal('DELETE', `/api/destinations/${id}`, undefined, undefined, 'in_use');
    await rig.admin.remove(`/api/rules/${ruleId}`);
    await rig.admin.patch('/api/settings', { defaultDestinationIds: [id] });
    await expectRefusal('DELETE', `/api/destinations/${id}`, undefined, undefined, 'in_use');
    const { usedBy } = (await rig.admin.get(`/api/destinations/${id}`)).body;
    expect(usedBy).toEqual({ rules: [], settings: ['defaultDestinationIds'] });
    await rig.admin.patch('/api/settings', { defaultDestinationIds: [] });
    expect((await rig.admin.remove(`/api/destinations/${id}`)).status).toBe(200);
  });
});

describe('providers', () => {
  it('are added with a pasted address, changed, put in order and removed', async () => {
    const before = (await rig.admin.get('/api/providers')).body.items.map(({ id }: { id: string }) => id);
    const id = await newProvider({
      baseUrl: 'https://api.example.net/v1/chat/completions/',
      apiKey: 'canary-key',
    });
    const { body } = await rig.operator.get(`/api/providers/${id}`);
    expect(body).toMatchObject({
      baseUrl: 'https://api.example.net/v1',
      apiKeySet: true,
      responseMode: null,
    });
    expect((await rig.operator.get(`/api/providers/${id}`)).body.breaker).toBe('closed');
    const ordered = await rig.admin.post('/api/providers/reorder', { ids: [id, ...before] });
    expect(ordered.body.items[0]).toMatchObject({ id, position: 0 });
    const changed = await rig.admin.patch(`/api/providers/${id}`, { model: 'other', apiKey: null });
    expect(changed.body).toMatchObject({ model: 'other', apiKeySet: false });
    expect(changed.body).toMatchObject({
      ...{ maxCallsPerMinute: 0, maxCallsPerDay: 0, maxTokensPerDay: 0 },
      usage: { calls: 0, promptTokens: 0, completionTokens: 0, cached: 0 },
    });
    await rig.services.providerUsage.call(id, Date.now());
    await rig.services.providerUsage.add(id, { promptTokens: 700, completionTokens: 80 }, Date.now());
    const limited = await rig.admin.patch(`/api/providers/${id}`, { maxCallsPerDay: 5 });
    expect(limited.body).toMatchObject({
      maxCallsPerDay: 5,
      usage: { calls: 1, promptTokens: 700, completionTokens: 80, cached: 0 },
    });
    expect((await rig.admin.remove(`/api/providers/${id}`)).status).toBe(200);
  });

  it.each<[object, string, string?]>([
    [{ baseUrl: 'nope' }, 'baseUrl'],
    [{ baseUrl: 'http://169.254.169.254/v1' }, 'baseUrl', 'target_refused'],
    [{ model: '' }, 'model'],
    [{ timeoutMs: 1 }, 'timeoutMs'],
    [{ concurrency: 0 }, 'concurrency'],
    [{ concurrency: 1.5 }, 'concurrency'],
    [{ local: 'yes' }, 'local'],
    [{ temperature: 1 }, 'temperature'],
  ])('%j is refused naming %s', (fields, field, code) =>
    expectRefusal(
      'POST',
      '/api/providers',
      { name: 'x', baseUrl: 'https://llm.example.net/v1', model: 'm', ...fields },
      field,
      code,
    ),
  );

  it('ask for the key again when the address changes', async () => {
    const id = await newProvider({ apiKey: 'canary-key' });
    const path = `/api/providers/${id}`;
    await expectRefusal('PATCH', path, { baseUrl: 'https://other.example/v1' }, 'apiKey');
    expect((await rig.admin.patch(path, { baseUrl: 'https://llm.example.net/v2' })).status).toBe(200);
    const moved = await rig.admin.patch(path, { baseUrl: 'https://other.example/v1', apiKey: 'new' });
    expect(moved.body).toMatchObject({ baseUrl: 'https://other.example/v1', apiKeySet: true });
  });

  it('stay while a rule uses them', async () => {
    const id = await newProvider();
    const ruleId = await created('/api/rules', { ...rule, providerId: id });
    await expectRefusal('DELETE', `/api/providers/${id}`, undefined, undefined, 'in_use');
    await rig.admin.remove(`/api/rules/${ruleId}`);
    expect((await rig.admin.remove(`/api/providers/${id}`)).status).toBe(200);
  });

  it('are tested with a sample mail, and answer what the model said', async () => {
    const model = await startModelStub({ apiKey: null });
    const id = await newProvider({ baseUrl: model.baseUrl, model: 'stub-model', local: true });
    const good = await rig.admin.post(`/api/providers/${id}/test`);
    expect(good.body).toMatchObject({ ok: true, analysis: { summary: expect.any(String) } });
    expect((await rig.admin.post('/api/providers/none/test')).status).toBe(404);
    await model.stop();
    const dead = await rig.admin.post(`/api/providers/${id}/test`);
    expect(dead.body).toMatchObject({ ok: false, analysis: null });
  });
});

describe('providers that are not saved', () => {
  it('list the models of the endpoint, with the key given or the stored one', async () => {
    const model = await startModelStub({ apiKey: 'canary-key-123' });
    const path = '/api/providers/models';
    const ask = async (body: object) =>
      (await rig.admin.post(path, { baseUrl: model.baseUrl, ...body })).body;
    expect(await ask({ apiKey: 'canary-key-123' })).toMatchObject({
      ok: true,
      models: ['stub-model'],
      answer: '',
    });
    const refused = await ask({ apiKey: 'wrong-key-4567' });
    expect(refused).toMatchObject({ ok: false, models: [], answer: expect.stringContaining('401') });
    expect(refused.answer).not.toContain('wrong-key-4567');
    const providerId = await newProvider({ baseUrl: model.baseUrl, apiKey: 'canary-key-123' });
    expect(await ask({ providerId })).toMatchObject({ ok: true, models: ['stub-model'] });
    await expectRefusal('POST', path, { baseUrl: 'https://other.example/v1', providerId }, 'apiKey');
    await expectRefusal('POST', path, { baseUrl: 'http://169.254.169.254/' }, 'baseUrl', 'target_refused');
    expect(await ask({ baseUrl: new URL('/', model.baseUrl).href, apiKey: 'canary-key-123' })).toMatchObject({
      ok: false,
    });
    await model.stop();
    expect(await ask({})).toMatchObject({ ok: false, models: [] });
  });

  it('analyse a sample mail', async () => {
    const model = await startModelStub({ apiKey: 'canary-key-123' });
    const path = '/api/providers/test';
    const before = rig.configVersion();
    const body = { name: 'new', baseUrl: model.baseUrl, model: 'stub-model' };
    const good = await rig.admin.post(path, { ...body, apiKey: 'canary-key-123' });
    expect(good.body).toMatchObject({
      ok: true,
      responseMode: 'json_schema',
      analysis: { summary: expect.any(String), by: { providerName: 'new' } },
    });
    const keyless = await rig.admin.post(path, body);
    expect(keyless.body).toMatchObject({
      ok: false,
      analysis: null,
      answer: expect.stringContaining('auth'),
    });
    await expectRefusal('POST', path, { ...body, model: '' }, 'model');
    expect(rig.configVersion()).toBe(before);
    await model.stop();
  });
});

describe('mutes', () => {
  it('are made, changed and lifted by operators', async () => {
    const made = await rig.operator.post('/api/mutes', {
      glob: '*@noisy.example',
      scope: 'sender',
      until: new Date(Date.now() + 60_000).toISOString(),
      reason: 'maintenance',
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ createdBy: 'op', expired: false, suppressed: 0, lastAt: null });
    expect(made.body.until).toBeGreaterThan(Date.now());
    const changed = await rig.operator.patch(`/api/mutes/${made.body.id}`, { until: null });
    expect(changed.body).toMatchObject({ until: null, reason: 'maintenance' });
    const ended = await rig.operator.post(`/api/mutes/${made.body.id}/expire`, {});
    expect(ended.body).toMatchObject({ expired: true, until: expect.any(Number) });
    const again = await rig.operator.post(`/api/mutes/${made.body.id}/expire`, {});
    expect(again.body.until).toBe(ended.body.until);
    expect((await rig.operator.remove(`/api/mutes/${made.body.id}`)).status).toBe(200);
  });

  it.each<[unknown, string]>([
    [{ scope: 'sender' }, 'glob'],
    [{ glob: 'a b', scope: 'sender' }, 'glob'],
    [{ glob: 'a', scope: 'subject' }, 'scope'],
    [{ glob: 'a', scope: 'sender', until: 1000 }, 'until'],
    [{ glob: 'a', scope: 'sender', until: '2001-01-01T00:00:00Z' }, 'until'],
    [{ glob: 'a', scope: 'sender', until: 'tomorrow' }, 'until'],
    [{ glob: 'a', scope: 'sender', reason: 'x'.repeat(501) }, 'reason'],
  ])('%j is refused naming %s', (body, field) => expectRefusal('POST', '/api/mutes', body, field));
});

describe('settings', () => {
  it('change in part, the others stay', async () => {
    const before = (await rig.operator.get('/api/settings')).body;
    const after = await rig.admin.patch('/api/settings', { analysisDeadlineMs: 1234, summaryLanguage: 'fa' });
    expect(after.body).toEqual({ ...before, analysisDeadlineMs: 1234, summaryLanguage: 'fa' });
  });

  it.each<[unknown, string, string?]>([
    [{ retryDelaysMs: [] }, 'retryDelaysMs'],
    [{ retryDelaysMs: [1] }, 'retryDelaysMs.0'],
    [{ retryDelaysMs: 'soon' }, 'retryDelaysMs'],
    [{ defaultDestinationIds: ['nowhere'] }, 'defaultDestinationIds'],
    [
      { severityOverrides: { critical: { mode: 'add', destinationIds: ['nowhere'] } } },
      'severityOverrides.critical.destinationIds',
    ],
    [{ summaryLanguage: 'tlh' }, 'summaryLanguage'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ smtpNetworks: ['10.0.0.0/99'] }, 'smtpNetworks.0'],
    [{ smtpAuthRequired: true }, 'smtpAuthRequired'],
    [{ consoleUrl: 'nope' }, 'consoleUrl'],
    [{ heartbeatUrl: 'http://169.254.169.254/' }, 'heartbeatUrl', 'target_refused'],
    [{ maxAlerts: 1 }, 'maxAlerts'],
    [{ colour: 'red' }, 'colour'],
  ])('%j is refused naming %s', (body, field, code) =>
    expectRefusal('PATCH', '/api/settings', body, field, code),
  );
});

describe('users', () => {
  const someone = { username: 'someone', password: 'a long enough password', role: 'operator' };

  it('are added, changed and removed', async () => {
    const id = await created('/api/users', someone);
    const list = await rig.admin.get('/api/users');
    expect(list.body.items.find((one: { id: string }) => one.id === id)).toMatchObject({ role: 'operator' });
    expect(list.text).not.toContain('argon2');
    expect((await rig.admin.patch(`/api/users/${id}`, { role: 'admin' })).body.role).toBe('admin');
    expect((await rig.admin.remove(`/api/users/${id}`)).status).toBe(200);
  });

  it.each<[object, string, string?]>([
    [{ ...someone, username: 'a b' }, 'username'],
    [{ ...someone, username: 'ADMIN' }, 'username', 'conflict'],
    [{ ...someone, password: 'short' }, 'password'],
    [{ ...someone, role: 'root' }, 'role'],
    [{ username: 'x', role: 'admin' }, 'password'],
  ])('%j is refused naming %s', (body, field, code) =>
    expectRefusal('POST', '/api/users', body, field, code),
  );

  it('keep their last admin', async () => {
    const { id } = (await rig.admin.get('/api/auth/me')).body;
    await expectRefusal('DELETE', `/api/users/${id}`, undefined, undefined, 'conflict');
    await expectRefusal('PATCH', `/api/users/${id}`, { role: 'operator' }, 'role', 'conflict');
  });
});

describe('SMTP users', () => {
  it('are added and removed, the last one not while it is needed', async () => {
    const id = await created('/api/smtp-users', { username: 'zabbix', password: 'a long enough password' });
    await expectRefusal(
      'POST',
      '/api/smtp-users',
      { username: 'zabbix', password: 'a long enough password' },
      'username',
      'conflict',
    );
    expect((await rig.admin.patch('/api/settings', { smtpAuthRequired: true })).status).toBe(200);
    await expectRefusal('DELETE', `/api/smtp-users/${id}`, undefined, undefined, 'in_use');
    await rig.admin.patch('/api/settings', { smtpAuthRequired: false });
    expect((await rig.admin.remove(`/api/smtp-users/${id}`)).status).toBe(200);
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', '/api/rules/none'],
    ['PATCH', '/api/rules/none'],
    ['DELETE', '/api/rules/none'],
    ['PATCH', '/api/channels/none'],
    ['DELETE', '/api/channels/none'],
    ['POST', '/api/channels/none/test'],
    ['PATCH', '/api/destinations/none'],
    ['DELETE', '/api/destinations/none'],
    ['PATCH', '/api/providers/none'],
    ['DELETE', '/api/providers/none'],
    ['PATCH', '/api/mutes/none'],
    ['DELETE', '/api/mutes/none'],
    ['PATCH', '/api/users/none'],
    ['DELETE', '/api/users/none'],
    ['DELETE', '/api/smtp-users/none'],
    ['GET', '/api/alerts/none'],
    ['GET', '/api/alerts/none/raw'],
    ['POST', '/api/alerts/none/acknowledge'],
    ['POST', '/api/alerts/none/resolve'],
    ['POST', '/api/alerts/none/reanalyse'],
    ['POST', '/api/alerts/none/resend'],
    ['GET', '/api/dead-letters/none'],
    ['POST', '/api/dead-letters/none/retry'],
    ['POST', '/api/dead-letters/none/discard'],
  ])('%s %s is answered 404, and changes nothing', async (method, path) => {
    const before = rig.configVersion();
    const answer = await rig.admin.call(
      method,
      path,
      method === 'PATCH' || method === 'POST' ? {} : undefined,
    );
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    expect(rig.configVersion()).toBe(before);
  });
});
