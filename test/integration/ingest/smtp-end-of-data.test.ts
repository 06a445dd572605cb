import { afterEach, describe, expect, it } from 'vitest';
import { createSmtpRigs, eventually, type SmtpRig } from '../../support/smtp-rig.ts';
import { beginMessage, openSmtpWire, type SmtpWire } from '../../support/smtp-wire.ts';

/** What some servers take for the end of a message though RFC 5321 section 4.1.1.4 knows CRLF.CRLF only. */
const falseEnds: Record<string, string> = {
  'LF.LF': '\n.\n',
  'LF.CRLF': '\n.\r\n',
  'CRLF.LF': '\r\n.\n',
  'CR.CR': '\r.\r',
  'CR.CRLF': '\r.\r\n',
  'CRLF.CR': '\r\n.\r',
  'CRLF.NUL CRLF': '\r\n.\0\r\n',
  'CRLF NUL.CRLF': '\r\n\0.\r\n',
  'LFCR.LFCR': '\n\r.\n\r',
  'CRCRLF.CRCRLF': '\r\r\n.\r\r\n',
};

const smuggled = 'MAIL FROM:<evil@x>\r\nRCPT TO:<victim@y>\r\nDATA\r\nsmuggled\r\n';
const rigs = createSmtpRigs();
afterEach(() => rigs.stopAll());

function messageWith(falseEnd: string): Buffer {
  return Buffer.from(`Subject: one\r\n\r\nfirst${falseEnd}${smuggled}.\r\n`);
}

/** Each piece leaves in a segment of its own: the next is written only when the one before has gone out. */
async function sendInPieces(wire: SmtpWire, pieces: Buffer[]): Promise<void> {
  for (const piece of pieces) {
    await new Promise<void>((resolve) => wire.socket.write(piece, () => resolve()));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function deliver(rig: SmtpRig, pieces: Buffer[]): Promise<void> {
  const wire = await openSmtpWire(rig.port);
  await beginMessage(wire);
  await sendInPieces(wire, pieces);
  expect(await wire.reply()).toMatch(/^250 .*queued/);
  expect(await wire.ask('NOOP')).toMatch(/^250 /);
  wire.close();
}

function expectOneMessage(rig: SmtpRig, message: Buffer): void {
  const kept = rig.spool.kept.splice(0);
  expect(kept).toHaveLength(1);
  expect(kept[0]?.meta.mailFrom).toBe('a@b');
  // All of it is content: the bytes before the true end, dots at line starts unstuffed by RFC 5321 section 4.5.2.
  expect(kept[0]?.raw.toString('latin1')).toContain('smuggled');
  expect(kept[0]?.raw.length).toBeGreaterThanOrEqual(message.length - 3 - 1);
}

describe('the end of a message', () => {
  it.each(Object.entries(falseEnds))('is not %s, in one segment', async (_name, falseEnd) => {
    const rig = await rigs.start();
    const message = messageWith(falseEnd);
    await deliver(rig, [message]);
    expectOneMessage(rig, message);
  });

  it.each(Object.entries(falseEnds))('is not %s, byte by byte', async (_name, falseEnd) => {
    const rig = await rigs.start();
    const message = messageWith(falseEnd);
    await deliver(
      rig,
      [...message].map((byte) => Buffer.from([byte])),
    );
    expectOneMessage(rig, message);
  });

  it.each(Object.entries(falseEnds))('is not %s, cut at every offset', async (_name, falseEnd) => {
    const rig = await rigs.start();
    const message = messageWith(falseEnd);
    for (let cut = 1; cut < message.length; cut++) {
      await deliver(rig, [message.subarray(0, cut), message.subarray(cut)]);
      expectOneMessage(rig, message);
    }
  });

  it('is CRLF.CRLF, cut at every offset, also for an empty message', async () => {
    const rig = await rigs.start();
    for (const text of ['x\r\n.\r\n', '.\r\n', '..\r\n.\r\n', '\r\n.\r\n']) {
      const message = Buffer.from(text);
      for (let cut = 1; cut < message.length; cut++) {
        await deliver(rig, [message.subarray(0, cut), message.subarray(cut)]);
      }
    }
    const contents = new Set(rig.spool.kept.map((message) => message.raw.toString()));
    expect(contents).toEqual(new Set(['x\r\n', '', '.\r\n', '\r\n']));
  });
});

describe('line endings that stand alone', () => {
  it('are kept byte for byte', async () => {
    const rig = await rigs.start();
    const wire = await openSmtpWire(rig.port);
    await beginMessage(wire);
    expect(await wire.ask('Subject: syslog-ng\r\n\r\none\ntwo\rthree\r\n.')).toMatch(/^250 /);
    expect(rig.spool.kept[0]?.raw.toString()).toBe('Subject: syslog-ng\r\n\r\none\ntwo\rthree\r\n');
    wire.close();
  });

  it('are refused when the setting says so', async () => {
    const rig = await rigs.start({ bareLineEndings: 'refuse' });
    const wire = await openSmtpWire(rig.port);
    await beginMessage(wire);
    expect(await wire.ask('one\ntwo\r\n.')).toMatch(/^550 /);
    for (const line of ['MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'DATA']) await wire.ask(line);
    expect(await wire.ask('one\r\ntwo\r\n.')).toMatch(/^250 /);
    expect(rig.spool.kept).toHaveLength(1);
    expect(rig.spool.open()).toBe(0);
    wire.close();
  });

  it('end a message of a client listed for it', async () => {
    const rig = await rigs.start({ lfOnlyNetworks: ['127.0.0.0/8'] });
    const wire = await openSmtpWire(rig.port);
    await wire.reply();
    for (const line of ['HELO old', 'MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'DATA']) {
      wire.send(`${line}\n`);
      await wire.reply();
    }
    await sendInPieces(
      wire,
      [...'Subject: x\n\nbody\r\nmore\n.\n'].map((byte) => Buffer.from(byte)),
    );
    expect(await wire.reply()).toMatch(/^250 /);
    expect(rig.spool.kept[0]?.raw.toString()).toBe('Subject: x\r\n\r\nbody\r\nmore\r\n');
    wire.close();
  });

  it('leave an unlisted client to a time-out that is logged', async () => {
    const { DEFAULT_DEADLINES } = await import('../../../src-main/engine/ingest/smtp-deadlines.ts');
    const rig = await rigs.start({ deadlines: { ...DEFAULT_DEADLINES, dataMs: 300 } });
    const wire = await openSmtpWire(rig.port);
    await beginMessage(wire);
    wire.send('Subject: x\n\nbody\n.\n');
    expect(await wire.reply()).toMatch(/^421 /);
    expect(rig.logger.records).toContainEqual(
      expect.objectContaining({
        message: 'SMTP session timed out',
        fields: expect.objectContaining({ overrun: 'data' }),
      }),
    );
    expect(rig.spool.kept).toEqual([]);
    expect(lostOf(rig)).toEqual([{ sizeBytes: 18, hint: expect.stringContaining('smtpLfOnlyNetworks') }]);
  });

  it.each([
    ['Subject: x\n\nbody\n.\nQUIT\n', true],
    ['Subject: x\r\n\r\nbody\r\n', false],
    ['Subject: x\r\n\r\nbody\r\n.', false],
  ])('of a client that leaves after %j are logged, with what to do about it: %s', async (sent, hasHint) => {
    const rig = await rigs.start();
    const wire = await openSmtpWire(rig.port);
    await beginMessage(wire);
    wire.socket.end(sent);
    await eventually(() => lostOf(rig).length > 0, 'the loss is logged');
    expect(lostOf(rig)[0]?.hint !== undefined).toBe(hasHint);
    expect(rig.spool.kept).toEqual([]);
  });
});

/** What the log says of messages that were not taken whole. */
const lostOf = (rig: SmtpRig) =>
  rig.logger.records
    .filter(({ message }) => message.startsWith('SMTP message not accepted'))
    .map(({ fields: { sizeBytes, hint } }) => ({ sizeBytes, hint }));
