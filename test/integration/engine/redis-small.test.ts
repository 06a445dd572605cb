import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EngineRig, startEngine } from '../../support/engine-rig.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

const mebibyte = 1024 ** 2;

let redis: RedisServer;
let sink: WebhookSink;
let rig: EngineRig;

beforeEach(async () => {
  redis = await startRedisServer(['--maxmemory', '24mb']);
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

const toldIds = () => [...sink.taken.values()].map((body) => (body as { alertId: string }).alertId);

/** A report with an attachment of this size behind its text. */
const largeMail = (bytes: number): string =>
  [
    'From: backup@store.example',
    'To: noc@example.net',
    'Subject: CRITICAL: backup of db01 failed',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'no space left on store02',
    '--b',
    'Content-Type: application/octet-stream; name=log.bin',
    'Content-Transfer-Encoding: base64',
    '',
    ...Array.from({ length: Math.ceil(bytes / 74) }, () => 'QUFB'.repeat(18)),
    '--b--',
    '',
  ].join('\r\n');

/** Mails that the spool holds and Redis does not, while something holds feeding up. */
const unfed = async (): Promise<number> => {
  const { problems } = await rig.services.health();
  return Number(problems.find(({ code }) => code === 'spool_waits')?.params?.count ?? 0);
};

describe('a Redis smaller than the mail', () => {
  it('holds up neither a mail larger than itself nor those behind it', async () => {
    const large = await rig.mail({ raw: largeMail(20 * mebibyte) });
    const small: string[] = [];
    for (let i = 0; i < 3; i++) small.push(await rig.mail({ subject: `CRITICAL: small ${i}` }));
    await until(() => [large, ...small].every((id) => toldIds().includes(id)), 'all were told', 30_000);
    const record = await rig.services.records.get(large);
    expect(record?.mail?.text).toContain('no space left on store02');
    expect(record?.mail?.attachments).toMatchObject([{ name: 'log.bin' }]);
    expect(record?.mail?.attachments[0]?.sizeBytes).toBeGreaterThan(14 * mebibyte);
  }, 60_000);

  it('filled by others until it refuses every write, costs time and no alert', async () => {
    const ids = [await rig.mail({ subject: 'before' })];
    await until(() => toldIds().length === 1, 'the first is told');
    await redis.run(async (connection) => {
      for (let i = 0, bytes = mebibyte; bytes >= 64; i++) {
        await connection.set(`ballast-${i}`, Buffer.alloc(bytes)).catch(() => {
          bytes /= 2;
        });
      }
    });
    for (let i = 0; i < 30; i++) ids.push(await rig.mail({ subject: `CRITICAL: during ${i}` }));
    await until(async () => (await unfed()) > 0, 'they wait in the spool', 30_000);
    await redis.run(async (connection) => connection.del(await connection.keys('ballast-*')));
    await until(() => new Set(toldIds()).size === ids.length, 'all were told', 60_000);
    await until(
      async () => {
        const ledger = await rig.services.ledger.read();
        return ledger.balanced && ledger.waiting === 0 && ledger.delivered + ledger.suppressed === ids.length;
      },
      'the ledger balances',
      60_000,
    );
  }, 120_000);

  it('filled by its own alerts, lets the oldest go from the history and takes the next', async () => {
    const text = 'A line of the report that comes with it.\n'.repeat(250);
    const ids: string[] = [];
    let left = 2_000;
    const sender = async () => {
      while (left-- > 0) ids.push(await rig.mail({ subject: `CRITICAL: disk of host${left}a`, body: text }));
    };
    await Promise.all(Array.from({ length: 10 }, sender));
    await until(() => new Set(toldIds()).size === ids.length, 'all were told', 150_000);
    await until(
      async () => (await rig.services.ledger.read()).delivered === ids.length,
      'all are accounted',
      60_000,
    );
    const ledger = await rig.services.ledger.read();
    expect(ledger).toMatchObject({ accepted: ids.length, balanced: true, waiting: 0 });
    // More than it can hold: some are no longer in the history.
    expect(await rig.services.records.count()).toBeLessThan(ids.length);
    expect(await rig.services.records.count()).toBeGreaterThan(100);
  }, 240_000);

  it('takes several large mails at a time', async () => {
    const mails = await Promise.all(
      Array.from({ length: 6 }, (_, i) => rig.mail({ raw: largeMail(5 * mebibyte + i * 1000) })),
    );
    await until(() => mails.every((id) => toldIds().includes(id)), 'all were told', 45_000);
    expect(await rig.services.ledger.read()).toMatchObject({ accepted: 6, balanced: true });
  }, 60_000);
});
