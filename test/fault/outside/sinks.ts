/**
 * The remote ends: a Telegram server, a Matrix homeserver, a webhook receiver and an SMS gateway in a process of their
 * own, which write every delivery down as they take it. Usage: node sinks.ts BOOK. Prints its addresses as one line of
 * JSON, then takes one `SinkCommand` a line on standard input. Ends with its input.
 */
import { openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { startMatrixStub } from '../../support/matrix-stub.ts';
import { startModelStub } from '../../support/model-stub.ts';
import type { Received, RemoteFault, RemoteStub } from '../../support/remote-stub.ts';
import { startSmsStub } from '../../support/sms-stub.ts';
import { startTelegramStub } from '../../support/telegram-stub.ts';
import { startWebhookSink } from '../../support/webhook-sink.ts';
import type { ChannelName, SinkEntry } from '../support/books.ts';
import { chats, markersIn } from '../support/marker.ts';

export interface SinkAddresses {
  telegram: { url: string; token: string; chatIds: string[] };
  matrix: { url: string; token: string; roomIds: string[] };
  webhook: { url: string };
  /** Another receiver, whose book is no channel's. */
  elsewhere: { url: string };
  sms: { url: string; apiKey: string; phones: string[] };
  /** An OpenAI-compatible model. */
  model: { url: string };
}

/** `next`: what the coming requests meet, one each; `all`: what every request meets, until null. */
export type SinkCommand = { channel: ChannelName; all?: RemoteFault | null; next?: RemoteFault[] };

const book = openSync(process.argv[2] ?? '', 'a');
const repeatWords = /possible repeat/i;

const note = (entry: Omit<SinkEntry, 'at' | 'markedRepeat'> & { text: string }) => {
  const { text, ...rest } = entry;
  writeSync(book, `${JSON.stringify({ ...rest, at: Date.now(), markedRepeat: repeatWords.test(text) })}\n`);
};

/** Calls for everything that is put into the list, and keeps only the newest of it. */
const watch = <T>(list: T[], keep: number, see: (item: T) => void) => {
  list.push = (...items: T[]) => {
    for (const item of items) {
      see(item);
      Array.prototype.push.call(list, item);
    }
    if (list.length > keep) list.splice(0, list.length - keep);
    return list.length;
  };
};

const telegram = await startTelegramStub();
const chatIds = Array.from({ length: chats }, (_, chat) => String(1001 + chat));
for (const chatId of chatIds) telegram.addChat(chatId);
watch(telegram.messages, 20_000, ({ text }) =>
  note({ channel: 'telegram', kind: 'message', markers: markersIn(text), alertId: null, text }),
);
watch(telegram.requests, 0, ({ url, body }: Received) => {
  if (!/editMessageText$/i.test(url.pathname)) return;
  note({ channel: 'telegram', kind: 'edit', markers: markersIn(body), alertId: null, text: body });
});

const matrix = await startMatrixStub('matrix-token');
const roomIds = chatIds.map((chatId) => `!${chatId}:example.net`);
for (const roomId of roomIds) {
  matrix.rooms.set(roomId, { joined: true, mayJoin: true, encrypted: false, aliases: [] });
}
watch(matrix.events, 50_000, ({ content }) => {
  const text = JSON.stringify(content);
  const kind = content['m.relates_to'] === undefined ? 'message' : 'edit';
  note({ channel: 'matrix', kind, markers: markersIn(text), alertId: null, text });
});
watch(matrix.requests, 0, () => {});

const receiver = async (channel: string) => {
  const sink = await startWebhookSink({ key: null });
  const take = sink.taken.set.bind(sink.taken);
  sink.taken.set = (id, body) => {
    const { alertId, revision, subject } = body as { alertId: string; revision: number; subject: string };
    const kind = revision === 0 ? 'message' : 'edit';
    note({ channel, kind, markers: markersIn(subject), alertId, text: '' });
    return take(id, null);
  };
  watch(sink.requests, 0, () => {});
  return sink;
};
const webhook = await receiver('webhook');
const elsewhere = await receiver('elsewhere');

const sms = await startSmsStub();
watch(sms.outbox, 0, ({ text }) =>
  note({ channel: 'sms', kind: 'message', markers: markersIn(text), alertId: null, text }),
);
watch(sms.requests, 0, () => {});

const model = await startModelStub();
watch(model.calls, 0, () => {});

const remotes: Record<ChannelName, RemoteStub> = { telegram, matrix, webhook, sms };
const addresses: SinkAddresses = {
  telegram: { url: telegram.url, token: telegram.token, chatIds },
  matrix: { url: matrix.url, token: matrix.token, roomIds },
  webhook: { url: `${webhook.url}/hook` },
  elsewhere: { url: `${elsewhere.url}/hook` },
  sms: { url: sms.url, apiKey: sms.kavenegarKey, phones: chatIds.map((chatId) => `+98912123${chatId}`) },
  model: { url: model.baseUrl },
};
process.stdout.write(`${JSON.stringify(addresses)}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const { channel, all, next } = JSON.parse(line) as SinkCommand;
  if (all !== undefined) remotes[channel].failAll(all);
  if (next !== undefined) remotes[channel].failNext(...next);
  process.stdout.write('ok\n');
}
process.exit(0);
