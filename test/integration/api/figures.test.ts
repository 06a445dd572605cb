import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiRig, startApi } from '../../support/api-rig.ts';
import { until } from '../../support/until.ts';

let rig: ApiRig;

beforeAll(async () => {
  rig = await startApi();
  for (const host of ['db1', 'db1', 'web1']) {
    const subject = `PROBLEM: ${host} is DOWN CRITICAL`;
    await rig.settled(await rig.mail({ subject, from: `nagios@${host}.example`, body: `${subject}\n` }));
  }
});
afterAll(() => rig.remove());

describe('figures over alerts', () => {
  it('come with the list where asked for, of all that fit and not of the page alone', async () => {
    const list = async (query: string) => (await rig.operator.get(`/api/alerts?${query}`)).body;
    const { items, facets, nextCursor } = await until(async () => {
      const body = await list('facets=true&limit=1&q=down');
      return body.facets === null ? null : body;
    }, 'the alerts are counted');
    expect(items).toHaveLength(1);
    expect(facets).toMatchObject({
      total: 3,
      status: { unrouted: 3, delivered: 0 },
      senders: [
        { value: 'nagios@db1.example', count: 2 },
        { value: 'nagios@web1.example', count: 1 },
      ],
    });
    expect(facets.severity.critical + facets.severity.high + facets.severity.medium).toBe(3);
    const narrowed = await list(`facets=true&from=*@db1*&cursor=${nextCursor}`);
    expect([narrowed.items.length, narrowed.facets.total]).toEqual([2, 2]);
    expect((await list('facets=false')).facets).toBeUndefined();
    expect((await rig.operator.get('/api/alerts?facets=perhaps')).body.field).toBe('facets');
  });

  it('show at once what a mail or a person changed', async () => {
    const subject = 'PROBLEM: mail1 is DOWN';
    await rig.settled(await rig.mail({ subject, from: 'nagios@mail1.example', body: `${subject}\n` }));
    const { body } = await rig.operator.get('/api/alerts?q=mail1&facets=true');
    expect([body.items[0].subject, body.facets.total]).toEqual([subject, 1]);
    const { id } = body.items[0];
    await rig.operator.post(`/api/alerts/${id}/acknowledge`, { note: 'mine' });
    const again = await rig.operator.get('/api/alerts?q=mail1');
    expect(again.body.items[0].acknowledged).toMatchObject({ by: 'op', note: 'mine' });
  });

  it('are counted over time, by default the last 24 hours', async () => {
    const { status, body } = await rig.operator.get('/api/statistics');
    expect([status, body.blocks.length, body.blockMs]).toEqual([200, 24, 3_600_000]);
    expect([body.received, body.blocks.at(-1).received, body.delivery.latency]).toEqual([4, 4, null]);
    const since = new Date(Date.now() - 7 * 86_400_000).toISOString();
    const week = (await rig.operator.get(`/api/statistics?blocks=7&since=${since}`)).body;
    expect([week.blocks.length, week.received, week.senders[0]]).toEqual([
      7,
      4,
      { value: 'nagios@db1.example', count: 2 },
    ]);
  });

  it.each([
    ['blocks=0', 'blocks'],
    ['blocks=401', 'blocks'],
    ['since=yesterday', 'since'],
    ['since=2000&until=1000', 'since'],
  ])('are refused for %s naming %s', async (query, field) => {
    const answer = await rig.operator.get(`/api/statistics?${query}`);
    expect([answer.status, answer.body.field]).toEqual([400, field]);
  });
});
