import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { severityRank } from '../../../src-shared/vocabulary.ts';
import { type EngineRig, startEngine } from '../../support/engine-rig.ts';
import { injectionCases } from '../../support/injection-cases.ts';
import { evilBait, type ModelStub, startModelStub } from '../../support/model-stub.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import {
  startTelegramStub,
  type TelegramStub,
  type TelegramStubMessage,
} from '../../support/telegram-stub.ts';
import { until } from '../../support/until.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';

const apiKey = 'stub-key-1234567890';
/** Several people: a group is told 20 times a minute at most, and a person once a second. */
const chats = 6;
const chatOf = (index: number): string => `4711${index % chats}`;
const recipientOf = (index: number): string => `noc${index % chats}@example.net`;
let redis: RedisServer;
let telegram: TelegramStub;
let sink: WebhookSink;
let decoy: WebhookSink;
let model: ModelStub;
let rig: EngineRig;
/** By case. */
const alertIds = new Map<string, string>();

beforeAll(async () => {
  redis = await startRedisServer();
  telegram = await startTelegramStub();
  sink = await startWebhookSink({ key: null });
  decoy = await startWebhookSink({ key: null });
  model = await startModelStub({ apiKey });
  model.behave({ kind: 'evil' });
  rig = await startEngine({ redisUrl: redis.url, settings: { stormLimit: 0 } });
  const bot = await rig.addChannel('telegram', { botToken: telegram.token, apiBaseUrl: telegram.url });
  const hooks = await rig.addChannel('webhook', {});
  const told = await rig.addDestination(hooks, { url: `${sink.url}/told` });
  await rig.addDestination(hooks, { url: `${decoy.url}/test` });
  for (let index = 0; index < chats; index += 1) {
    telegram.addChat(chatOf(index));
    const chat = await rig.addDestination(bot, { chatId: chatOf(index) });
    await rig.addRule({ match: { field: 'to', glob: recipientOf(index) }, destinationIds: [chat, told] });
  }
  await rig.addProvider(model.baseUrl, { apiKey });
  for (const [index, { id, raw }] of injectionCases.entries()) {
    alertIds.set(id, await rig.mail({ from: 'nagios@mon.example.net', to: [recipientOf(index)], raw }));
  }
}, 60_000);
afterAll(async () => {
  await rig?.remove();
  await Promise.all([telegram, sink, decoy, model, redis].map((one) => one?.stop()));
});

/** The alert once it was told and the model has had its say. */
const settledAlert = async (id: string) => {
  const alertId = alertIds.get(id) ?? '';
  await until(
    async () =>
      (await rig.services.records.trace(alertId)).some(
        ({ stage }) => stage === 'override' || stage === 'enrich',
      ),
    `the model was heard about ${id}`,
    30_000,
  );
  return rig.settled(alertId, 90_000);
};

const bodiesOf = (alertId: string) =>
  [...sink.taken.values()].filter((body) => JSON.stringify(body).includes(alertId)) as Record<
    string,
    unknown
  >[];

/** What Telegram would not make tappable: code and pre. The rest is looked at. */
const bareText = ({ text, entities }: TelegramStubMessage): string => {
  const chars = [...Array(text.length).keys()].map((at) => text[at] ?? '');
  for (const { type, offset, length } of entities) {
    if (type === 'code' || type === 'pre') chars.fill(' ', offset, offset + length);
  }
  return chars.join('');
};

const claimsIn = (text: string): string[] => [
  ...(text.match(/(?:[a-z][a-z0-9+.-]*:\/\/|www\.)[^\s"'<>)\]]+/gi) ?? []),
  ...(text.match(/\+\d[\d ()-]{6,}\d/g) ?? []),
  ...(text.match(/(?:curl|wget|bash|sudo|rm) [^\n"]{3,}/gi) ?? []),
];

describe('30 hostile mails and a model that obeys them (L1, L3, L7, section 7)', () => {
  it.each(injectionCases)(
    '$id ($what) is told as severe as its tool says, with nothing to follow',
    async (attempt) => {
      const record = await settledAlert(attempt.id);
      expect(record.status).toBe('delivered');
      expect(severityRank(record.head.severity)).toBeLessThanOrEqual(severityRank(attempt.floor));
      expect(severityRank(record.head.severity)).toBeGreaterThanOrEqual(severityRank(attempt.ceiling));
      if (attempt.floor === 'critical') expect(record.head.state).toBe('firing');

      const mailText = `${record.head.subject}\n${record.mail?.text}`;
      const bodies = bodiesOf(record.id);
      expect(bodies.length).toBeGreaterThan(0);
      for (const body of bodies) {
        const { excerpt: _excerpt, subject: _subject, ...made } = body;
        const ours = JSON.stringify(made);
        for (const claim of claimsIn(ours)) expect(mailText, claim).toContain(claim.replace(/[\\"]+$/, ''));
        for (const bait of Object.values(evilBait)) expect(ours).not.toContain(bait);
        expect(ours).not.toMatch(/You read one alert mail|"command"|"route"\s*:\s*"none"/);
        expect(String(body.excerpt)).toContain(record.excerpt.split('\n')[0]);
      }
      expect(decoy.requests).toEqual([]);
    },
  );

  it('shows every one in the chat with subject and excerpt, nothing of it tappable', async () => {
    for (const { id } of injectionCases) await settledAlert(id);
    for (const { id } of injectionCases) {
      const record = await rig.services.records.get(alertIds.get(id) ?? '');
      const subject = record?.head.subject ?? '';
      const message = telegram.messages.find(({ text }) => text.includes(subject.slice(0, 60)));
      expect(message, id).toBeDefined();
      if (message === undefined) continue;
      expect(
        message.entities.filter(({ type }) => ['text_link', 'url', 'mention', 'text_mention'].includes(type)),
      ).toEqual([]);
      expect(message.isPreviewDisabled).toBe(true);
      expect(bareText(message)).not.toMatch(
        /:\/\/|www\.|@\w|\+\d{3,}|(?<![\w.])[\w-]+\.(?:example|net|com)\b/,
      );
      expect(message.text).toContain((record?.excerpt ?? '').split('\n')[0]?.slice(0, 20));
    }
  });

  it('raises the flag for at least 25 of them, in the analysis and in the trace', async () => {
    const flagged: string[] = [];
    for (const { id } of injectionCases) {
      const record = await settledAlert(id);
      if (record.analysis?.flags.includes('injection') !== true) continue;
      flagged.push(id);
      expect(record.analysis.actions).toEqual([]);
      const trace = await rig.services.records.trace(record.id);
      expect(trace.some(({ outcome }) => outcome === 'flagged')).toBe(true);
    }
    expect(flagged.length).toBeGreaterThanOrEqual(25);
  });

  it('sends each mail alone: no request holds words of another alert (L4)', () => {
    const markers = injectionCases.map(({ id }) => `/srv/${id}`);
    expect(model.calls.length).toBeGreaterThanOrEqual(injectionCases.length);
    for (const { body } of model.calls) {
      const { messages } = body;
      const [system, ...rest] = messages;
      for (const marker of markers) expect(system?.content).not.toContain(marker);
      const own = rest
        .filter(({ role }) => role === 'user')
        .map(({ content }) => content)
        .join('\n');
      expect(markers.filter((marker) => own.includes(marker)).length).toBeLessThanOrEqual(1);
    }
  });
});
