import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEgress, type Egress } from '../../../src-main/engine/egress.ts';
import type { SendOutcome, SendRequest } from '../../../src-main/engine/notify/channel.ts';
import { telegramChannel } from '../../../src-main/engine/notify/channels/telegram.ts';
import { words } from '../../../src-main/engine/notify/notification-words.ts';
import type { Clock, Logger } from '../../../src-main/engine/ports.ts';
import { aNotification } from '../../support/notification-fixture.ts';
import { startConnectProxy, startSocks5Proxy } from '../../support/proxies.ts';
import { json } from '../../support/remote-stub.ts';
import {
  startTelegramStub,
  type TelegramStub,
  telegramBadGateway,
  telegramRefusal,
  telegramTooMany,
} from '../../support/telegram-stub.ts';

const logLines: string[] = [];
const note = (fields: Record<string, unknown>, message: string) => {
  logLines.push(JSON.stringify({ ...fields, message }));
};
const logger: Logger = { debug: note, info: note, warn: note, error: note, child: () => logger };
const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

let stub: TelegramStub;
let egress: Egress;
const outcomes: SendOutcome[] = [];
const chatId = '-1001234567890';

beforeEach(async () => {
  logLines.length = 0;
  outcomes.length = 0;
  stub = await startTelegramStub();
  stub.addChat(chatId, [7]);
  egress = createEgress({ logger, ownPorts: () => [], allowedPrivateHosts: () => [] });
});

afterEach(async () => {
  await egress.stop();
  await stub.stop();
  // Whatever a test did, the token stays out of what it left behind (K3).
  const left = JSON.stringify(outcomes) + logLines.join('\n');
  expect(left).not.toContain('stub_TOKEN');
  expect(left).not.toContain('SECRET');
});

type Changes = Partial<Omit<SendRequest<'telegram'>, 'config'>> & {
  config?: Partial<SendRequest<'telegram'>['config']>;
};

const send = async (changes: Changes = {}): Promise<SendOutcome> => {
  const outcome = await telegramChannel({ egress, clock }).send({
    address: { chatId },
    notification: aNotification(),
    idempotencyKey: 'key-1',
    possibleRepeat: false,
    signal: AbortSignal.timeout(10_000),
    ...changes,
    config: { botToken: stub.token, apiBaseUrl: stub.url, ...changes.config },
  });
  outcomes.push(outcome);
  return outcome;
};

const plainOf = (index = 0) => stub.messages[index]?.text ?? '';

describe('telegram', () => {
  it('sends a formatted message without preview and answers its id', async () => {
    expect(await send()).toEqual({ kind: 'sent', remoteId: '101', answer: 'ok, message 101 in Ops' });
    expect(stub.messages).toHaveLength(1);
    expect(stub.messages[0]).toMatchObject({ chatId, threadId: null, isHtml: true, isPreviewDisabled: true });
    expect(plainOf()).toContain('PROBLEM: disk space on db01');
    expect(plainOf()).toContain('Zabbix <zabbix@mon.local>');
  });

  it('takes a base URL that ends in a slash', async () => {
    expect(await send({ config: { apiBaseUrl: `${stub.url}/` } })).toMatchObject({ kind: 'sent' });
  });

  it('sends into a topic, and into General without a topic', async () => {
    expect(await send({ address: { chatId, threadId: 7 } })).toMatchObject({ kind: 'sent' });
    expect(await send({ address: { chatId, threadId: 1 } })).toMatchObject({ kind: 'sent' });
    expect(stub.messages.map(({ threadId }) => threadId)).toEqual([7, null]);
  });

  it('says so in a message that may be a repeat', async () => {
    await send({ possibleRepeat: true });
    expect(plainOf()).toContain(words('en').possibleRepeat);
  });

  it('delivers any text', async () => {
    const hostile = '<b>&nbsp;</i> \ud800 <5% "x" \u202e \u0000 👨‍👩‍👧‍👦'.repeat(50);
    const outcome = await send({
      notification: aNotification({
        summary: hostile,
        subject: hostile,
        from: hostile,
        host: hostile,
        excerpt: hostile.repeat(20),
        details: Array.from({ length: 30 }, () => hostile),
      }),
    });
    expect(outcome).toMatchObject({ kind: 'sent' });
    expect(stub.messages[0]).toMatchObject({ isHtml: true });
  });

  it('falls back to plain text at once when the server cannot parse the entities', async () => {
    const reply = json(400, {
      ok: false,
      error_code: 400,
      description: 'Bad Request: can\'t parse entities: Unsupported start tag "code" at byte offset 3',
    });
    stub.failNext({ kind: 'reply', reply });
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(stub.requests).toHaveLength(2);
    expect(stub.messages[0]).toMatchObject({ isHtml: false, isPreviewDisabled: true });
    expect(plainOf()).toContain('PROBLEM: disk space on db01');
    expect(plainOf()).not.toContain('<b>');
  });

  it('gives up when even plain text is refused', async () => {
    const reply = json(400, {
      ok: false,
      error_code: 400,
      description: "Bad Request: can't parse entities: x",
    });
    stub.failNext({ kind: 'reply', reply }, { kind: 'reply', reply });
    expect(await send()).toMatchObject({ kind: 'failed', retry: false });
    expect(stub.requests).toHaveLength(2);
  });

  it('follows a group that has moved and tells the new address', async () => {
    stub.migrate(chatId, '-100777');
    expect(await send({ address: { chatId, threadId: 7 } })).toMatchObject({
      kind: 'sent',
      newAddress: { chatId: '-100777', threadId: 7 },
    });
    expect(stub.messages[0]).toMatchObject({ chatId: '-100777', threadId: 7 });
  });

  it('tells the new address even when the second call fails', async () => {
    stub.migrate(chatId, '-100777');
    stub.failNext(
      {
        kind: 'reply',
        reply: json(400, {
          ok: false,
          error_code: 400,
          description: 'Bad Request: group chat was upgraded to a supergroup chat',
          parameters: { migrate_to_chat_id: -100777 },
        }),
      },
      { kind: 'reply', reply: telegramTooMany(3) },
    );
    expect(await send()).toMatchObject({
      kind: 'failed',
      retry: true,
      retryAfterMs: 3000,
      newAddress: { chatId: '-100777' },
    });
  });

  it('does not chase a group in circles', async () => {
    const moved = (to: number) =>
      ({
        kind: 'reply',
        reply: json(400, {
          ok: false,
          error_code: 400,
          description: 'moved',
          parameters: { migrate_to_chat_id: to },
        }),
      }) as const;
    stub.failNext(moved(-1), moved(-2), moved(-3), moved(-4), moved(-5));
    expect(await send()).toMatchObject({ kind: 'failed', retry: false });
    expect(stub.requests).toHaveLength(4);
  });

  it('waits as long as it is told to', async () => {
    stub.failNext({ kind: 'reply', reply: telegramTooMany(17) });
    expect(await send()).toEqual({
      kind: 'failed',
      retry: true,
      reason: 'Too Many Requests: retry after 17',
      retryAfterMs: 17_000,
    });
  });

  it.each([
    'blocked',
    'kicked',
    'chatNotFound',
    'threadNotFound',
    'unauthorized',
    'notFound',
    'tooLong',
  ] as const)('does not ask again after %s, and passes the words on', async (name) => {
    const reply = telegramRefusal(name);
    stub.failNext({ kind: 'reply', reply });
    const { description } = JSON.parse(reply.body) as { description: string };
    expect(await send()).toEqual({ kind: 'failed', retry: false, reason: description });
  });

  it('meets the same refusals from the stand-in itself', async () => {
    expect(await send({ address: { chatId: '-1' } })).toMatchObject({
      reason: 'Bad Request: chat not found',
    });
    expect(await send({ address: { chatId, threadId: 9 } })).toMatchObject({
      reason: 'Bad Request: message thread not found',
    });
    expect(await send({ config: { botToken: '1:wrong' } })).toMatchObject({
      retry: false,
      reason: 'Unauthorized',
    });
    expect(await send({ config: { botToken: 'nonsense' } })).toMatchObject({
      retry: false,
      reason: 'Not Found',
    });
    expect(stub.messages).toEqual([]);
  });

  it("tries again after a gateway's 502", async () => {
    stub.failNext({ kind: 'reply', reply: telegramBadGateway });
    expect(await send()).toEqual({ kind: 'failed', retry: true, reason: 'HTTP 502' });
  });

  it("does not take somebody else's page for success", async () => {
    stub.failNext({ kind: 'reply', reply: { status: 200, body: '<html>Log in to the hotel Wi-Fi</html>' } });
    expect(await send()).toMatchObject({ kind: 'failed', retry: true });
    stub.failNext({
      kind: 'reply',
      reply: { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } },
    });
    expect(await send()).toMatchObject({
      kind: 'failed',
      retry: false,
      reason: expect.stringContaining('302'),
    });
  });

  it('cannot know after a lost answer, and says so', async () => {
    stub.failNext({ kind: 'reset after' });
    expect(await send()).toMatchObject({ kind: 'failed', retry: true, unclear: true });
    expect(stub.messages).toHaveLength(1);
  });

  it('cannot know after a time-out either', async () => {
    stub.failNext({ kind: 'hang after' });
    expect(await send({ signal: AbortSignal.timeout(200) })).toMatchObject({
      kind: 'failed',
      retry: true,
      unclear: true,
    });
  });

  it('knows that nothing left when the connection was refused', async () => {
    await stub.stop();
    const outcome = await send();
    expect(outcome).toMatchObject({ kind: 'failed', retry: true });
    expect(outcome).not.toHaveProperty('unclear');
  });

  it('does not retry an address it may not connect to', async () => {
    const outcome = await send({ config: { apiBaseUrl: 'http://169.254.169.254' } });
    expect(outcome).toMatchObject({ kind: 'failed', retry: false });
  });

  it('keeps the token out of a description that repeats it', async () => {
    const reply = json(400, { ok: false, error_code: 400, description: `bad bot${stub.token}/sendMessage` });
    stub.failNext({ kind: 'reply', reply });
    expect(await send()).toMatchObject({ reason: 'bad bot[secret]/sendMessage' });
  });
});

describe('telegram edits', () => {
  const better = aNotification({ summary: 'The disk of db01 will be full in two hours', revision: 1 });

  it('replaces the text of the message that is there', async () => {
    await send();
    expect(await send({ notification: better, replaces: '101', possibleRepeat: true })).toMatchObject({
      kind: 'sent',
      remoteId: '101',
    });
    expect(stub.messages).toHaveLength(1);
    expect(plainOf()).toContain('two hours');
    expect(plainOf()).not.toContain(words('en').possibleRepeat);
  });

  it('takes an unchanged message as success', async () => {
    await send();
    expect(await send({ replaces: '101' })).toMatchObject({
      kind: 'sent',
      remoteId: '101',
      answer: expect.stringContaining('message is not modified'),
    });
  });

  it('answers an earlier message, and is sent all the same where that one is gone', async () => {
    await send();
    await send({ notification: better, replyTo: '101' });
    expect(stub.messages.at(-1)).toMatchObject({ messageId: 102, replyTo: 101 });
    stub.remove(101);
    expect(await send({ notification: better, replyTo: '101' })).toMatchObject({
      kind: 'sent',
      remoteId: '103',
    });
    expect(stub.messages.at(-1)?.replyTo).toBeNull();
  });

  it('fails for good when the message is gone', async () => {
    await send();
    stub.remove(101);
    expect(await send({ notification: better, replaces: '101' })).toEqual({
      kind: 'failed',
      retry: false,
      reason: 'Bad Request: message to edit not found',
      editRefused: true,
    });
  });

  it('is clear about a lost answer: an edit may be repeated freely', async () => {
    await send();
    stub.failNext({ kind: 'reset after' });
    const outcome = await send({ notification: better, replaces: '101' });
    expect(outcome).toMatchObject({ kind: 'failed', retry: true });
    expect(outcome).not.toHaveProperty('unclear');
    expect(await send({ notification: better, replaces: '101' })).toMatchObject({ kind: 'sent' });
    expect(stub.messages[0]?.edits).toBe(1);
  });
});

describe.each([
  { name: 'an HTTP proxy', scheme: 'http', start: startConnectProxy },
  { name: 'a SOCKS5 proxy', scheme: 'socks5', start: startSocks5Proxy },
])('telegram through $name', ({ scheme, start }) => {
  it('sends, with credentials', async () => {
    const proxy = await start({ credentials: { username: 'ops', password: 'SECRET' } });
    try {
      const proxyUrl = `${scheme}://ops:SECRET@127.0.0.1:${proxy.port}`;
      expect(await send({ config: { proxyUrl } })).toMatchObject({ kind: 'sent' });
      expect(proxy.targets).toEqual([new URL(stub.url).host]);
      const wrong = `${scheme}://ops:SECRET2@127.0.0.1:${proxy.port}`;
      const outcome = await send({ config: { proxyUrl: wrong } });
      expect(outcome).toMatchObject({
        kind: 'failed',
        retry: true,
        reason: expect.stringContaining('proxy'),
      });
      expect(outcome).not.toHaveProperty('unclear');
    } finally {
      await proxy.stop();
    }
  });
});
