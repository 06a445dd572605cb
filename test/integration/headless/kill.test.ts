import { afterEach, describe, expect, it } from 'vitest';
import { createApiClient } from '../../support/api-client.ts';
import { sendMail } from '../../support/send-mail.ts';
import { createServeFolder, type ServeFolder } from '../../support/serve-program.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

const environment = { ALERTFLOW_ADMIN_PASSWORD: 'preset for this test' };
const rounds = Number(process.env.KILL_ROUNDS ?? 50);
const senders = 4;

let folder: ServeFolder;
let sink: WebhookSink;
afterEach(async () => {
  await folder.remove();
  await sink.stop();
});

interface Books {
  /** Subjects ever sent, confirmed or not. */
  sent: Set<string>;
  /** Subject by the id that `250` gave. */
  confirmed: Map<string, string>;
}

/** Sends from several clients until told to stop; what was not confirmed may or may not have arrived. */
const sendUntil = async (port: number, books: Books, round: number, isOver: () => boolean): Promise<void> => {
  const one = async (sender: number) => {
    for (let n = 0; !isOver(); n++) {
      const subject = `alert ${round}.${sender}.${n}`;
      books.sent.add(subject);
      await sendMail(
        port,
        { subject, headers: { 'Message-ID': `<${round}.${sender}.${n}@test>` } },
        5000,
      ).then(
        (id) => void books.confirmed.set(id, subject),
        () => new Promise((resolve) => setTimeout(resolve, 10)),
      );
    }
  };
  await Promise.all(Array.from({ length: senders }, (_, sender) => one(sender)));
};

describe('the whole program, killed', () => {
  it(`loses no accepted alert in ${rounds} kills under load, tells each once, and its ledger balances`, {
    timeout: 600_000,
  }, async () => {
    folder = createServeFolder();
    sink = await startWebhookSink({ key: null });
    const books: Books = { sent: new Set(), confirmed: new Map() };

    let served = folder.run([], environment);
    let runtime = await served.ready();
    const admin = await createApiClient(runtime.httpUrl).as('admin', environment.ALERTFLOW_ADMIN_PASSWORD);
    const channel = await admin.post('/api/channels', { name: 'hook', kind: 'webhook', config: {} });
    const destination = await admin.post('/api/destinations', {
      name: 'hook',
      channelId: channel.body.id,
      address: { url: `${sink.url}/hook` },
    });
    const set = await admin.patch('/api/settings', { defaultDestinationIds: [destination.body.id] });
    expect(set.status).toBe(200);

    for (let round = 0; round < rounds; round++) {
      let isOver = false;
      const before = books.confirmed.size;
      const sending = sendUntil(runtime.smtpPort, books, round, () => isOver);
      const target = before + 1 + Math.floor(Math.random() * 25);
      await until(() => books.confirmed.size >= target, `round ${round}: mail is confirmed`, 30_000);
      served.signal('SIGKILL');
      await served.ended;
      isOver = true;
      await sending;
      served = folder.run([], environment);
      runtime = await served.ready();
    }

    const told = () => [...sink.taken.values()].map((body) => (body as { alertId: string }).alertId);
    const missing = () => {
      const ids = new Set(told());
      return [...books.confirmed.keys()].filter((id) => !ids.has(id));
    };
    await until(() => missing().length === 0, 'every confirmed alert was told', 120_000);

    const again = await createApiClient(runtime.httpUrl).as('admin', environment.ALERTFLOW_ADMIN_PASSWORD);
    const ledger = await until(
      async () => {
        const { body } = await again.get('/api/ledger');
        return body.waiting === 0 && body.balanced ? body : null;
      },
      'the ledger balances with nothing waiting',
      120_000,
    );
    const subjects = [...sink.taken.values()].map((body) => (body as { subject: string }).subject);
    expect(subjects.filter((subject) => !books.sent.has(subject))).toEqual([]);
    expect(new Set(told()).size).toBe(told().length);
    expect(ledger.delivered).toBe(told().length);
    expect(ledger.accepted).toBe(told().length);
    expect(ledger.accepted).toBeGreaterThanOrEqual(books.confirmed.size);
    console.log(
      `${rounds} kills: ${books.confirmed.size} confirmed, ${ledger.accepted} accepted, 0 lost, ${sink.repeats} repeats recognised by their id`,
    );
  });
});
