import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient } from '../../support/api-client.ts';
import { type ApiRig, adminPassword, startApi } from '../../support/api-rig.ts';
import { until } from '../../support/until.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await startApi();
});
afterAll(() => rig.remove());

const make = async (
  name: string,
  role: 'admin' | 'operator' = 'operator',
  expiresInDays: number | null = null,
) => {
  const answer = await rig.admin.post('/api/api-tokens', { name, role, expiresInDays });
  expect(answer.status).toBe(201);
  return { id: answer.body.id as string, client: createApiClient(rig.url, answer.body.token), answer };
};

describe('an API token', () => {
  it('is shown once, kept as a hash, and works as bearer with its role', async () => {
    const { client, answer } = await make('Grafana');
    const { token } = answer.body;
    expect(token).toMatch(/^aft_[A-Za-z0-9_-]{43}$/);
    expect((await client.get('/api/alerts')).status).toBe(200);
    expect((await client.get('/api/users')).status).toBe(403);
    expect((await client.get('/api/auth/me')).body).toMatchObject({
      username: 'token Grafana',
      role: 'operator',
    });
    const list = await rig.admin.get('/api/api-tokens');
    expect(list.text).not.toContain(token);
    expect(JSON.stringify(rig.services.config.current())).not.toContain(token);
    await until(
      async () => (await rig.admin.get('/api/api-tokens')).body.items[0].lastUsedAt !== null,
      'its use is noted',
    );
  });

  it('with the role of an admin does what admins do, in its own name', async () => {
    const { client } = await make('Ansible', 'admin');
    expect((await client.patch('/api/settings', { rawRetentionDays: 5 })).status).toBe(200);
    expect(rig.services.config.current().changedBy).toBe('token Ansible');
  });

  it('ends at once when it is revoked, and when its time is over', async () => {
    const { id, client } = await make('Nagios');
    expect((await rig.admin.remove(`/api/api-tokens/${id}`)).status).toBe(200);
    expect((await client.get('/api/alerts')).status).toBe(401);
    const short = await make('Short', 'operator', 1);
    await rig.change((draft) => {
      const record = draft.apiTokens.find(({ name }) => name === 'Short');
      if (record) record.expiresAt = Date.now() - 1;
    });
    expect((await short.client.get('/api/alerts')).status).toBe(401);
  });

  it('has no password, no session and no name twice', async () => {
    const { client } = await make('Solo', 'admin');
    const input = { current: adminPassword, next: 'another long password' };
    expect((await client.post('/api/auth/password', input)).status).toBe(403);
    expect((await client.post('/api/auth/logout')).status).toBe(403);
    const twice = await rig.admin.post('/api/api-tokens', { name: 'solo', role: 'admin' });
    expect([twice.status, twice.body.field]).toEqual([409, 'name']);
  });

  it('that nobody made opens nothing', async () => {
    for (const token of [`aft_${'A'.repeat(43)}`, 'aft_', `aft_${'A'.repeat(42)}`]) {
      expect((await createApiClient(rig.url, token).get('/api/alerts')).status).toBe(401);
    }
  });
});
