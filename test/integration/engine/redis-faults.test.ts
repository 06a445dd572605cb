import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { words } from '../../../src-main/engine/notify/notification-words.ts';
import { type EngineRig, startEngine } from '../../support/engine-rig.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { startTelegramStub } from '../../support/telegram-stub.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

let redis: RedisServer;
let sink: WebhookSink;
let rig: EngineRig;

beforeEach(async () => {
  redis = await startRedisServer();
  sink = await startWebhookSink({ key: null });
  rig = await startEngine({ redisUrl: redis.url });
  const destinationId = await rig.addDestination(await rig.addChannel('webhook', {}), {
    url: `${sink.url}/hook`,
  });
  await rig.change((draft) => {
    draft.settings.defaultDestinationIds = [destinationId];
  });
});
afterEach(async () => {
  await rig.remove();
  await sink.stop();
  await redis.stop();
});

/** Sends mails one after the other and answers the ids that were confirmed. */
const mailAway = async (count: number, subject: string): Promise<string[]> => {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push(await rig.mail({ subject: `${subject} ${i}` }));
  return ids;
};

const told = (): Set<unknown> =>
  new Set([...sink.taken.values()].map((body) => (body as { alertId: string }).alertId));

const allTold = (ids: string[]) =>
  until(() => ids.every((id) => told().has(id)), `all ${ids.length} alerts were told`, 90_000);

const balanced = () =>
  until(
    async () => {
      const ledger = await rig.services.ledger.read();
      return ledger.balanced && ledger.waiting === 0 ? ledger : null;
    },
    'the ledger balances with nothing waiting',
    60_000,
  );

describe('mail while Redis fails', () => {
  it('is accepted while Redis is away and told when it is back, each alert once', async () => {
    const before = await mailAway(3, 'before');
    await allTold(before);
    await redis.kill();
    const during = await mailAway(20, 'during');
    const health = await rig.services.health();
    expect(health.smtp.state).toBe('ok');
    await until(
      async () => (await rig.services.health()).redis.state === 'down',
      'health says that Redis is down',
    );
    expect(await rig.services.ledger.read()).toMatchObject({ accepted: 23, balanced: true });
    await redis.restart();
    await allTold([...before, ...during]);
    expect(sink.taken.size).toBe(23);
    expect(await balanced()).toMatchObject({ accepted: 23, delivered: 23 });
  });

  it('survives a Redis that is killed again and again under load: nothing lost, nothing stuck', async () => {
    const ids: string[] = [];
    for (let round = 0; round < 4; round++) {
      const sending = mailAway(15, `round ${round}`);
      await until(() => sink.requests.length > round * 5, 'something was told');
      await redis.kill();
      await redis.restart();
      ids.push(...(await sending));
    }
    await allTold(ids);
    expect(await balanced()).toMatchObject({ accepted: 60, delivered: 60 });
    expect(await rig.services.ledger.recount()).toEqual([]);
  });

  it('restores configuration, ledger and history when Redis is emptied while mail flows', async () => {
    const before = await mailAway(5, 'settled before');
    await allTold(before);
    await until(
      () => rig.services.spool?.summary().byStatus.delivered === 5,
      'the spool knows that they were told',
    );
    const sending = mailAway(20, 'meanwhile');
    await redis.run((connection) => connection.flushall());
    const meanwhile = await sending;
    await allTold(meanwhile);
    expect(await balanced()).toMatchObject({ accepted: 25, delivered: 25 });
    expect(rig.services.config.current().destinations).toHaveLength(1);
    await until(
      async () => (await rig.services.records.get(before[0] ?? ''))?.head.subject === 'settled before 0',
      'the history is restored',
    );
    expect((await rig.services.records.get(before[0] ?? ''))?.status).toBe('delivered');
    expect(rig.logger.records.map(({ message }) => message)).toContain(
      'Redis held no configuration: restored from the snapshot',
    );
    const again = sink.requests.filter(({ body }) => before.includes(JSON.parse(body).alertId)).length;
    expect(again).toBe(5);
    await until(async () => (await rig.services.ledger.recount()).length === 0, 'counters and records agree');
  });

  it('does not bring back at a restart what has left the history', async () => {
    const [gone = '', kept = ''] = await mailAway(2, 'settled');
    await allTold([gone, kept]);
    await until(
      () => rig.services.spool?.summary().byStatus.delivered === 2,
      'the spool knows that they were told',
    );
    expect(await rig.services.records.drop([gone])).toBe(1);
    await rig.stop();
    rig = await startEngine({ redisUrl: redis.url, dataDir: rig.dataDir });
    // What is to be restored begins with the first beat, and is done one after the other.
    await allTold(await mailAway(1, 'after the restart'));
    const { records } = rig.services;
    expect(await records.statuses([gone, kept])).toEqual([null, 'delivered']);
    expect(await redis.run((connection) => connection.exists('{alertflow}:restores-owed'))).toBe(0);
  });

  it('says in a second telling after Redis lost everything that it may be a repeat, and only there', async () => {
    const telegram = await startTelegramStub();
    telegram.addChat('-100');
    const channelId = await rig.addChannel('telegram', {
      botToken: telegram.token,
      apiBaseUrl: telegram.url,
    });
    const destinationId = await rig.addDestination(channelId, { chatId: '-100' });
    await rig.change((draft) => {
      draft.settings.defaultDestinationIds = [destinationId];
    });
    telegram.failNext({ kind: 'hang after' });
    const [told = ''] = await mailAway(1, 'told before');
    await until(() => telegram.messages.length === 1, 'it is told, which nobody noted');
    await redis.run((connection) => connection.flushall());
    await redis.kill();
    const [waiting = ''] = await mailAway(1, 'never handed over');
    await redis.restart();
    await until(() => telegram.messages.length === 3, 'both are told', 30_000);
    for (const id of [told, waiting]) expect((await rig.settled(id, 30_000)).status).toBe('delivered');
    const texts = (subject: string) =>
      telegram.messages.map(({ text }) => text).filter((text) => text.includes(subject));
    const isMarked = (text: string) => text.includes(words('en').possibleRepeat);
    expect(texts('told before').map(isMarked)).toEqual([false, true]);
    expect(texts('never handed over').map(isMarked)).toEqual([false]);
    await telegram.stop();
  });

  it('keeps what waits for its next attempt when Redis is emptied', async () => {
    await rig.change((draft) => {
      draft.settings.retryDelaysMs = [1000, 1000, 1000];
    });
    sink.failNext({ kind: 'reply', reply: { status: 503, body: 'later' } });
    const [id] = await mailAway(1, 'retry');
    await until(() => sink.requests.length === 1, 'the first attempt was made');
    await redis.run((connection) => connection.flushall());
    await allTold([id ?? '']);
    expect(await balanced()).toMatchObject({ accepted: 1, delivered: 1 });
  });

  it('keeps dead letters when Redis is emptied', async () => {
    sink.failNext({ kind: 'reply', reply: { status: 404, body: 'gone' } });
    const [id] = await mailAway(1, 'dead');
    expect((await rig.settled(id ?? '')).status).toBe('dead');
    await until(() => rig.services.spool?.summary().byStatus.dead === 1, 'the spool knows of it');
    sink.failNext({ kind: 'reply', reply: { status: 404, body: 'gone' } });
    await redis.run((connection) => connection.flushall());
    await until(
      async () => (await rig.services.deadLetters.count()) === 1,
      'it is a dead letter again',
      60_000,
    );
    expect(await balanced()).toMatchObject({ accepted: 1, dead: 1 });
  });

  it('goes on after Redis hung', async () => {
    redis.signal('SIGSTOP');
    const ids = await mailAway(5, 'hung');
    await until(
      async () => (await rig.services.health()).redis.state === 'down',
      'health says that Redis is down',
      20_000,
    );
    redis.signal('SIGCONT');
    await allTold(ids);
    expect(await balanced()).toMatchObject({ accepted: 5, delivered: 5 });
  });
});
