/** Whole stories: mails over SMTP, a real Redis, and a receiver that checks what it gets. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIncidentKeeper } from '../../../src-main/engine/fold/keeper.ts';
import { actOnIncident } from '../../../src-main/engine/fold/person.ts';
import type { Delivery } from '../../../src-shared/contract/alerts.ts';
import type { Incident } from '../../../src-shared/contract/incidents.ts';
import { type EngineRig, startEngine } from '../../support/engine-rig.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { kavenegarReply, type SmsStub, startSmsStub } from '../../support/sms-stub.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

let redis: RedisServer;
let sink: WebhookSink;
let rig: EngineRig;
let destinationId: string;

beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  sink = await startWebhookSink({ key: null });
  rig = await startEngine({ redisUrl: redis.url });
  destinationId = await rig.addDestination(await rig.addChannel('webhook', {}), { url: `${sink.url}/hook` });
  await rig.change((draft) => {
    draft.settings.defaultDestinationIds = [destinationId];
  });
});
afterEach(async () => {
  await rig.remove();
  await sink.stop();
  await redis.run((connection) => connection.flushall());
});

/** Sends a mail and waits until it is settled; answers its id. */
const mail = async (subject: string, body: string, more: object = {}): Promise<string> => {
  const id = await rig.mail({ subject, body, ...more });
  await rig.settled(id);
  return id;
};
/** All alerts go to one phone, and nowhere else. */
const tellByPhoneAlone = async ({ kavenegarKey, url }: SmsStub) => {
  const config = { provider: 'kavenegar', apiKey: kavenegarKey, apiBaseUrl: url };
  const pager = await rig.addDestination(await rig.addChannel('sms', config), { phone: '+989121234567' });
  await rig.change((draft) => {
    draft.settings.defaultDestinationIds = [pager];
  });
};
const onlyDelivery = async (alertId: string): Promise<Delivery> => {
  const owed = await rig.services.records.deliveries(alertId);
  expect(owed).toHaveLength(1);
  return owed[0]!;
};
const purposes = async (ids: string[]) =>
  Promise.all(ids.map(async (id) => (await onlyDelivery(id)).purpose));
const incidentOf = async (alertId: string): Promise<Incident> => {
  const item = await rig.services.records.item(alertId);
  const incident = await rig.services.incidents.whole(item?.incidentId ?? '');
  if (incident === null) throw new Error(`alert ${alertId} has no incident`);
  return incident;
};
const kinds = ({ timeline }: Incident) => timeline.map(({ kind }) => kind).filter((kind) => kind !== 'sent');
const keeperWith = (
  settings: Partial<{ staleAfterMs: number; remindAfterMs: number; reopenWindowMs: number }>,
) => {
  const { incidents, teller, ports } = rig.services;
  const all = { staleAfterMs: 86_400_000, remindAfterMs: 0, reopenWindowMs: 900_000, ...settings };
  return createIncidentKeeper({
    incidents,
    teller,
    settings: () => all,
    clock: ports.clock,
    logger: rig.logger,
  });
};

const zabbix = {
  problem: (value = '95 %') =>
    mail(
      'Problem: High CPU utilization',
      `Problem started at 10:00:01 on 2026.11.22\nProblem name: High CPU utilization\nHost: app07\nSeverity: Average\nOperational data: ${value}\nOriginal problem ID: 77\n`,
    ),
  update: () =>
    mail(
      'Updated problem in 3m: High CPU utilization',
      'Zabbix Administrator acknowledged problem at 2026.11.22 10:03:00.\nlooking\n\nCurrent problem status is PROBLEM, age is 3m, acknowledged: Yes.\nProblem name: High CPU utilization\nHost: app07\nSeverity: Average\nOriginal problem ID: 77\n',
    ),
  resolved: () =>
    mail(
      'Resolved in 9m: High CPU utilization',
      'Problem has been resolved at 10:09:10 on 2026.11.22\nProblem name: High CPU utilization\nProblem duration: 9m\nHost: app07\nSeverity: Average\nOriginal problem ID: 77\n',
    ),
};

describe('a Zabbix problem', () => {
  it('is one incident from the problem over the update and the acknowledgement to the recovery', async () => {
    const opened = await zabbix.problem();
    const again = await zabbix.problem('97 %');
    const acknowledged = await zabbix.update();
    const resolved = await zabbix.resolved();
    const incident = await incidentOf(opened);
    expect(kinds(incident)).toEqual(['opened', 'updated', 'acknowledged', 'resolved']);
    expect(incident).toMatchObject({
      id: opened,
      status: 'resolved',
      count: 4,
      host: 'app07',
      source: 'zabbix',
      firstAlertId: opened,
      lastAlertId: resolved,
      acknowledged: { by: 'zabbix' },
    });
    expect(await purposes([opened, again, acknowledged, resolved])).toEqual([
      'first',
      'update',
      'acknowledged',
      'resolved',
    ]);
    const items = await Promise.all(
      [again, acknowledged, resolved].map((id) => rig.services.records.item(id)),
    );
    expect(new Set(items.map((item) => item?.incidentId))).toEqual(new Set([opened]));
    expect(await rig.services.ledger.read()).toMatchObject({ accepted: 4, delivered: 4, balanced: true });
  });

  it('that says exactly the same again is counted and listed, not told', async () => {
    const opened = await zabbix.problem();
    const repeat = await zabbix.problem();
    expect(await rig.services.records.item(repeat)).toMatchObject({
      status: 'suppressed',
      suppressedBy: 'duplicate',
      incidentId: opened,
    });
    expect(await incidentOf(opened)).toMatchObject({ count: 2, repeats: 1 });
    expect((await rig.services.records.trace(repeat)).find(({ stage }) => stage === 'fold')).toMatchObject({
      outcome: 'repeated',
      detail: `says exactly what ${opened} said`,
    });
    expect(sink.requests).toHaveLength(1);
    expect(await rig.services.ledger.read()).toMatchObject({ suppressed: 1, delivered: 1, balanced: true });
  });

  it('that went nowhere is told when it is sent again after the rules or the destination were put right', async () => {
    const body = 'Problem name: Fan failed\nHost: sw07\nSeverity: Average\nOriginal problem ID: 3\n';
    await rig.change((draft) => {
      draft.settings.defaultDestinationIds = [];
    });
    const nowhere = await mail('Problem: Fan failed', body);
    const nowhereAgain = await mail('Problem: Fan failed', body);
    for (const id of [nowhere, nowhereAgain]) {
      expect(await rig.services.records.item(id)).toMatchObject({ status: 'unrouted', suppressedBy: null });
    }
    await rig.change((draft) => {
      draft.settings.defaultDestinationIds = [destinationId];
    });
    const routed = await mail('Problem: Fan failed', body);
    expect(await rig.services.records.item(routed)).toMatchObject({ status: 'delivered' });
    expect(await purposes([routed])).toEqual(['first']);
  });

  it('whose telling by SMS was given up is told by SMS anew at its next mail, and once', async () => {
    const sms = await startSmsStub();
    try {
      await tellByPhoneAlone(sms);
      const problem = (value: string) =>
        mail(
          'Problem: UPS on battery',
          `Problem name: UPS on battery\nHost: ups01\nSeverity: Disaster\nOperational data: ${value}\nOriginal problem ID: 12\n`,
        );
      sms.failAll({ kind: 'reply', reply: kavenegarReply(418, 'no credit') });
      const givenUp = await problem('90 %');
      expect(await rig.services.records.item(givenUp)).toMatchObject({ status: 'dead' });
      sms.failAll(null);
      const repeat = await problem('90 %');
      const later = await problem('80 %');
      expect(await purposes([repeat])).toEqual(['first']);
      expect(await rig.services.records.item(repeat)).toMatchObject({ status: 'delivered' });
      expect(await rig.services.records.item(later)).toMatchObject({ suppressedBy: 'folded' });
      expect(sms.outbox).toHaveLength(1);

      const [letter] = (await rig.services.deadLetters.list({ limit: 1 })).items;
      await rig.services.deadLetters.discard(letter?.id ?? '');
      expect(await rig.services.ledger.read()).toMatchObject({ waiting: 0, balanced: true });
    } finally {
      await sms.stop();
    }
  });

  it('whose telling was given up and tried again by a person is not begun once more', async () => {
    const sms = await startSmsStub();
    try {
      await tellByPhoneAlone(sms);
      sms.failAll({ kind: 'reply', reply: kavenegarReply(418, 'no credit') });
      const givenUp = await zabbix.problem();
      sms.failAll(null);
      const [letter] = (await rig.services.deadLetters.list({ limit: 1 })).items;
      await rig.services.deadLetters.retry(letter?.id ?? '');
      await rig.settled(givenUp);
      await until(() => sms.outbox.length === 1, 'the message is sent');
      const later = await zabbix.problem('99 %');
      expect(await rig.services.records.item(later)).toMatchObject({ suppressedBy: 'folded' });
      expect(sms.outbox).toHaveLength(1);
    } finally {
      await sms.stop();
    }
  });

  it('to other recipients is told where they are routed to, although it says the same', async () => {
    const dba = await rig.addDestination(await rig.addChannel('webhook', {}), { url: `${sink.url}/dba` });
    await rig.addRule({ match: { field: 'to', glob: 'dba@*' }, destinationIds: [dba] });
    const body = 'Problem name: Replication stopped\nHost: db01\nSeverity: High\nOriginal problem ID: 9\n';
    await mail('Problem: Replication stopped', body, { to: ['noc@example.net'] });
    const second = await mail('Problem: Replication stopped', body, { to: ['dba@example.net'] });
    const owed = await rig.services.records.deliveries(second);
    const byDestination = new Map(owed.map((delivery) => [delivery.destinationId, delivery.purpose]));
    expect(byDestination.get(dba)).toBe('first');
    expect(byDestination.get(destinationId)).toBe('update');
  });

  it('that comes back soon is the same incident, and told as flapping once', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await zabbix.problem(`${90 + i} %`), await zabbix.resolved());
    expect(await incidentOf(ids[0]!)).toMatchObject({
      flapping: true,
      reopened: 2,
      status: 'resolved',
      count: 6,
    });
    expect(await purposes(ids)).toEqual(['first', 'resolved', 'first', 'resolved', 'first', 'update']);

    await keeperWith({ reopenWindowMs: 0 }).run();
    const rested = await incidentOf(ids[0]!);
    expect(rested.flapping).toBe(false);
    const owed = await rig.services.records.deliveries(ids[5]!);
    expect(owed.map(({ purpose }) => purpose)).toEqual(['update', 'resolved']);
  });

  it('whose problem was never seen is kept closed and told once', async () => {
    const orphan = await zabbix.resolved();
    expect(await purposes([orphan])).toEqual(['first']);
    expect(await incidentOf(orphan)).toMatchObject({ status: 'resolved', count: 1 });
    expect(kinds(await incidentOf(orphan))).toEqual(['resolved']);
  });

  it('nobody reports on is stale, never resolved, and its recovery still resolves it', async () => {
    const opened = await zabbix.problem();
    await keeperWith({ staleAfterMs: 0 }).run();
    expect(await incidentOf(opened)).toMatchObject({ status: 'stale', resolvedAt: null });
    await zabbix.resolved();
    expect(await incidentOf(opened)).toMatchObject({ status: 'resolved' });
    expect(kinds(await incidentOf(opened))).toEqual(['opened', 'stale', 'resolved']);
  });
});

describe('a job that failed', () => {
  const failed = (host: string, guest = '101') =>
    mail(`vzdump backup status (${host}) : backup failed: job errors`, `${guest} db01 err 00:00:12 0 B`);
  const went = (host: string) =>
    mail(`vzdump backup status (${host}) : backup successful`, '101 db01 ok 00:03:12 1 GB');

  it('is over once a later run of it went well, each time, and told as over', async () => {
    const first = await failed('pve1');
    expect(await incidentOf(first)).toMatchObject({ status: 'open' });
    await went('pve1');
    expect(await incidentOf(first)).toMatchObject({ status: 'resolved' });
    const owed = await rig.services.records.deliveries((await incidentOf(first)).lastAlertId);
    expect(owed.map(({ purpose }) => purpose).sort()).toEqual(['first', 'resolved']);
    await failed('pve1');
    expect(await incidentOf(first)).toMatchObject({ status: 'open', reopened: 1 });
    await went('pve1');
    expect(await incidentOf(first)).toMatchObject({ status: 'resolved' });
  });

  it('is not over because another job went well', async () => {
    const first = await failed('pve1');
    await went('pve2');
    await mail('[Success] Nightly pve1 (1 objects)', 'Veeam Backup');
    expect(await incidentOf(first)).toMatchObject({ status: 'open' });
  });

  it('leaves no incident where nothing was wrong', async () => {
    const id = await went('pve1');
    expect((await rig.services.records.item(id))?.incidentId).toBeNull();
  });
});

describe('an open critical incident', () => {
  const critical = () => mail('** PROBLEM Host Alert: core-sw1 is DOWN **', 'Host: core-sw1\nState: DOWN\n');

  it('is told again until somebody acknowledges it', async () => {
    const id = await critical();
    const keeper = keeperWith({ remindAfterMs: 1 });
    const reminders = async () =>
      (await rig.services.records.deliveries(id)).filter(({ purpose }) => purpose === 'reminder').length;
    await until(async () => {
      await keeper.run();
      return (await reminders()) > 0;
    }, 'a reminder is owed');
    const { incidents, teller } = rig.services;
    const said = { by: 'sara', at: Date.now(), note: 'on my way' };
    expect(await actOnIncident({ incidents, teller }, id, 'acknowledge', said)).toMatchObject({
      status: 'acknowledged',
      acknowledged: said,
    });
    const before = await reminders();
    await keeper.run();
    expect(await reminders()).toBe(before);
    // Told but not noted as told: whoever looks next owes nothing twice.
    const incident = await incidents.get(id);
    const deliveries = await rig.services.records.deliveries(id);
    const owed = deliveries.find(({ purpose }) => purpose === 'acknowledged');
    if (incident === null || owed === undefined) throw new Error('nobody was owed the acknowledgement');
    const { purpose, reason, incidentRevision: revision } = owed;
    await teller.ofIncident(incident, { incidentId: id, alertId: id, revision, purpose, reason });
    expect(await rig.services.records.deliveries(id)).toHaveLength(deliveries.length);
    await until(
      async () =>
        (await rig.services.records.deliveries(id)).some(
          ({ purpose, state }) => purpose === 'acknowledged' && state === 'delivered',
        ),
      'those who know of it are told that somebody is on it',
    );
  });
});

describe('a group of Alertmanager', () => {
  const section = (title: string, hosts: string[]) =>
    hosts.length === 0
      ? ''
      : `<p><strong>[${hosts.length}] ${title}</strong></p>${hosts
          .map(
            (host) =>
              `<p><strong>Labels</strong><br/>alertname = NodeDown<br/>instance = ${host}<br/>severity = warning<br/><strong>Annotations</strong><br/>summary = ${host} does not answer<br/></p>`,
          )
          .join('')}`;
  const group = async (firing: string[], resolved: string[] = []) => {
    const state = firing.length > 0 ? `FIRING:${firing.length}` : `RESOLVED`;
    const id = await rig.mail({
      from: 'alertmanager@mon.example',
      raw: [
        'From: alertmanager@mon.example',
        'To: noc@example.net',
        `Subject: [${state}] NodeDown (node warning)`,
        'MIME-Version: 1.0',
        'Content-Type: text/html; charset=UTF-8',
        '',
        `<html><body>${firing.length + resolved.length} alerts for alertname=NodeDown${section('Firing', firing)}${section('Resolved', resolved)}<a href="http://am.example:9093/#/alerts?receiver=mail">View in Alertmanager</a></body></html>`,
        '',
      ].join('\r\n'),
    });
    await rig.settled(id);
    return id;
  };

  it('grows, shrinks and ends as one incident, also where its last alert is told of alone', async () => {
    const opened = await group(['web01', 'web02']);
    const grown = await group(['web01', 'web02', 'web03']);
    const shrunk = await group(['web02', 'web03'], ['web01']);
    const fewer = await group(['web03'], ['web02']);
    const last = await group([], ['web03']);
    const incident = await incidentOf(opened);
    expect(incident).toMatchObject({ source: 'alertmanager', status: 'resolved', count: 5 });
    expect(await purposes([opened, grown, shrunk, fewer, last])).toEqual([
      ...['first', 'first', 'update', 'update', 'resolved'],
    ]);
    expect(kinds(incident)).toEqual(['opened', 'updated', 'updated', 'updated', 'resolved']);
    expect(new Set(incident.members.map(({ state }) => state))).toEqual(new Set(['resolved']));
    expect(incident.members).toHaveLength(3);
  });

  it('that names an alert which was told alone before ends that incident with its own words', async () => {
    const alone = await group(['web01']);
    const together = await group(['web01', 'web02']);
    expect((await incidentOf(together)).id).not.toBe((await incidentOf(alone)).id);
    const over = await group(['web02'], ['web01']);
    expect(await incidentOf(alone)).toMatchObject({ status: 'resolved' });
    expect(await incidentOf(together)).toMatchObject({ status: 'open' });
    const owed = await rig.services.records.deliveries(over);
    expect(owed.map(({ purpose, incidentId }) => [purpose, incidentId]).sort()).toEqual(
      [
        ['update', together],
        ['resolved', alone],
      ].sort(),
    );
  });
});

describe('mails of different hosts', () => {
  it('are never taken for repeats, however late in the body the host stands', async () => {
    const filler = 'checking the next of many things, all of them the same\n'.repeat(300);
    const one = await mail('Backup failed', `${filler}Host: nas01\n`);
    const other = await mail('Backup failed', `${filler}Host: nas02\n`);
    for (const id of [one, other]) {
      expect(await rig.services.records.item(id)).toMatchObject({ status: 'delivered' });
    }
    expect(sink.taken.size).toBe(2);
  });
});

describe('a worker that ends in between', () => {
  it('leaves an alert that counts once when its job runs again', async () => {
    const opened = await zabbix.problem();
    const { incidents, records } = rig.services;
    const again = await zabbix.problem('96 %');
    const before = await incidents.get(opened);
    // As after a crash between folding and owing: the record says it waits, its job is there again.
    await redis.run(async (connection) => {
      await connection.hset(`{alertflow}:alert:${again}`, 'status', 'waiting');
      await connection.hdel(`{alertflow}:alert:${again}`, 'told');
    });
    await rig.services.pipeline.alertJob(again);
    expect(await incidents.get(opened)).toEqual(before);
    expect(before).toMatchObject({ count: 2 });
    expect((await records.deliveries(again)).map(({ purpose }) => purpose)).toEqual(['update']);
  });
});

describe('a Redis that lost everything', () => {
  it('gets its incidents back from the spool, and nobody is told again', async () => {
    const opened = await zabbix.problem();
    await zabbix.problem('97 %');
    const requests = sink.requests.length;
    await until(
      () => [...(rig.services.spool?.unsettled() ?? [])].length === 0,
      'all is settled in the spool',
    );
    await redis.run((connection) => connection.flushall());
    const restored = await until(
      async () => {
        const incident = await rig.services.incidents.whole(opened);
        return incident?.count === 2 ? incident : null;
      },
      'the incident is there again',
      20_000,
    );
    expect(restored).toMatchObject({ status: 'open', host: 'app07' });
    // What people knew of its silence is lost; that is no news.
    const { incidents } = rig.services;
    await until(async () => {
      await keeperWith({ staleAfterMs: 1 }).run();
      return (await incidents.get(opened))?.status === 'stale';
    }, 'it is stale');
    const resolved = await zabbix.resolved();
    expect(await incidentOf(resolved)).toMatchObject({ id: opened, status: 'resolved' });
    expect(await purposes([resolved])).toEqual(['resolved']);
    expect(sink.requests).toHaveLength(requests + 1);
    // Remotes order what they hear by it.
    expect((await incidents.get(opened))?.revision).toBeGreaterThan(1_000_000_000);
  });
});
