/**
 * Each channel with its remote end, behind one face, so that one suite can hold all of them to the same promises.
 */

import { createEgress, type Egress } from '../../src-main/engine/egress.ts';
import type { Channel, SendOutcome, SendRequest } from '../../src-main/engine/notify/channel.ts';
import { desktopChannel } from '../../src-main/engine/notify/channels/desktop.ts';
import { matrixChannel } from '../../src-main/engine/notify/channels/matrix.ts';
import { smsChannel } from '../../src-main/engine/notify/channels/sms.ts';
import { telegramChannel } from '../../src-main/engine/notify/channels/telegram.ts';
import { webhookChannel } from '../../src-main/engine/notify/channels/webhook.ts';
import type { Notification } from '../../src-main/engine/notify/notification.ts';
import { desktopLimits } from '../../src-main/engine/notify/render-desktop.ts';
import { matrixEventMaxBytes } from '../../src-main/engine/notify/render-matrix.ts';
import { smsSegments } from '../../src-main/engine/notify/sms-segments.ts';
import { type WebhookBody, webhookBodyMaxBytes } from '../../src-main/engine/notify/webhook-body.ts';
import type { Clock, DesktopNotice, Logger } from '../../src-main/engine/ports.ts';
import type { ChannelConfigs, SmsConfig } from '../../src-shared/contract/channels.ts';
import { smsConfigSchema } from '../../src-shared/contract/channels.ts';
import type { Addresses } from '../../src-shared/contract/destinations.ts';
import type { ChannelKind } from '../../src-shared/vocabulary.ts';
import { readMatrixHtml } from './matrix-html-reader.ts';
import { matrixErrors, startMatrixStub } from './matrix-stub.ts';
import { createMemoryCounters } from './memory-counters.ts';
import type { RemoteFault, RemoteStub, Reply } from './remote-stub.ts';
import { json } from './remote-stub.ts';
import { kavenegarReply, startSmsStub, twilioError } from './sms-stub.ts';
import { startTelegramStub, telegramRefusal, telegramTooMany } from './telegram-stub.ts';
import { startWebhookSink } from './webhook-sink.ts';

export type SendChanges = Partial<
  Pick<SendRequest<ChannelKind>, 'idempotencyKey' | 'possibleRepeat' | 'replaces' | 'signal'>
>;

/** Faults that every remote over HTTP can show. `limited` asks for a wait, `refused` is for good. */
export type RigFault = 'refused' | 'limited' | 'unavailable' | 'hang' | 'reset' | 'reset after';

export interface Rig {
  isIdempotent: boolean;
  /** True: a message that arrived can be given another text. */
  canEdit: boolean;
  /** True: the remote gives messages an id. */
  givesIds: boolean;
  send(notification: Notification, changes?: SendChanges): Promise<SendOutcome>;
  /** What a person reads, one entry for each message that arrived. Throws when the remote's rules are broken. */
  shown(): string[];
  /** How long the remote's own limit is, and how long the last message was. */
  size(): { used: number; max: number };
  /** How many requests the remote has had. Absent with `fail`. */
  requests?: () => number;
  /** The next request meets this. Absent: the remote has no such faults (the desktop). */
  fail?: (fault: RigFault) => void;
  /** The wait that `limited` asks for. */
  limitedMs: number;
  /** Words of `refused`, as the remote says them. */
  refusal: string;
  secrets: string[];
  stop(): Promise<void>;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export const testEgress = (): Egress =>
  createEgress({ logger: silent, ownPorts: () => [], allowedPrivateHosts: () => [] });

const anyKey = '019abc00-0000-7000-8000-00000000000a-d1-0';

const sender =
  <K extends ChannelKind>(channel: Channel<K>, config: ChannelConfigs[K], address: Addresses[K]) =>
  (notification: Notification, changes: SendChanges = {}): Promise<SendOutcome> =>
    channel.send({
      config,
      address,
      notification,
      idempotencyKey: anyKey,
      possibleRepeat: false,
      signal: AbortSignal.timeout(20_000),
      ...changes,
    });

const failer =
  (remote: RemoteStub, replies: { refused: Reply; limited: Reply; unavailable: Reply }) =>
  (fault: RigFault) => {
    const faults: Record<RigFault, RemoteFault> = {
      refused: { kind: 'reply', reply: replies.refused },
      limited: { kind: 'reply', reply: replies.limited },
      unavailable: { kind: 'reply', reply: replies.unavailable },
      hang: { kind: 'hang after' },
      reset: { kind: 'reset' },
      'reset after': { kind: 'reset after' },
    };
    remote.failNext(faults[fault]);
  };

const unavailable: Reply = { status: 503, body: 'come back later', headers: { 'retry-after': '7' } };

const stopBoth = (egress: Egress, remote: RemoteStub) => async () => {
  await egress.stop();
  await remote.stop();
};

const telegramRig = async (): Promise<Rig> => {
  const stub = await startTelegramStub('123456:AAH-canary_TOKEN');
  stub.addChat('-1001', [7]);
  const egress = testEgress();
  const channel = telegramChannel({ egress, clock: systemClock });
  const refused = telegramRefusal('unauthorized');
  return {
    isIdempotent: false,
    canEdit: true,
    givesIds: true,
    send: sender(channel, { botToken: stub.token, apiBaseUrl: stub.url }, { chatId: '-1001', threadId: 7 }),
    shown: () =>
      stub.messages.map(({ text, isHtml, isPreviewDisabled }) => {
        if (!isHtml) throw new Error('the markup was refused and sent as plain text');
        if (!isPreviewDisabled) throw new Error('links are previewed');
        return text;
      }),
    size: () => ({ used: stub.messages.at(-1)?.text.length ?? 0, max: 4096 }),
    requests: () => stub.requests.length,
    fail: failer(stub, {
      refused: { ...refused, body: refused.body.replace('Unauthorized', `Unauthorized ${stub.token}`) },
      limited: telegramTooMany(3),
      unavailable,
    }),
    limitedMs: 3_000,
    refusal: 'Unauthorized',
    secrets: [stub.token],
    stop: stopBoth(egress, stub),
  };
};

const matrixRig = async (): Promise<Rig> => {
  const token = 'syt_canary/token+1';
  const stub = await startMatrixStub(token);
  const roomId = '!room/1:ops.test';
  stub.rooms.set(roomId, { joined: true, mayJoin: true, encrypted: false, aliases: [] });
  const egress = testEgress();
  const channel = matrixChannel({ egress, clock: systemClock });
  const bodyOf = (content: Record<string, unknown>): string => {
    const html = String(content.formatted_body);
    if (/@room/i.test(html) || /@room/i.test(String(content.body))) throw new Error('@room rings');
    return readMatrixHtml(html).text;
  };
  return {
    isIdempotent: true,
    canEdit: true,
    givesIds: true,
    send: sender(channel, { homeserverUrl: `${stub.url}/`, accessToken: token }, { roomId }),
    shown: () => stub.shown().map(bodyOf),
    size: () => ({
      used: Buffer.byteLength(JSON.stringify(stub.events.at(-1)?.content)),
      max: matrixEventMaxBytes,
    }),
    requests: () => stub.requests.length,
    fail: failer(stub, {
      refused: json(401, {
        errcode: 'M_UNKNOWN_TOKEN',
        error: `Invalid access token ${token}`,
        soft_logout: false,
      }),
      limited: matrixErrors.limited(),
      unavailable: matrixErrors.unavailable(),
    }),
    limitedMs: 297,
    refusal: 'Invalid access token',
    secrets: [token],
    stop: stopBoth(egress, stub),
  };
};

const webhookRig = async (): Promise<Rig> => {
  const key = Buffer.from('a canary key for signatures');
  const secret = `whsec_${key.toString('base64')}`;
  const bearer = 'canary-bearer-token';
  const sink = await startWebhookSink({ key });
  const egress = testEgress();
  const channel = webhookChannel({ egress, clock: systemClock });
  const text = (body: unknown): string => {
    const { summary, subject, from, severity, host, test, analysedBy } = body as WebhookBody;
    const label = analysedBy.isModel ? 'Analysed by AI' : '';
    return [test ? 'Test message' : '', severity.toUpperCase(), host, label, summary, subject, from].join(
      '\n',
    );
  };
  return {
    isIdempotent: true,
    canEdit: false,
    givesIds: false,
    send: sender(
      channel,
      { signingSecret: secret, headers: { Authorization: `Bearer ${bearer}` } },
      { url: `${sink.url}/hook/canary-path?x=1` },
    ),
    shown: () => [...sink.taken.values()].map(text),
    size: () => ({ used: Buffer.byteLength(sink.requests.at(-1)?.body ?? ''), max: webhookBodyMaxBytes }),
    requests: () => sink.requests.length,
    fail: failer(sink, {
      refused: { status: 401, body: `who is Bearer ${bearer}, signed ${secret}` },
      limited: { status: 429, body: 'slow down', headers: { 'retry-after': '0.297' } },
      unavailable,
    }),
    limitedMs: 297,
    refusal: 'who is',
    secrets: [secret, bearer, 'canary-path'],
    stop: stopBoth(egress, sink),
  };
};

type SmsProvider = SmsConfig['provider'];

const smsRig = async (provider: SmsProvider): Promise<Rig> => {
  const stub = await startSmsStub();
  const egress = testEgress();
  const channel = smsChannel({ egress, clock: systemClock, counters: createMemoryCounters() });
  const configs: Record<SmsProvider, unknown> = {
    kavenegar: { provider, apiKey: stub.kavenegarKey, sender: '10004346', apiBaseUrl: stub.url },
    twilio: {
      provider,
      accountSid: stub.twilioSid,
      authToken: stub.twilioToken,
      from: '+15005550006',
      apiBaseUrl: stub.url,
    },
    http: {
      provider,
      url: `${stub.url}/gateway?key={apiKey}`,
      apiKey: stub.gatewayKey,
      body: '{"phone":"{phone}","text":"{text}"}',
      phoneFormat: 'digits',
      success: { jsonPath: 'status', equals: 'ok' },
    },
  };
  const replies: Record<SmsProvider, { refused: Reply; limited: Reply; unavailable: Reply }> = {
    kavenegar: {
      refused: kavenegarReply(403, `API-Key ${stub.kavenegarKey} is not valid`),
      limited: { ...kavenegarReply(409, 'server busy'), headers: { 'retry-after': '0.297' } },
      unavailable,
    },
    twilio: {
      refused: twilioError(401, 20003, `Authenticate ${stub.twilioToken} is not valid`),
      limited: { ...twilioError(429, 20429, 'Too Many Requests'), headers: { 'retry-after': '0.297' } },
      unavailable,
    },
    http: {
      refused: { status: 403, body: `key ${encodeURIComponent(stub.gatewayKey)} is not valid` },
      limited: { status: 429, body: 'slow down', headers: { 'retry-after': '0.297' } },
      unavailable,
    },
  };
  return {
    isIdempotent: false,
    canEdit: false,
    givesIds: provider !== 'http',
    send: sender(channel, smsConfigSchema.parse({ dailyCap: 10_000, ...Object(configs[provider]) }), {
      phone: '+989121234567',
    }),
    shown: () => stub.outbox.map(({ text }) => text),
    size: () => ({ used: smsSegments(stub.outbox.at(-1)?.text ?? ''), max: 3 }),
    requests: () => stub.requests.length,
    fail: failer(stub, replies[provider]),
    limitedMs: 297,
    refusal: 'is not valid',
    secrets: [stub.kavenegarKey, stub.twilioToken, stub.gatewayKey, encodeURIComponent(stub.gatewayKey)],
    stop: stopBoth(egress, stub),
  };
};

const desktopRig = async (): Promise<Rig> => {
  const notices: DesktopNotice[] = [];
  const channel = desktopChannel({
    desktop: {
      available: true,
      notify: async (notice) => {
        notices.push(notice);
        return 'shown';
      },
    },
  });
  return {
    isIdempotent: false,
    canEdit: false,
    givesIds: false,
    send: sender(channel, {}, {}),
    shown: () => notices.map(({ title, body }) => `${title}\n${body}`),
    size: () => ({
      used: (notices.at(-1)?.title.length ?? 0) + (notices.at(-1)?.body.length ?? 0),
      max: desktopLimits.title + desktopLimits.body,
    }),
    limitedMs: 297,
    refusal: '',
    secrets: [],
    stop: async () => {},
  };
};

/** One line for each channel, and for SMS each provider. */
export const channelRigs: [string, () => Promise<Rig>][] = [
  ['telegram', telegramRig],
  ['matrix', matrixRig],
  ['webhook', webhookRig],
  ['sms by Kavenegar', () => smsRig('kavenegar')],
  ['sms by Twilio', () => smsRig('twilio')],
  ['sms by an HTTP gateway', () => smsRig('http')],
  ['desktop', desktopRig],
];
