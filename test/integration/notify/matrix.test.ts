import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Egress } from '../../../src-main/engine/egress.ts';
import type { Channel, SendOutcome } from '../../../src-main/engine/notify/channel.ts';
import { matrixChannel } from '../../../src-main/engine/notify/channels/matrix.ts';
import type { Notification } from '../../../src-main/engine/notify/notification.ts';
import { systemClock, testEgress } from '../../support/channel-rigs.ts';
import { type MatrixStub, matrixErrors, startMatrixStub } from '../../support/matrix-stub.ts';
import { aNotification } from '../../support/notification-fixture.ts';
import { json } from '../../support/remote-stub.ts';

const roomId = '!room:ops.test';
const alias = '#ops:ops.test';

let stub: MatrixStub;
let egress: Egress;
let channel: Channel<'matrix'>;
beforeEach(async () => {
  stub = await startMatrixStub('token');
  stub.rooms.set(roomId, { joined: true, mayJoin: true, encrypted: false, aliases: [alias] });
  egress = testEgress();
  channel = matrixChannel({ egress, clock: systemClock });
});
afterEach(async () => {
  await egress.stop();
  await stub.stop();
});

const send = (
  room: string,
  more: { key?: string; token?: string; replaces?: string; notification?: Partial<Notification> } = {},
): Promise<SendOutcome> =>
  channel.send({
    config: { homeserverUrl: stub.url, accessToken: more.token ?? 'token' },
    address: { roomId: room },
    notification: aNotification(more.notification),
    idempotencyKey: more.key ?? 'key-1',
    possibleRepeat: false,
    replaces: more.replaces ?? null,
    signal: AbortSignal.timeout(10_000),
  });

const paths = (part: string) => stub.requests.filter(({ url }) => url.pathname.includes(part));

describe('the Matrix channel', () => {
  it('puts the message under the transaction id of the delivery', async () => {
    expect(await send(roomId, { key: 'abc-1' })).toEqual({
      kind: 'sent',
      remoteId: '$event1',
      answer: 'event $event1',
    });
    expect(paths('/send/')[0]?.url.pathname).toBe(
      '/_matrix/client/v3/rooms/%21room%3Aops.test/send/m.room.message/abc-1',
    );
  });

  it('keeps a path in the homeserver URL', async () => {
    const config = { homeserverUrl: `${stub.url}/matrix/`, accessToken: 'token' };
    const request = { config, address: { roomId }, notification: aNotification(), idempotencyKey: 'k' };
    await channel.send({ ...request, possibleRepeat: false, signal: AbortSignal.timeout(5_000) });
    expect(stub.requests[0]?.url.pathname).toMatch(/^\/matrix\/_matrix\/client\/v3\/rooms\//);
  });

  it('looks an alias up once', async () => {
    await send(alias, { key: 'one' });
    await send(alias, { key: 'two' });
    expect(stub.events.map((event) => event.roomId)).toEqual([roomId, roomId]);
    expect(paths('/directory/')).toHaveLength(1);
  });

  it('looks an alias up anew after its room refused the message', async () => {
    await send(alias, { key: 'one' });
    stub.rooms.set(roomId, { joined: false, mayJoin: false, encrypted: false, aliases: [] });
    stub.rooms.set('!new:ops.test', { joined: true, mayJoin: true, encrypted: false, aliases: [alias] });
    await send(alias, { key: 'two' });
    expect(await send(alias, { key: 'three' })).toMatchObject({ kind: 'sent' });
    expect(stub.events.at(-1)?.roomId).toBe('!new:ops.test');
  });

  it('gives up on an alias that does not exist', async () => {
    const outcome = await send('#nobody:ops.test');
    expect(outcome).toMatchObject({
      kind: 'failed',
      retry: false,
      reason: expect.stringContaining('M_NOT_FOUND'),
    });
  });

  it('joins a room it was invited to, once, and sends again under the same transaction id', async () => {
    stub.rooms.set(roomId, { joined: false, mayJoin: true, encrypted: false, aliases: [alias] });
    expect(await send(alias)).toMatchObject({ kind: 'sent' });
    expect(paths('/join/')).toHaveLength(1);
    expect(new Set(paths('/send/').map(({ url }) => url.pathname)).size).toBe(1);
  });

  it('says what the server said to the message and to joining', async () => {
    stub.rooms.set(roomId, { joined: false, mayJoin: false, encrypted: false, aliases: [] });
    const outcome = await send(roomId);
    expect(outcome).toMatchObject({ kind: 'failed', retry: false });
    expect(JSON.stringify(outcome)).toMatch(/not in room.*not invited.*Invite the account/);
  });

  it('waits when joining is limited', async () => {
    stub.rooms.set(roomId, { joined: false, mayJoin: true, encrypted: false, aliases: [] });
    stub.failNext(
      { kind: 'reply', reply: json(403, { errcode: 'M_FORBIDDEN', error: 'not in room' }) },
      { kind: 'reply', reply: matrixErrors.limited({ retry_after_ms: 900 }) },
    );
    expect(await send(roomId)).toMatchObject({ kind: 'failed', retry: true, retryAfterMs: 900 });
  });

  it.each([
    ['milliseconds before seconds', { retry_after_ms: 297 }, { 'retry-after': '1' }, 297],
    ['seconds where there are no milliseconds', {}, { 'retry-after': '3' }, 3_000],
    ['nothing where neither stands', {}, {}, undefined],
  ])('takes from a 429 %s', async (_name, body, headers, retryAfterMs) => {
    stub.failNext({ kind: 'reply', reply: matrixErrors.limited(body, headers as Record<string, string>) });
    const outcome = await send(roomId);
    expect(outcome).toMatchObject({ kind: 'failed', retry: true });
    expect(outcome.kind === 'failed' && outcome.retryAfterMs).toBe(retryAfterMs);
  });

  it.each([
    [401, 'M_UNKNOWN_TOKEN', false],
    [400, 'M_BAD_JSON', false],
    [404, 'M_UNRECOGNIZED', false],
    [413, 'M_TOO_LARGE', false],
    [302, '', false],
    [408, 'M_UNKNOWN', true],
    [500, 'M_UNKNOWN', true],
    [502, '', true],
    [504, '', true],
    [200, '', true],
  ])('takes %i %s with retry %o', async (status, errcode, retry) => {
    stub.failNext({
      kind: 'reply',
      reply: errcode ? json(status, { errcode, error: 'so' }) : { status, body: '<html>' },
    });
    expect(await send(roomId)).toMatchObject({
      kind: 'failed',
      retry,
      reason: expect.stringContaining(String(status)),
    });
  });

  it('gives up on a token the server does not know', async () => {
    const outcome = await send(roomId, { token: 'another-canary' });
    expect(outcome).toMatchObject({ retry: false, reason: expect.stringContaining('M_UNKNOWN_TOKEN') });
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });

  it('warns that it cannot encrypt, asking for the state of a room once an hour', async () => {
    stub.rooms.set(roomId, { joined: true, mayJoin: true, encrypted: true, aliases: [] });
    for (const key of ['one', 'two']) {
      expect(await send(roomId, { key })).toMatchObject({
        kind: 'sent',
        answer: expect.stringContaining('encrypted'),
      });
    }
    expect(paths('m.room.encryption')).toHaveLength(1);
  });

  it('looks at the state anew in a test', async () => {
    await send(roomId, { key: 'one' });
    stub.rooms.set(roomId, { joined: true, mayJoin: true, encrypted: true, aliases: [] });
    const outcome = await send(roomId, { key: 'two', notification: { isTest: true } });
    expect(outcome).toMatchObject({ kind: 'sent', answer: expect.stringContaining('WARNING') });
  });

  it('has sent, even if the state of the room cannot be read', async () => {
    const sending = send(roomId);
    await expect.poll(() => stub.events.length).toBe(1);
    expect(await sending).toMatchObject({ kind: 'sent' });
    stub.rooms.set('!other:ops.test', { joined: true, mayJoin: true, encrypted: false, aliases: [] });
    stub.failNext({ kind: 'reply', reply: json(200, { event_id: '$x' }) }, { kind: 'reset' });
    expect(await send('!other:ops.test', { key: 'two' })).toMatchObject({ kind: 'sent', answer: 'event $x' });
  });

  it('edits the first message, however often, and keeps its id', async () => {
    await send(roomId, { key: 'one' });
    for (const [key, summary] of [
      ['two', 'The model says more'],
      ['three', 'And more'],
    ] as const) {
      const outcome = await send(roomId, {
        key,
        replaces: '$event1',
        notification: { summary, revision: 1 },
      });
      expect(outcome).toMatchObject({ kind: 'sent', remoteId: '$event1' });
    }
    expect(stub.shown()).toHaveLength(1);
    expect(stub.shown()[0]?.body).toContain('And more');
  });

  it('gives up on an edit of a message that is gone', async () => {
    expect(await send(roomId, { replaces: '$gone' })).toMatchObject({ kind: 'failed', retry: false });
  });
});
