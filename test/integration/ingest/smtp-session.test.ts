import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src-main/engine/ingest/smtp-policy.ts';
import { createSmtpRigs, eventually } from '../../support/smtp-rig.ts';
import { beginMessage, openSmtpWire } from '../../support/smtp-wire.ts';

const rigs = createSmtpRigs();
afterEach(() => rigs.stopAll());

async function converse(port: number, lines: string[]): Promise<(string | null)[]> {
  const wire = await openSmtpWire(port);
  const replies = [await wire.reply()];
  for (const line of lines) replies.push(await wire.ask(line));
  wire.close();
  return replies;
}

describe('a session', () => {
  it('takes a message and answers with its id', async () => {
    const { port, spool, listener } = await rigs.start();
    const replies = await converse(port, [
      'EHLO web1.example',
      'MAIL FROM:<root@web1>',
      'RCPT TO:<ops@example.net>',
      'RCPT TO:<noc@example.net>',
      'DATA',
      'Subject: disk full\r\nMessage-ID: <1@web1>\r\n\r\n..dots\r\nüñí هشدار\r\n.',
      'QUIT',
    ]);
    expect(replies[0]).toBe('220 alertflow ESMTP AlertFlow');
    expect(replies[6]).toBe('250 2.0.0 queued as m1');
    expect(replies[7]).toMatch(/^221 /);
    expect(spool.kept).toHaveLength(1);
    expect(spool.kept[0]).toMatchObject({
      id: 'm1',
      messageId: '<1@web1>',
      meta: {
        remoteAddress: '127.0.0.1',
        helo: 'web1.example',
        mailFrom: 'root@web1',
        rcptTo: ['ops@example.net', 'noc@example.net'],
        secure: false,
        user: null,
      },
    });
    expect(spool.kept[0]?.raw.toString()).toBe(
      'Subject: disk full\r\nMessage-ID: <1@web1>\r\n\r\n.dots\r\nüñí هشدار\r\n',
    );
    expect(listener.stats()).toMatchObject({ accepted: 1, permanentRefusals: 0 });
  });

  it('offers only what it does', async () => {
    const { port } = await rigs.start();
    const [, ehlo] = await converse(port, ['EHLO x']);
    expect(ehlo?.split('\n').map((line) => line.slice(4))).toEqual([
      'alertflow',
      'PIPELINING',
      '8BITMIME',
      'SMTPUTF8',
      'ENHANCEDSTATUSCODES',
      'SIZE 26214400',
    ]);
  });

  it.each([
    ['HELO web1', 'web1'],
    ['ehlo Web1', 'Web1'],
    ['EHLO', ''],
    ['HELO ', ''],
    ['EHLO my little host', 'my little host'],
    ['EHLO [192.0.2.1]', '[192.0.2.1]'],
    ['EHLO -_-', '-_-'],
    [`HELO ${'x'.repeat(400)}`, 'x'.repeat(255)],
    ['  EHLO padded', 'padded'],
    ['NOOP', ''],
  ])('takes mail of a client that greets with "%s"', async (greeting, helo) => {
    const { port, spool } = await rigs.start();
    const replies = await converse(port, [
      greeting,
      'mail from: <monit@vm> BODY=8BITMIME SMTPUTF8',
      'rcpt to: logcheck',
      'data',
      'x\r\n.',
    ]);
    expect(replies.at(-1)).toBe('250 2.0.0 queued as m1');
    expect(spool.kept[0]?.meta).toMatchObject({ helo, mailFrom: 'monit@vm', rcptTo: ['logcheck@localhost'] });
  });

  it('answers commands sent in one segment in one segment, in order', async () => {
    const { port, spool } = await rigs.start();
    const wire = await openSmtpWire(port);
    await wire.reply();
    const segments: string[] = [];
    wire.socket.on('data', (chunk) => segments.push(chunk.toString()));
    wire.send(
      'EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nbody\r\n.\r\nMAIL FROM:<e@f>\r\nQUIT\r\n',
    );
    await wire.closed();
    const codes = segments
      .join('')
      .match(/^\d{3} /gm)
      ?.map((code) => code.trim());
    expect(codes).toEqual(['250', '250', '250', '354', '250', '250', '221']);
    expect(segments[0]?.match(/^\d{3} /gm)?.slice(0, 4)).toEqual(['250 ', '250 ', '250 ', '354 ']);
    expect(spool.kept).toHaveLength(1);
  });

  it('takes several messages in one session', async () => {
    const { port, spool } = await rigs.start();
    const transaction = ['MAIL FROM:<>', 'RCPT TO:<c@d>', 'DATA', 'x\r\n.'];
    const replies = await converse(port, ['EHLO x', ...transaction, ...transaction, 'RSET', ...transaction]);
    expect(replies.filter((reply) => reply?.includes('queued as'))).toHaveLength(3);
    expect(spool.kept.map((message) => message.meta.mailFrom)).toEqual(['', '', '']);
  });

  it('greets at once, and serves a client that says everything before it listens', async () => {
    const { port, spool } = await rigs.start();
    const started = performance.now();
    const polite = await openSmtpWire(port);
    expect(await polite.reply()).toMatch(/^220 /);
    expect(performance.now() - started).toBeLessThan(80);
    polite.close();
    const hasty = await openSmtpWire(port);
    // Written as soon as the connection stands, so the bytes are there before the server looks.
    hasty.send(
      'HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: down\r\n\r\nx\r\n.\r\nQUIT\r\n',
    );
    expect(await hasty.reply()).toMatch(/^220 /);
    await hasty.closed();
    expect(spool.kept).toHaveLength(1);
  });

  it.each([
    ['XCLIENT ADDR=203.0.113.9', /^50[02] /],
    ['XFORWARD ADDR=203.0.113.9', /^50[02] /],
    ['PROXY TCP4 203.0.113.9 10.0.0.1 1 25', /^50[02] /],
    ['VRFY root', /^50[02] /],
    ['EXPN staff', /^50[02] /],
    ['WIZ abracadabra', /^50[02] /],
    ['SHELL', /^50[02] /],
    ['KILL', /^50[02] /],
    ['DEBUG', /^50[02] /],
    ['HELP', /^50[02] /],
    ['STARTTLS', /^50[02] /],
    ['AUTH PLAIN AGEAYg==', /^50[02] /],
    ['ETRN example.net', /^50[02] /],
    ['BDAT 5 LAST', /^50[02] /],
    ['GET / HTTP/1.1', /^421 /],
    ['RCPT TO:<c@d>', /^503 /],
    ['DATA', /^503 /],
  ])('refuses "%s"', async (line, expected) => {
    const { port } = await rigs.start();
    const replies = await converse(port, ['EHLO x', line]);
    expect(replies.at(-1)).toMatch(expected);
  });

  it('keeps the raw line of every permanent refusal, and no password', async () => {
    const { port, listener, logger } = await rigs.start();
    const secret = Buffer.from('\0user\0hunter2').toString('base64');
    await converse(port, ['EHLO odd host', 'RCPT TO:<>', `AUTH PLAIN ${secret}`, secret, 'VRFY root']);
    const { recentRefusals, permanentRefusals } = listener.stats();
    expect(permanentRefusals).toBe(4);
    expect(recentRefusals.map((refusal) => refusal.line)).toEqual([
      'RCPT TO:<>',
      'AUTH PLAIN /* secured */',
      '/* hidden */',
      'VRFY root',
    ]);
    expect(recentRefusals[0]).toMatchObject({ helo: 'odd host', remoteAddress: '127.0.0.1' });
    expect(recentRefusals[0]?.reply).toMatch(/^501 /);
    expect(logger.records.filter((record) => record.message === 'SMTP command refused')).toHaveLength(4);
    expect(JSON.stringify(logger.records)).not.toContain(secret);
  });

  it('refuses recipients that are not on the list, and only when there is one', async () => {
    const policy = { ...DEFAULT_POLICY, acceptedRecipients: ['example.net'] };
    const listed = await rigs.start({ policy });
    const lines = ['EHLO x', 'MAIL FROM:<a@b>', 'RCPT TO:<c@other.example>', 'RCPT TO:<c@example.net>'];
    const [, , , unlisted, accepted] = await converse(listed.port, lines);
    expect(unlisted).toMatch(/^550 5\.1\.1 /);
    expect(accepted).toMatch(/^250 /);
    const open = await rigs.start();
    expect((await converse(open.port, lines)).at(3)).toMatch(/^250 /);
  });
});

describe('a spool that cannot', () => {
  it.each([
    ['has no room', () => ({ kind: 'refused', code: 'no-space', reason: 'reserve reached' }) as const],
    ['fails to write', () => ({ kind: 'refused', code: 'io', reason: 'EIO' }) as const],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ])('makes the client come again when it %s, and the next message goes through', async (_name, answer) => {
    const { port, spool, listener } = await rigs.start();
    const wire = await openSmtpWire(port);
    await beginMessage(wire);
    spool.answerWith(answer);
    expect(await wire.ask('x\r\n.')).toMatch(/^452 4\.3\.1 /);
    spool.answerWith((id) => ({ kind: 'accepted', id }));
    for (const line of ['MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'DATA']) await wire.ask(line);
    expect(await wire.ask('x\r\n.')).toMatch(/^250 2\.0\.0 queued as /);
    expect(listener.stats()).toMatchObject({ accepted: 1, deferred: 1, permanentRefusals: 0 });
    wire.close();
  });

  it('makes the client come again when it fails in the middle of a message', async () => {
    const { port, spool } = await rigs.start();
    const wire = await openSmtpWire(port);
    await beginMessage(wire);
    spool.holdWrites(() => Promise.reject(new Error('EIO')));
    expect(await wire.ask('x\r\n.')).toMatch(/^452 4\.3\.1 /);
    expect(spool).toMatchObject({ kept: [] });
    expect(spool.aborted()).toBe(1);
    wire.close();
  });

  it('makes the client come again when it cannot even begin', async () => {
    const { port } = await rigs.start({
      spool: {
        begin() {
          throw new Error('closed');
        },
      },
    });
    const wire = await openSmtpWire(port);
    await beginMessage(wire);
    expect(await wire.ask('x\r\n.')).toMatch(/^452 4\.3\.1 /);
    wire.close();
  });

  it('holds the client up while it writes, and takes the whole message', async () => {
    const { port, spool } = await rigs.start();
    spool.holdWrites(() => new Promise((resolve) => setImmediate(resolve)));
    const wire = await openSmtpWire(port);
    await beginMessage(wire);
    const body = `${'line of text\r\n'.repeat(100_000)}`;
    expect(await wire.ask(`${body}.`)).toMatch(/^250 /);
    expect(spool.kept[0]?.raw.length).toBe(body.length);
    wire.close();
  });

  it('tells a resend its first id', async () => {
    const { port, spool, listener } = await rigs.start();
    spool.answerWith(() => ({ kind: 'joined', id: 'first' }));
    const wire = await openSmtpWire(port);
    await beginMessage(wire);
    expect(await wire.ask('x\r\n.')).toBe('250 2.0.0 queued as first');
    expect(listener.stats()).toMatchObject({ accepted: 1, joined: 1 });
    wire.close();
  });
});

describe('a connection lost inside a message', () => {
  it('leaves nothing behind', async () => {
    const { port, spool, listener } = await rigs.start();
    const wire = await openSmtpWire(port);
    await beginMessage(wire);
    wire.send('Subject: half\r\n\r\nhalf a li');
    await eventually(() => spool.open() === 1, 'the message begun');
    wire.close();
    await eventually(() => spool.aborted() === 1, 'the message given up');
    expect(spool.kept).toEqual([]);
    expect(listener.stats()).toMatchObject({ accepted: 0, incomplete: 1 });
    await eventually(() => listener.stats().sessions === 0, 'the session counted out');
  });
});
