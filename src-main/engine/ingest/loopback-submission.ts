/**
 * Hands one mail to our own SMTP port, as a monitoring tool on this machine would. It is how the console shows that the
 * way from the port to the alert works, without a shell and without swaks.
 *
 * The product has no code that sends mail anywhere, and this is none either: the caller gives no host. The target is
 * read from the listener that runs in this process, and anything but a loopback address is refused before and after
 * connecting. Nothing is retried, queued, or relayed. A test holds that no other file speaks SMTP as a client.
 */
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { compileNetworks, LOOPBACK_NETWORKS } from './smtp-networks.ts';

export interface Submission {
  from: string;
  to: string;
  /** Header and text, lines ended by LF. */
  message: string;
}

export type SubmissionOutcome =
  | { kind: 'accepted'; alertId: string; reply: string }
  /** The port said no, or said nothing. */
  | { kind: 'refused'; reply: string }
  /** The port listens on an address of the network only: there is no loopback to go over. */
  | { kind: 'no-loopback' };

const isLoopback = compileNetworks(LOOPBACK_NETWORKS, 'loopback');
const timeoutMs = 10_000;
const maxReplyBytes = 8 * 1024;

/** Where a port bound to this address is met without leaving the machine. */
const loopbackOf = (bound: string): string | null => {
  if (bound === '0.0.0.0') return '127.0.0.1';
  if (bound === '::') return '::1';
  return isLoopback(bound) ? bound : null;
};

export const submitOverLoopback = async (
  bound: { address: string; port: number },
  submission: Submission,
): Promise<SubmissionOutcome> => {
  const host = loopbackOf(bound.address);
  if (host === null) return { kind: 'no-loopback' };
  const socket = connect({ host, port: bound.port });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no reply in time')));
  try {
    return await converse(socket, submission);
  } catch (error) {
    return { kind: 'refused', reply: error instanceof Error ? error.message : 'the connection ended' };
  } finally {
    socket.destroy();
  }
};

const converse = async (socket: Socket, { from, to, message }: Submission): Promise<SubmissionOutcome> => {
  const failed = new Promise<never>((_, reject) => socket.once('error', reject));
  failed.catch(() => {
    // Whoever waits for the next line hears of it.
  });
  let received = 0;
  socket.on('data', (chunk) => {
    received += chunk.length;
    if (received > maxReplyBytes) socket.destroy(new Error('the replies are too long'));
  });
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const reply = async (): Promise<string> => {
    for (;;) {
      const { value, done } = await Promise.race([lines.next(), failed]);
      if (done) throw new Error('the connection was closed without a reply');
      if (!/^\d{3}-/.test(value)) return value;
    }
  };

  const steps: readonly [command: string | null, expected: string][] = [
    [null, '220'],
    ['EHLO localhost', '250'],
    [`MAIL FROM:<${from}>`, '250'],
    [`RCPT TO:<${to}>`, '250'],
    ['DATA', '354'],
    [`${dotStuffed(message)}.`, '250'],
  ];
  let last = '';
  for (const [command, expected] of steps) {
    if (command !== null) socket.write(`${command}\r\n`);
    last = await reply();
    if (socket.remoteAddress !== undefined && !isLoopback(socket.remoteAddress)) {
      throw new Error('the connection left this machine');
    }
    if (!last.startsWith(expected)) return { kind: 'refused', reply: last };
  }
  socket.write('QUIT\r\n');
  return { kind: 'accepted', alertId: /queued as (\S+)/.exec(last)?.[1] ?? '', reply: last };
};

/** RFC 5321 section 4.5.2; ends with CRLF. */
const dotStuffed = (message: string): string =>
  `${message.trimEnd()}\n`.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..');
