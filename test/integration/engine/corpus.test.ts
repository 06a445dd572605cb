import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertMails, type CorpusMail, foreignMails, hostileMails } from '../../support/corpus.ts';
import { type EngineRig, startEngine } from '../../support/engine-rig.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

let redis: RedisServer;
let sink: WebhookSink;
let rig: EngineRig;

beforeAll(async () => {
  redis = await startRedisServer();
  sink = await startWebhookSink({ key: null });
  rig = await startEngine({ redisUrl: redis.url });
  const destinationId = await rig.addDestination(await rig.addChannel('webhook', {}), {
    url: `${sink.url}/hook`,
  });
  await rig.change((draft) => {
    draft.settings.defaultDestinationIds = [destinationId];
    // Some of them say exactly the same.
    draft.settings.duplicateWindowMs = 0;
  });
});
afterAll(async () => {
  await rig.remove();
  await sink.stop();
  await redis.stop();
});

/** Sends them over SMTP and answers those that did not become an alert that was told. */
const untold = async (mails: CorpusMail[]): Promise<string[]> => {
  const failed: string[] = [];
  for (const { file, raw } of mails) {
    const id = await rig.mail({ from: 'tool@mon.example', raw });
    const record = await rig.settled(id, 30_000);
    const wasTold = [...sink.taken.values()].some((body) => (body as { alertId: string }).alertId === id);
    if (record.status !== 'delivered' || record.mail === null || !wasTold)
      failed.push(`${file}: ${record.status}`);
  }
  return failed;
};

const foreign = foreignMails();

describe('a real mail, from SMTP to the people', () => {
  it('becomes an alert: the genuine mails of monitoring tools', { timeout: 120_000 }, async () => {
    const mails = alertMails();
    expect(mails).toHaveLength(64);
    expect(await untold(mails)).toEqual([]);
  });

  it('becomes an alert: hostile mails', { timeout: 240_000 }, async () => {
    expect(await untold(hostileMails(1))).toEqual([]);
  });

  it.skipIf(foreign === null)(
    'becomes an alert: messages of other projects',
    { timeout: 300_000 },
    async () => {
      expect(await untold(foreign ?? [])).toEqual([]);
      expect(foreign?.length).toBeGreaterThan(100);
    },
  );

  it('balances the ledger over all of them', async () => {
    const ledger = await rig.services.ledger.read();
    expect(ledger).toMatchObject({ balanced: true, waiting: 0, dead: 0, unrouted: 0 });
    expect(ledger.delivered).toBe(ledger.accepted);
  });
});
