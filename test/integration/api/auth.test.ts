import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPasswords } from '../../../src-main/engine/api/passwords.ts';
import { createHttpServer } from '../../../src-main/platform/http/http-server.ts';
import { type ApiAnswer, createApiClient, plainRequest } from '../../support/api-client.ts';
import { type ApiRig, adminPassword, startApi } from '../../support/api-rig.ts';
import { until } from '../../support/until.ts';

let rig: ApiRig;
beforeAll(async () => {
  // Behind a proxy, so that each test may come from an address of its own.
  rig = await startApi({ http: { behindProxy: true } });
});
afterAll(() => rig.remove());

let lastAddress = 0;
const newAddress = (): string => `10.1.0.${++lastAddress}`;

const loginAt = (
  url: string,
  username: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> =>
  plainRequest(
    `${url}/api/auth/login`,
    'POST',
    { 'content-type': 'application/json', ...headers },
    JSON.stringify({ username, password }),
  );
const login = (username: string, password: string, from = newAddress()) =>
  loginAt(rig.url, username, password, { 'x-forwarded-for': from });

/** A user of its own, so that its tries count for nobody else. */
const newUser = async (username: string, role: 'admin' | 'operator' = 'operator') => {
  const password = `${username} has a long password`;
  const answer = await rig.admin.post('/api/users', { username, password, role });
  expect(answer.status).toBe(201);
  return { id: answer.body.id as string, username, password };
};

const clientOf = async (user: { username: string; password: string }) =>
  createApiClient(rig.url, (await login(user.username, user.password)).body.token);

describe('signing in', () => {
  it('answers a token that works as bearer, whatever the case of the name', async () => {
    const answer = await login('Admin', adminPassword);
    expect(answer.status).toBe(200);
    expect(answer.body.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(answer.body.expiresAt).toBeGreaterThan(Date.now() + 29 * 60_000);
    expect(answer.body.user).toMatchObject({ username: 'admin', role: 'admin' });
    const me = await createApiClient(rig.url, answer.body.token).get('/api/auth/me');
    expect(me.body.username).toBe('admin');
  });

  it('keeps no token in Redis, only its hash', async () => {
    const { body } = await login('admin', adminPassword);
    await rig.redis.run(async (redis) => {
      const names = await redis.keys('*');
      const texts = await Promise.all(
        names.map(async (name) => ((await redis.type(name)) === 'string' ? await redis.get(name) : '')),
      );
      expect(names.some((name) => name.includes(':session:'))).toBe(true);
      expect([...names, ...texts].join('\n')).not.toContain(body.token);
    });
  });

  it('refuses a wrong password and an unknown name with the same words', async () => {
    const user = await newUser('same-words');
    const wrong = await login(user.username, 'not the password');
    const unknown = await login('nobody-by-that-name', 'not the password');
    expect(wrong.status).toBe(401);
    expect(wrong.body.code).toBe('credentials_refused');
    expect({ status: unknown.status, body: unknown.body }).toEqual({
      status: wrong.status,
      body: wrong.body,
    });
  });

  it('takes as long for an unknown name as for a wrong password', async () => {
    const names = ['t1', 't2', 't3', 't4', 't5'];
    for (const name of names) await newUser(name);
    const medianMs = async (of: string[]) => {
      const taken: number[] = [];
      for (const name of of) {
        const startedAt = performance.now();
        await login(name, 'not the password');
        taken.push(performance.now() - startedAt);
      }
      return taken.sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;
    };
    const known = await medianMs(names);
    const unknown = await medianMs(['u1', 'u2', 'u3', 'u4', 'u5']);
    expect(known).toBeGreaterThan(10);
    expect(unknown).toBeGreaterThan(known / 3);
    expect(unknown).toBeLessThan(known * 3);
  });

  it.each<[unknown, string]>([
    [{}, 'username'],
    [{ username: 'admin' }, 'password'],
    [{ username: 5, password: 'x' }, 'username'],
    [{ username: 'admin', password: 'x', more: 1 }, 'more'],
    [{ username: 'x'.repeat(300), password: 'x' }, 'username'],
  ])('refuses %j naming %s', async (body, field) => {
    const answer = await rig.anonymous.post('/api/auth/login', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_input', field });
  });
});

describe('the hash of a password', () => {
  const storedOf = (username: string): string =>
    rig.services.config.current().users.find((one) => one.username === username)?.passwordHash ?? '';
  const asOfToday = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22,}\$[A-Za-z0-9+/]{43}$/;

  /** As another program, or an earlier version of this one, left it. */
  const store = (username: string, passwordHash: string) =>
    rig.change((draft) => {
      const record = draft.users.find((one) => one.username === username);
      if (record !== undefined) record.passwordHash = passwordHash;
    });

  const others: [string, Parameters<typeof hash>[1]][] = [
    ['less memory', { algorithm: 2, memoryCost: 4_096, timeCost: 2, parallelism: 1 }],
    ['one pass', { algorithm: 2, memoryCost: 19_456, timeCost: 1, parallelism: 1 }],
    ['more lanes', { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 2 }],
    ['more of everything', { algorithm: 2, memoryCost: 32_768, timeCost: 3, parallelism: 1 }],
    ['argon2i', { algorithm: 1, memoryCost: 19_456, timeCost: 2, parallelism: 1 }],
    ['argon2d', { algorithm: 0, memoryCost: 19_456, timeCost: 2, parallelism: 1 }],
  ];

  it('is argon2id of 19 MiB, 2 passes and 1 lane with a salt of its own, however the password was set', async () => {
    const user = await newUser('hashed');
    const made = storedOf('hashed');
    const client = await clientOf(user);
    await client.post('/api/auth/password', { current: user.password, next: 'another password of mine' });
    const changed = storedOf('hashed');
    await rig.admin.patch(`/api/users/${user.id}`, { password: user.password });
    const reset = storedOf('hashed');
    for (const stored of [storedOf('admin'), storedOf('op'), made, changed, reset])
      expect(stored).toMatch(asOfToday);
    expect(made).not.toBe(reset);
  });

  it.each(others)('is made anew at the next sign-in where it has %s', async (what, parameters) => {
    const user = await newUser(`rehashed-${what.replaceAll(' ', '-')}`);
    const old = await hash(user.password, parameters);
    expect(old).not.toMatch(asOfToday);
    expect(createPasswords().isOutdated(old)).toBe(true);
    await store(user.username, old);

    expect((await login(user.username, 'not the password')).status).toBe(401);
    expect(storedOf(user.username)).toBe(old);

    const client = await clientOf(user);
    const renewed = storedOf(user.username);
    expect(renewed).toMatch(asOfToday);
    expect((await client.get('/api/auth/me')).body.username).toBe(user.username);
    expect((await login(user.username, user.password)).status).toBe(200);
    expect(storedOf(user.username)).toBe(renewed);
  });

  it('takes back no password that was set while it was made anew', async () => {
    const user = await newUser('set-meanwhile');
    await store(user.username, await hash(user.password, { memoryCost: 4_096, timeCost: 1 }));
    const real = createPasswords();
    const slow = createHttpServer(
      rig.services,
      {
        ...real,
        async isRight(password, stored) {
          const isRight = await real.isRight(password, stored);
          await rig.admin.patch(`/api/users/${user.id}`, { password: 'set by the administrator' });
          return isRight;
        },
      },
      { host: '127.0.0.1', port: 0, tls: null, behindProxy: false, allowedHosts: [] },
    );
    const { url } = await slow.start();
    const late = await loginAt(url, user.username, user.password);
    expect([late.status, late.body.code]).toEqual([401, 'credentials_refused']);
    await slow.stop();
    expect((await login(user.username, user.password)).status).toBe(401);
    expect((await login(user.username, 'set by the administrator')).status).toBe(200);
  });
});

describe('the limit of tries', () => {
  it('checks at most 8 of 100 for one account, from many addresses too, and outlives a restart', async () => {
    const user = await newUser('guessed');
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => login(user.username, 'a guess of many')),
    );
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(8);
    const late = await login(user.username, user.password);
    expect(late.status).toBe(429);
    expect(late.body.code).toBe('too_many_requests');
    expect(late.body.retryAfterSeconds).toBeLessThanOrEqual(900);
    expect(Number(late.headers['retry-after'])).toBe(late.body.retryAfterSeconds);

    const second = createHttpServer(rig.services, createPasswords(), {
      host: '127.0.0.1',
      port: 0,
      tls: null,
      behindProxy: false,
      allowedHosts: [],
    });
    const { url } = await second.start();
    expect((await loginAt(url, user.username, user.password)).status).toBe(429);
    await second.stop();
  });

  it('lets 20 wrong tries a minute come from one address, over all accounts', async () => {
    const from = newAddress();
    const answers: ApiAnswer[] = [];
    for (let i = 0; i < 25; i++) answers.push(await login(`somebody-${i}`, 'a guess of many', from));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
    expect(answers.at(-1)?.status).toBe(429);
    expect((await login('admin', adminPassword, newAddress())).status).toBe(200);
  });

  it('does not count right passwords against the address', async () => {
    const from = newAddress();
    for (let i = 0; i < 22; i++) expect((await login('admin', adminPassword, from)).status).toBe(200);
  });
});

describe('a session', () => {
  it('ends at logout', async () => {
    const client = await clientOf(await newUser('leaves'));
    expect((await client.get('/api/auth/me')).status).toBe(200);
    expect((await client.post('/api/auth/logout')).body).toEqual({ ok: true });
    expect((await client.get('/api/auth/me')).status).toBe(401);
  });

  it('ends when its user is removed, gets another role or another password', async () => {
    for (const change of ['role', 'password', 'removed'] as const) {
      const user = await newUser(`changed-${change}`);
      const client = await clientOf(user);
      expect((await client.get('/api/auth/me')).status).toBe(200);
      const answer =
        change === 'removed'
          ? await rig.admin.remove(`/api/users/${user.id}`)
          : await rig.admin.patch(`/api/users/${user.id}`, {
              [change]: change === 'role' ? 'admin' : 'quite another password',
            });
      expect(answer.status).toBe(200);
      expect((await client.get('/api/auth/me')).status).toBe(401);
    }
  });

  it('outlives a change of the own password, all others end', async () => {
    const user = await newUser('changes-own');
    const [here, elsewhere] = [await clientOf(user), await clientOf(user)];
    const wrong = await here.post('/api/auth/password', { current: 'no', next: 'a new password here' });
    expect(wrong.body).toMatchObject({ code: 'invalid_input', field: 'current' });
    const short = await here.post('/api/auth/password', { current: user.password, next: 'short' });
    expect(short.body).toMatchObject({ code: 'invalid_input', field: 'next' });
    const right = await here.post('/api/auth/password', {
      current: user.password,
      next: 'a new password here',
    });
    expect(right.status).toBe(200);
    expect((await here.get('/api/auth/me')).status).toBe(200);
    expect((await elsewhere.get('/api/auth/me')).status).toBe(401);
    expect((await login(user.username, user.password)).status).toBe(401);
    expect((await login(user.username, 'a new password here')).status).toBe(200);
  });

  it('is refused where it is none, in one way', async () => {
    for (const token of ['x', 'A'.repeat(43)]) {
      const answer = await createApiClient(rig.url, token).get('/api/alerts');
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe('unauthenticated');
    }
  });

  it('is as good at another console on the same Redis, and ends there too', async () => {
    const second = createHttpServer(rig.services, createPasswords(), {
      host: '127.0.0.1',
      port: 0,
      tls: null,
      behindProxy: false,
      allowedHosts: [],
    });
    const { url } = await second.start();
    const client = await clientOf(await newUser('two-consoles'));
    expect((await createApiClient(url, client.token).get('/api/auth/me')).status).toBe(200);
    await second.stop();
  });

  it('goes on while Redis is away, and one begun meanwhile is good afterwards', async () => {
    const known = await clientOf(await newUser('stays'));
    expect((await known.get('/api/auth/me')).status).toBe(200);
    await rig.redis.kill();
    expect((await known.get('/api/auth/me')).status).toBe(200);
    const refused = await known.get('/api/alerts');
    expect(refused.status).toBe(503);
    expect(refused.body.code).toBe('store_unavailable');
    const fresh = await login('admin', adminPassword);
    expect(fresh.status).toBe(200);
    const unknown = await createApiClient(rig.url, 'B'.repeat(43)).get('/api/auth/me');
    expect(unknown.status).toBe(503);
    const left = { cookie: `alertflow_session=${'B'.repeat(43)}` };
    const health = await plainRequest(`${rig.url}/api/health`, 'GET', left);
    expect(health.status).toBe(200);
    const back = await plainRequest(
      `${rig.url}/api/auth/login`,
      'POST',
      { 'content-type': 'application/json', 'x-forwarded-for': newAddress(), ...left },
      JSON.stringify({ username: 'admin', password: adminPassword }),
    );
    expect(back.status).toBe(200);
    await rig.redis.restart();
    await until(async () => (await known.get('/api/alerts')).status === 200, 'Redis is back');
    expect((await known.get('/api/auth/me')).status).toBe(200);
    expect((await createApiClient(rig.url, fresh.body.token).get('/api/auth/me')).status).toBe(200);
  });
});

describe('the session cookie', () => {
  const cookiesOf = (answer: ApiAnswer): string[] => [answer.headers['set-cookie'] ?? []].flat();
  const cookieHeader = (answer: ApiAnswer): string =>
    cookiesOf(answer)
      .map((line) => line.split(';')[0])
      .join('; ');
  const cookieValue = (answer: ApiAnswer, name: string): string =>
    new RegExp(`${name}=([^;]+)`).exec(cookieHeader(answer))?.[1] ?? '';
  const change = (headers: Record<string, string>) =>
    plainRequest(
      `${rig.url}/api/mutes`,
      'POST',
      { 'content-type': 'application/json', ...headers },
      JSON.stringify({ glob: 'a@b.example', scope: 'sender' }),
    );

  it('is HttpOnly and SameSite=Strict; under TLS Secure with the __Host- prefix too', async () => {
    const plain = cookiesOf(await login('admin', adminPassword));
    expect(plain[0]).toMatch(/^alertflow_session=[^;]+; Path=\/; HttpOnly; SameSite=Strict$/);
    const answer = await loginAt(rig.url, 'admin', adminPassword, {
      'x-forwarded-for': newAddress(),
      'x-forwarded-proto': 'https',
    });
    expect(cookiesOf(answer)[0]).toMatch(
      /^__Host-alertflow_session=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it('lets read, and changes need the token beside it', async () => {
    const answer = await login('admin', adminPassword);
    const cookie = cookieHeader(answer);
    const read = await plainRequest(`${rig.url}/api/auth/me`, 'GET', { cookie });
    expect(read.status).toBe(200);
    const before = rig.configVersion();
    const tries: Record<string, string>[] = [
      {},
      { 'x-alertflow-csrf': '' },
      { 'x-alertflow-csrf': 'A'.repeat(43) },
    ];
    for (const headers of tries) {
      const refused = await change({ cookie, ...headers });
      expect(refused.status).toBe(403);
      expect(refused.body.code).toBe('origin_refused');
    }
    expect(rig.configVersion()).toBe(before);
    const csrf = cookieValue(answer, 'alertflow_csrf');
    expect((await change({ cookie, 'x-alertflow-csrf': csrf })).status).toBe(201);
  });

  it('is another one after each login, and the one before ends', async () => {
    const first = await login('admin', adminPassword);
    const second = await loginAt(rig.url, 'admin', adminPassword, {
      'x-forwarded-for': newAddress(),
      cookie: cookieHeader(first),
    });
    expect(cookieValue(second, 'alertflow_session')).not.toBe(cookieValue(first, 'alertflow_session'));
    const old = await plainRequest(`${rig.url}/api/auth/me`, 'GET', { cookie: cookieHeader(first) });
    expect(old.status).toBe(401);
  });

  it('is taken away at logout', async () => {
    const answer = await login('admin', adminPassword);
    const cookie = cookieHeader(answer);
    const out = await plainRequest(`${rig.url}/api/auth/logout`, 'POST', {
      cookie,
      'x-alertflow-csrf': cookieValue(answer, 'alertflow_csrf'),
    });
    expect(out.status).toBe(200);
    expect(cookiesOf(out)[0]).toContain('Expires=Thu, 01 Jan 1970');
    expect((await plainRequest(`${rig.url}/api/auth/me`, 'GET', { cookie })).status).toBe(401);
  });
});
