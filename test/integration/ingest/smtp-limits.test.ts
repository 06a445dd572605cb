import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_DEADLINES } from '../../../src-main/engine/ingest/smtp-deadlines.ts';
import { DEFAULT_POLICY } from '../../../src-main/engine/ingest/smtp-policy.ts';
import { createSmtpRigs, eventually } from '../../support/smtp-rig.ts';
import { beginMessage, openSmtpWire, type SmtpWire } from '../../support/smtp-wire.ts';

const MB = 1024 * 1024;
const intakeMemory = join(import.meta.dirname, '..', '..', 'support', 'intake-memory.ts');
const rigs = createSmtpRigs();
afterEach(() => rigs.stopAll());

/** Sends one byte each `everyMs` until the connection is gone. */
function drip(wire: SmtpWire, everyMs: number): void {
  const timer = setInterval(() => wire.send('x'), everyMs);
  wire.socket.once('close', () => clearInterval(timer));
}

describe('deadlines', () => {
  const limitMs = 600;

  it.each([
    ['a command', { commandMs: limitMs }, false],
    ['a message', { dataMs: limitMs }, true],
    ['a message below the least rate', { rateWindowMs: limitMs }, true],
  ])('end a session that drips %s, soon after the limit', async (_name, limits, inData) => {
    const rig = await rigs.start({ deadlines: { ...DEFAULT_DEADLINES, ...limits } });
    const wire = await openSmtpWire(rig.port);
    if (inData) await beginMessage(wire);
    else await wire.reply();
    const started = performance.now();
    drip(wire, 20);
    expect(await wire.reply()).toMatch(/^421 4\.4\.2 Timeout/);
    await wire.closed();
    const lastedMs = performance.now() - started;
    expect(lastedMs).toBeGreaterThanOrEqual(limitMs - 50);
    // The drip would have gone on for longer.
    expect(lastedMs).toBeLessThan(limitMs + 10_000);
    expect(rig.spool.open()).toBe(0);
    expect(rig.listener.stats()).toMatchObject({ timedOut: 1, accepted: 0 });
  });

  it('end a session that only ever says NOOP', async () => {
    const rig = await rigs.start({ deadlines: { ...DEFAULT_DEADLINES, sessionMs: limitMs } });
    const wire = await openSmtpWire(rig.port);
    await wire.reply();
    let reply: string | null = '250';
    while (reply?.startsWith('250')) reply = await wire.ask('NOOP');
    expect(reply).toMatch(/^421 /);
  });

  it('do not end a session that waits for the spool', async () => {
    const rig = await rigs.start({
      deadlines: { ...DEFAULT_DEADLINES, commandMs: 100, dataMs: 5_000, rateWindowMs: 100 },
    });
    const wire = await openSmtpWire(rig.port);
    await beginMessage(wire);
    const { promise, resolve } = Promise.withResolvers<void>();
    rig.spool.holdWrites(() => promise);
    rig.spool.answerWith(async (id) => {
      await new Promise((done) => setTimeout(done, 600));
      return { kind: 'accepted', id };
    });
    wire.send('x\r\n.\r\n');
    setTimeout(resolve, 600);
    expect(await wire.reply()).toMatch(/^250 /);
    wire.close();
  });
});

describe('limits of sessions', () => {
  it('turn away a flood from one address, while another address is served', async () => {
    const rig = await rigs.start();
    const flood = await Promise.all(
      Array.from({ length: 500 }, async () => {
        const wire = await openSmtpWire(rig.port, '127.0.0.1');
        const reply = await wire.reply();
        return { wire, reply };
      }),
    );
    const served = flood.filter(({ reply }) => reply?.startsWith('220'));
    const refused = flood.filter(({ reply }) => reply?.startsWith('421 4.7.0'));
    expect(served).toHaveLength(160);
    expect(refused).toHaveLength(340);
    const other = await openSmtpWire(rig.port, '127.0.0.2');
    await beginMessage(other);
    expect(await other.ask('x\r\n.')).toMatch(/^250 /);
    expect(rig.listener.stats().refusedConnections.address_sessions).toBe(340);
    for (const { wire } of flood) wire.close();
    other.close();
    await eventually(() => rig.listener.stats().sessions === 0, 'all sessions counted out');
  });

  it('allow 20 sessions of an address that is not exempt', async () => {
    const rig = await rigs.start({ policy: { ...DEFAULT_POLICY, exemptNetworks: [] } });
    const wires = await Promise.all(Array.from({ length: 25 }, () => openSmtpWire(rig.port)));
    const replies = await Promise.all(wires.map((wire) => wire.reply()));
    expect(replies.filter((reply) => reply?.startsWith('220'))).toHaveLength(20);
    const late = await openSmtpWire(rig.port);
    expect(await late.reply()).toMatch(/^421 /);
    await late.closed();
    for (const wire of wires) wire.close();
  });

  it('allow 60 new sessions a minute of an address that is not exempt', async () => {
    const rig = await rigs.start({ policy: { ...DEFAULT_POLICY, exemptNetworks: [] } });
    for (let count = 0; count < 60; count++) {
      const wire = await openSmtpWire(rig.port);
      expect(await wire.reply()).toMatch(/^220 /);
      await wire.ask('QUIT');
      await wire.closed();
    }
    expect(await (await openSmtpWire(rig.port)).reply()).toMatch(/^421 /);
  });

  it('refuse a network that is not allowed before anything is said, and log it', async () => {
    const rig = await rigs.start({ policy: { ...DEFAULT_POLICY, allowedNetworks: ['10.0.0.0/8'] } });
    const wire = await openSmtpWire(rig.port);
    expect(await wire.reply()).toMatch(/^554 5\.7\.1 /);
    await wire.closed();
    expect(rig.logger.records).toContainEqual(
      expect.objectContaining({
        message: 'SMTP connection refused',
        fields: expect.objectContaining({ remoteAddress: '127.0.0.1', reason: 'network' }),
      }),
    );
  });
});

describe('a client that is refused again and again', () => {
  it('is let go after fifty refusals', async () => {
    const rig = await rigs.start();
    const wire = await openSmtpWire(rig.port);
    await wire.reply();
    await wire.ask('EHLO x');
    for (let count = 0; count < 50; count++) expect(await wire.ask('RCPT TO:<>')).toMatch(/^501 /);
    expect(await wire.reply()).toMatch(/^421 /);
    await wire.closed();
    expect(rig.listener.stats().permanentRefusals).toBe(50);
  });
});

describe('the size of a message', () => {
  async function pour(wire: SmtpWire, bytes: number): Promise<void> {
    const block = Buffer.from(`${'0123456789abcdef'.repeat(63)}01234567890123\r\n`.repeat(64));
    for (let sent = 0; sent < bytes && !wire.socket.destroyed; sent += block.length) {
      if (wire.socket.write(block)) continue;
      const { promise, resolve } = Promise.withResolvers<void>();
      wire.socket.once('drain', resolve).once('close', resolve);
      await promise;
      wire.socket.off('drain', resolve).off('close', resolve);
    }
  }

  it('is refused where it is announced', async () => {
    const rig = await rigs.start();
    const wire = await openSmtpWire(rig.port);
    await wire.reply();
    await wire.ask('EHLO x');
    expect(await wire.ask(`MAIL FROM:<a@b> SIZE=${26 * MB}`)).toMatch(/^552 5\.3\.4 /);
    expect(await wire.ask(`MAIL FROM:<a@b> SIZE=${24 * MB}`)).toMatch(/^250 /);
    wire.close();
  });

  it.each([
    [24, /^250 /, 1],
    [26, /^552 5\.3\.4 /, 0],
  ])('of %i MB is answered %s', async (megabytes, expected, kept) => {
    const rig = await rigs.start();
    const wire = await openSmtpWire(rig.port);
    await beginMessage(wire);
    await pour(wire, megabytes * MB);
    expect(await wire.ask('.')).toMatch(expected);
    expect(rig.spool.kept).toHaveLength(kept);
    expect(rig.spool.open()).toBe(0);
    expect(await wire.ask('NOOP')).toMatch(/^250 /);
    wire.close();
  });

  it('without end, twenty times at once, costs little memory and ends at the deadline', async () => {
    const program = spawn(process.execPath, ['--expose-gc', intakeMemory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(program, 'close');
    const said = createInterface(program.stdout)[Symbol.asyncIterator]();
    const line = async () => JSON.parse(String((await said.next()).value));
    try {
      const { port } = await line();
      const wires = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const wire = await openSmtpWire(port);
          await beginMessage(wire);
          return wire;
        }),
      );
      await Promise.all(
        wires.map((wire) => Promise.race([pour(wire, Number.POSITIVE_INFINITY), wire.closed()])),
      );
      program.kill('SIGTERM');
      const { grown, written, ...counts } = await line();
      expect(counts).toEqual({ timedOut: 20, accepted: 0 });
      expect(grown).toBeLessThan(100 * MB);
      expect(written).toBeLessThan(20 * 3 * MB);
      for (const wire of wires) wire.close();
    } finally {
      program.kill('SIGKILL');
      await ended;
    }
  });
});

describe('stopping', () => {
  it('lets a message in progress finish, and takes no new one', async () => {
    const rig = await rigs.start();
    const [busy, idle] = [await openSmtpWire(rig.port), await openSmtpWire(rig.port)];
    await beginMessage(busy);
    await idle.reply();
    busy.send('first half ');
    await eventually(() => rig.spool.open() === 1, 'the message begun');
    const stopped = rig.listener.stop();
    expect(await idle.reply()).toMatch(/^421 /);
    busy.send('second half\r\n.\r\n');
    expect(await busy.reply()).toMatch(/^250 .*queued as/);
    await stopped;
    expect(rig.spool.kept[0]?.raw.toString()).toBe('first half second half\r\n');
    await expect(openSmtpWire(rig.port).then((wire) => wire.reply())).resolves.toBe(null);
    await rig.listener.stop();
  });

  it('gives up on a message that does not end in the time allowed', async () => {
    const rig = await rigs.start({ stopGraceMs: 200 });
    const wire = await openSmtpWire(rig.port);
    await beginMessage(wire);
    wire.send('never ending');
    await eventually(() => rig.spool.open() === 1, 'the message begun');
    const started = performance.now();
    await rig.listener.stop();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(rig.spool.kept).toEqual([]);
    expect(rig.spool.open()).toBe(0);
  });

  it('loses nothing it has answered for while mail flows', async () => {
    const rig = await rigs.start();
    let answered = 0;
    const senders = Array.from({ length: 20 }, async () => {
      for (;;) {
        const wire = await openSmtpWire(rig.port);
        if (!(await wire.reply())?.startsWith('220')) return wire.close();
        for (const line of ['HELO x', 'MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'DATA']) wire.send(`${line}\r\n`);
        for (let replies = 0; replies < 4; replies++) await wire.reply();
        if ((await wire.ask('x\r\n.'))?.startsWith('250')) answered++;
        wire.close();
      }
    });
    await eventually(() => answered > 100, 'mail flowing');
    await rig.listener.stop();
    await Promise.all(senders);
    expect(rig.spool.kept.length).toBeGreaterThanOrEqual(answered);
    expect(rig.spool.open()).toBe(0);
    expect(rig.listener.stats().accepted).toBe(rig.spool.kept.length);
  });

  it('says which address it could not have', async () => {
    const rig = await rigs.start();
    await expect(rigs.start({ port: rig.port })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(`127.0.0.1:${rig.port} (EADDRINUSE)`),
    });
  });
});
