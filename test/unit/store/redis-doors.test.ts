import { expect, it } from 'vitest';
import { judgeUrl, type Surroundings } from '../../../src-main/engine/egress-policy.ts';
import { doorsOfRedis } from '../../../src-main/engine/store/redis-doors.ts';

it.each([
  ['redis://:pw@10.0.0.5:6380/1', ['10.0.0.5:6380']],
  ['redis+sentinel://:pw@10.0.0.5,10.0.0.6:26380/main', ['10.0.0.5:26379', '10.0.0.6:26380']],
  ['redis+cluster://10.0.0.7', ['10.0.0.7:6379']],
  ['unix:///run/redis.sock', []],
])('the doors of %s', async (url, expected) => {
  const doors = (await doorsOfRedis(url)).map(({ host, port }) => `${host}:${port}`);
  expect([...new Set(doors)]).toEqual(expected);
});

it('of a name are its addresses too, and none of them is a target', async () => {
  const ownPorts = await doorsOfRedis('redis://localhost:6399');
  expect(ownPorts.map(({ host }) => host)).toContain('localhost');
  expect(ownPorts.length).toBeGreaterThan(1);
  const remote = await doorsOfRedis('redis://10.0.0.5:6380');
  const surroundings: Surroundings = { ownPorts: remote, ownAddresses: [], allowedPrivateHosts: [] };
  expect(judgeUrl('http://10.0.0.5:6380/', surroundings)).toMatchObject({ kind: 'refused' });
  expect(judgeUrl('http://10.0.0.5:6381/', surroundings)).toMatchObject({ kind: 'allowed' });
});
