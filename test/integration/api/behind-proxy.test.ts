/** What a client behind a proxy may say of itself, and how long strangers can keep a user out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainRequest } from '../../support/api-client.ts';
import { type ApiRig, adminPassword, startApi } from '../../support/api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await startApi({ http: { behindProxy: true } });
});
afterAll(() => rig.remove());

const login = async (username: string, password: string, forwardedFor: string): Promise<number> => {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': forwardedFor };
  const body = JSON.stringify({ username, password });
  return (await plainRequest(`${rig.url}/api/auth/login`, 'POST', headers, body)).status;
};
const counted = (answers: number[]) =>
  Object.fromEntries(
    [...Map.groupBy(answers, (status) => status)].map(([status, all]) => [status, all.length]),
  );

describe('a client behind a proxy', () => {
  it('cannot choose the address that limits are counted for', async () => {
    const answers: number[] = [];
    for (let i = 0; i < 30; i++)
      answers.push(await login(`nobody-${i}`, 'a wrong password', `10.9.8.${i}, 203.0.113.9`));
    expect(counted(answers)).toEqual({ 401: 20, 429: 10 });
    expect(await login('nobody', 'a wrong password', '203.0.113.10')).toBe(401);
  });

  it('of IPv6 is counted by its network', async () => {
    const answers: number[] = [];
    for (let i = 0; i < 22; i++)
      answers.push(await login(`no-one-${i}`, 'a wrong password', `2001:db8:1:2::${(i + 1).toString(16)}`));
    expect(counted(answers)).toEqual({ 401: 20, 429: 2 });
  });
});

describe('an account that strangers try', () => {
  it('is open to its user from where it was signed in before, with limits of its own', async () => {
    expect(await login('admin', adminPassword, '198.51.100.7')).toBe(200);
    const answers: number[] = [];
    for (let i = 0; i < 8; i++) answers.push(await login('admin', 'a wrong password', `192.0.2.${i + 1}`));
    expect(counted(answers)).toEqual({ 401: 5, 429: 3 });
    expect(await login('admin', adminPassword, '192.0.2.200')).toBe(429);
    expect(await login('admin', adminPassword, '198.51.100.7')).toBe(200);
    const tries: number[] = [];
    for (let i = 0; i < 7; i++) tries.push(await login('admin', 'a wrong password', '198.51.100.7'));
    expect(counted(tries)).toEqual({ 401: 5, 429: 2 });
  });
});
