import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { submitOverLoopback } from '../../../src-main/engine/ingest/loopback-submission.ts';
import { DEFAULT_POLICY } from '../../../src-main/engine/ingest/smtp-policy.ts';
import { createSmtpRigs } from '../../support/smtp-rig.ts';

const rigs = createSmtpRigs();
let server: Server | undefined;
afterEach(async () => {
  await rigs.stopAll();
  server?.close();
  server = undefined;
});

const submission = {
  from: 'sample@alertflow.invalid',
  to: 'noc@example.net',
  message: 'Subject: sample\n\nfirst\n.\n.second\n',
};

const boundTo = ({ listener }: Awaited<ReturnType<typeof rigs.start>>) => {
  const bound = listener.boundTo();
  if (bound === null) throw new Error('it takes no connections');
  return bound;
};

describe('a sample over loopback', () => {
  it.each(['127.0.0.1', '0.0.0.0'])(
    'arrives as it was written where the port is bound to %s',
    async (host) => {
      const rig = await rigs.start({ host });
      const outcome = await submitOverLoopback(boundTo(rig), submission);
      expect(outcome).toMatchObject({ kind: 'accepted', reply: expect.stringMatching(/^250 /) });
      const [stored] = rig.spool.kept;
      expect(stored?.raw.toString()).toBe('Subject: sample\r\n\r\nfirst\r\n.\r\n.second\r\n');
      expect(stored?.id).toBe(outcome.kind === 'accepted' ? outcome.alertId : '');
    },
  );

  it("answers the port's own words where it is refused", async () => {
    const rig = await rigs.start({ policy: { ...DEFAULT_POLICY, acceptedRecipients: ['ops.example'] } });
    expect(await submitOverLoopback(boundTo(rig), submission)).toMatchObject({
      kind: 'refused',
      reply: expect.stringMatching(/^550 /),
    });
  });

  it('goes to no address that is not loopback', async () => {
    let connections = 0;
    const address = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
    const host = address ?? '192.0.2.1';
    if (address !== undefined) {
      server = createServer(() => connections++).listen(0, address);
      await new Promise((done) => server?.once('listening', done));
    }
    const bound = server?.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 25;
    expect(await submitOverLoopback({ address: host, port }, submission)).toEqual({ kind: 'no-loopback' });
    expect(connections).toBe(0);
  });

  it('gives up on a port that hangs up or talks without end', async () => {
    server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220-');
      socket.write('x'.repeat(100_000));
    }).listen(0, '127.0.0.1');
    await new Promise((done) => server?.once('listening', done));
    const bound = server.address();
    if (typeof bound !== 'object' || bound === null) throw new Error('no port');
    expect(await submitOverLoopback(bound, submission)).toMatchObject({ kind: 'refused' });
  });
});
