import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiClient } from '../../support/api-client.ts';
import { type ApiRig, adminPassword, operatorPassword, startApi } from '../../support/api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await startApi();
});
afterAll(() => rig.remove());

/** One secret for each place that takes one; all hold the word to look for. */
const word = 'canary';
const channels: { kind: string; config: object; address: object; moves: object }[] = [
  {
    kind: 'telegram',
    config: {
      botToken: `1:${word}-telegram`,
      proxyUrl: `socks5://me:${word}-proxy@127.0.0.1:1`,
      apiBaseUrl: 'http://127.0.0.1:9',
    },
    address: { chatId: '1' },
    moves: { apiBaseUrl: 'https://elsewhere.example' },
  },
  {
    kind: 'matrix',
    config: { homeserverUrl: 'http://127.0.0.1:9', accessToken: `${word}-matrix` },
    address: { roomId: '!a:b.example' },
    moves: { homeserverUrl: 'https://elsewhere.example' },
  },
  {
    kind: 'webhook',
    config: {
      signingSecret: `whsec_${Buffer.from(`${word}-webhook-signing-key-24`).toString('base64')}`,
      headers: { authorization: `Bearer ${word}-header` },
    },
    address: { url: 'http://127.0.0.1:9/' },
    moves: { headers: { authorization: 5 } },
  },
  {
    kind: 'sms',
    config: { provider: 'kavenegar', apiKey: `${word}-kavenegar`, apiBaseUrl: 'http://127.0.0.1:9' },
    address: { phone: '+15550100' },
    moves: { apiBaseUrl: 'https://elsewhere.example' },
  },
  {
    kind: 'sms',
    config: {
      provider: 'twilio',
      accountSid: 'AC1',
      from: '+15550199',
      authToken: `${word}-twilio`,
      apiBaseUrl: 'http://127.0.0.1:9',
    },
    address: { phone: '+15550100' },
    moves: { apiBaseUrl: 'https://elsewhere.example' },
  },
  {
    kind: 'sms',
    config: {
      provider: 'http',
      url: 'http://127.0.0.1:9/?to={phone}&k={apiKey}',
      apiKey: `${word}-sms`,
      headers: { 'x-key': `${word}-sms-header` },
    },
    address: { phone: '+15550100' },
    moves: { url: 'https://elsewhere.example/?to={phone}' },
  },
];

it('secrets are taken and never given out again: not in an answer, an error, a live event, a log or Redis', async () => {
  const { admin, operator } = rig;
  const paths = ['/api/channels', '/api/destinations', '/api/providers', '/api/settings', '/api/users'];
  for (const { kind, config, address, moves } of channels) {
    const made = await admin.post('/api/channels', { name: `the ${kind}`, kind, config });
    expect([made.status, made.text]).toEqual([201, expect.any(String)]);
    const { id } = made.body;
    paths.push(`/api/channels/${id}`);
    await admin.patch(`/api/channels/${id}`, { name: 'renamed' });
    await admin.patch(`/api/channels/${id}`, { config: moves });
    await admin.patch(`/api/channels/${id}`, { config: { ...config, no: 'such' } });
    const test = await admin.post(`/api/channels/${id}/test`, { address });
    expect([kind, test.status, test.body.ok]).toEqual([kind, 200, false]);
  }
  const key = `${word}-provider-key`;
  const provider = await admin.post('/api/providers', {
    name: 'llm',
    baseUrl: 'http://127.0.0.1:9/v1',
    model: 'm',
    apiKey: key,
  });
  paths.push(`/api/providers/${provider.body.id}`);
  await admin.post(`/api/providers/${provider.body.id}/test`);
  await admin.patch(`/api/providers/${provider.body.id}`, {
    baseUrl: 'https://elsewhere.example',
    model: 'x',
  });
  await admin.post('/api/users', { username: 'second', password: `${word} in a password`, role: 'operator' });
  await admin.post('/api/smtp-users', { username: 'tool', password: `${word} in a password` });
  await createApiClient(rig.url, null, []).post('/api/auth/login', {
    username: 'second',
    password: `${word} wrong one`,
  });
  await admin.post('/api/channels', {
    name: 'x',
    kind: 'matrix',
    config: { accessToken: `${word}-x`, homeserverUrl: 5 },
  });
  await admin.call('POST', '/api/channels', undefined, { 'content-type': `text/${word}` });

  for (const client of [admin, operator]) {
    for (const path of [
      ...paths,
      '/api/health',
      '/api/queues',
      '/metrics',
      '/api/smtp-users',
      '/api/alerts',
    ]) {
      await client.get(path);
    }
    for (const name of ['channels', 'providers', 'settings', 'users']) {
      await client.post(`/rpc/${name}/${name === 'settings' ? 'get' : 'list'}`, {});
    }
  }

  const encodedWord = Buffer.from(word).toString('base64').slice(0, 7);
  const leaksIn = (text: string): boolean =>
    text.includes(word) ||
    text.includes(encodedWord) ||
    text.includes(adminPassword) ||
    text.includes(operatorPassword) ||
    text.includes('argon2');
  expect(rig.admin.seen().length).toBeGreaterThan(60);
  expect(rig.admin.seen().filter(leaksIn)).toEqual([]);
  expect(rig.operator.seen().filter(leaksIn)).toEqual([]);
  expect(rig.logger.records.map((record) => JSON.stringify(record)).filter(leaksIn)).toEqual([]);
  const stored = await rig.redis.run(async (redis) => {
    const names = await redis.keys('*');
    return Promise.all(
      names.map(async (name) => {
        const type = await redis.type(name);
        if (type === 'string') return redis.get(name);
        return type === 'hash' ? JSON.stringify(await redis.hgetall(name)) : '';
      }),
    );
  });
  expect(stored.filter((text) => text?.includes(word) || text?.includes(encodedWord))).toEqual([]);
});
