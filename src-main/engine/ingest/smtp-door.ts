import type { Socket } from 'node:net';
import type { Logger } from '../ports.ts';
import type { RefusalReason, SmtpPolicy } from './smtp-policy.ts';

/** How long a refused client may take to read its reply, ms. */
const LINGER_MS = 1_000;
/** Refused sockets that may linger at once; further ones are dropped without a reply. */
const MAX_LINGERING = 1_000;
/** The refusals of one reason are logged one by one up to this number in a minute, then only counted. */
const MAX_LOGGED_PER_MINUTE = 30;
const MINUTE_MS = 60_000;

export interface SmtpDoor {
  /** Decides on a new socket; a refused one is answered and closed here, an admitted one is released when it closes. */
  admit(socket: Socket): boolean;
  /** Connections refused so far, by reason. */
  refused(): Record<RefusalReason, number>;
  /** Lets go of refused sockets that still linger. */
  close(): void;
}

/** Applies the policy before a session exists, so that a flood costs no more than a write and a close. */
export function createSmtpDoor(
  policy: SmtpPolicy,
  name: string,
  logger: Logger,
  now: () => number,
): SmtpDoor {
  const refused: Record<RefusalReason, number> = {
    network: 0,
    sessions: 0,
    address_sessions: 0,
    address_rate: 0,
  };
  const lingering = new Set<Socket>();
  let loggedSince = now();
  let logged = 0;

  function turnAway(socket: Socket, reply: string): void {
    socket.on('error', () => socket.destroy());
    if (lingering.size >= MAX_LINGERING) {
      socket.destroy();
      return;
    }
    lingering.add(socket);
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      lingering.delete(socket);
    });
    socket.resume();
    socket.end(`${reply}\r\n`);
  }

  function log(remoteAddress: string, reason: RefusalReason): void {
    if (now() - loggedSince >= MINUTE_MS) {
      loggedSince = now();
      logged = 0;
    }
    if (logged++ >= MAX_LOGGED_PER_MINUTE) return;
    logger.warn({ remoteAddress, reason, refused: refused[reason] }, 'SMTP connection refused');
  }

  return {
    admit(socket) {
      const address = socket.remoteAddress;
      if (address === undefined) {
        // It went away before it was looked at.
        socket.destroy();
        return false;
      }
      const admission = policy.admit(address);
      if (admission.kind === 'admitted') {
        socket.once('close', () => policy.release(address));
        return true;
      }
      refused[admission.reason]++;
      log(address, admission.reason);
      const status = admission.code === 554 ? '5.7.1' : '4.7.0';
      turnAway(socket, `${admission.code} ${status} ${name} ${admission.reply}`);
      return false;
    },
    refused: () => ({ ...refused }),
    close() {
      for (const socket of lingering) socket.destroy();
    },
  };
}
