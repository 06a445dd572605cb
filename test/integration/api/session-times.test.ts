/** How long somebody stays signed in (H3), on a clock that is moved: 30 minutes after the last use, 12 hours in all. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPasswords } from '../../../src-main/engine/api/passwords.ts';
import { createSessions, type Sessions } from '../../../src-main/engine/api/sessions.ts';
import type { Clock } from '../../../src-main/engine/ports.ts';
import { createHttpServer, type HttpServer } from '../../../src-main/platform/http/http-server.ts';
import { type ApiClient, createApiClient } from '../../support/api-client.ts';
import { type ApiRig, adminPassword, startApi } from '../../support/api-rig.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

let rig: ApiRig;
let now = 0;
const clock: Clock = { now: () => now, monotonic: () => now };
const consoles: HttpServer[] = [];

/** Another console on the same Redis and the same moved clock; it knows of no session but from Redis. */
const newConsole = async (): Promise<string> => {
  const services = { ...rig.services, ports: { ...rig.services.ports, clock } };
  const http = createHttpServer(services, createPasswords(), {
    host: '127.0.0.1',
    port: 0,
    tls: null,
    behindProxy: false,
    allowedHosts: [],
  });
  consoles.push(http);
  return (await http.start()).url;
};

const newSessions = (): Sessions =>
  createSessions({ redis: rig.services.redis, config: rig.services.config, clock });

const isIn = async (client: ApiClient): Promise<boolean> => {
  const { status, body } = await client.get('/api/auth/me');
  expect([200, 401]).toContain(status);
  if (status === 401) expect(body.code).toBe('unauthenticated');
  return status === 200;
};

const administrator = () => {
  const found = rig.services.config.current().users.find(({ username }) => username === 'admin');
  if (found === undefined) throw new Error('there is no administrator');
  return found;
};

let here = '';
beforeAll(async () => {
  rig = await startApi();
  now = Date.now();
  here = await newConsole();
});
afterAll(async () => {
  for (const http of consoles) await http.stop();
  await rig.remove();
});
beforeEach(() => {
  // A day on: no session of the test before reaches into this one.
  now += 24 * hour;
});

const signIn = () => createApiClient(here).as('admin', adminPassword);

describe('a session', () => {
  it('says until when it holds, and ends 30 minutes after its last use', async () => {
    const { body } = await createApiClient(here).post('/api/auth/login', {
      username: 'admin',
      password: adminPassword,
    });
    expect(body.expiresAt).toBe(now + 30 * minute);
    const client = createApiClient(here, body.token);
    for (let uses = 0; uses < 3; uses++) {
      now += 30 * minute - 1;
      expect(await isIn(client)).toBe(true);
    }
    now += 30 * minute;
    expect(await isIn(client)).toBe(false);
  });

  it('ends after 12 hours, however much it is used', async () => {
    const client = await signIn();
    const begunAt = now;
    while (now + 20 * minute < begunAt + 12 * hour) {
      now += 20 * minute;
      expect(await isIn(client)).toBe(true);
    }
    now = begunAt + 12 * hour - 1;
    expect(await isIn(client)).toBe(true);
    now = begunAt + 12 * hour;
    expect(await isIn(client)).toBe(false);
  });

  it('ends in the same way at a console that has it from Redis only', async () => {
    const idle = await signIn();
    const elsewhere = await newConsole();
    now += 30 * minute - 1;
    expect(await isIn(createApiClient(elsewhere, idle.token))).toBe(true);
    // Used there just now, and still in Redis: what is stored says that it is over all the same.
    now += 30 * minute;
    expect(await isIn(createApiClient(await newConsole(), idle.token))).toBe(false);

    const used = await signIn();
    const begunAt = now;
    while (now + 20 * minute < begunAt + 12 * hour) {
      now += 20 * minute;
      expect(await isIn(used)).toBe(true);
    }
    now = begunAt + 12 * hour - 1;
    expect(await isIn(createApiClient(await newConsole(), used.token))).toBe(true);
    now = begunAt + 12 * hour;
    expect(await isIn(createApiClient(await newConsole(), used.token))).toBe(false);
  });

  it('that was ended at one console is refused at another 5 seconds later', async () => {
    const client = await signIn();
    const there = createApiClient(await newConsole(), client.token);
    expect(await isIn(there)).toBe(true);
    await client.post('/api/auth/logout');
    expect(await isIn(client)).toBe(false);
    now += 5 * second;
    expect(await isIn(there)).toBe(false);
  });

  it('is not kept alive by what only looks whether it is still there', async () => {
    const sessions = newSessions();
    const { token } = await sessions.begin(administrator());
    for (let looks = 0; looks < 29; looks++) {
      now += minute;
      expect(await sessions.check(token, false)).toMatchObject({ username: 'admin' });
    }
    now += minute;
    expect(await sessions.check(token, false)).toBe(null);
    expect(await sessions.check(token)).toBe(null);
  });

  it('is no longer in Redis 30 minutes after its last use', async () => {
    const client = await signIn();
    const lifetimes = () =>
      rig.redis.run(async (redis) => {
        const names = (await redis.keys('*')).filter((name) => /:session:/.test(name));
        return Promise.all(names.map((name) => redis.pttl(name)));
      });
    for (const used of [false, true]) {
      if (used) {
        now += 5 * minute;
        expect(await isIn(client)).toBe(true);
      }
      const left = await lifetimes();
      expect(left.length).toBeGreaterThan(0);
      for (const ms of left) {
        expect(ms).toBeGreaterThan(0);
        expect(ms).toBeLessThanOrEqual(30 * minute);
      }
    }
  });
});
