/**
 * Recognises a client's resend: the same bytes with a Message-ID, from the same peer, for the same sender and
 * recipients, within ten minutes. Recipients count because relays deliver one message to each in a transaction of
 * its own: those are different alerts to route.
 */
import { hash } from 'node:crypto';
import type { Envelope } from '../../message.ts';

export const JOIN_WINDOW_MS = 10 * 60_000;
const MAX_REMEMBERED = 50_000;

/** The first arrival; its outcome tells whether it was kept, and is a promise until that is known. */
export interface FirstArrival<T> {
  at: number;
  outcome: Promise<T> | T;
}

export interface Joins<T> {
  find(key: string, now: number): FirstArrival<T> | null;
  remember(key: string, first: FirstArrival<T>): void;
  forget(key: string, first: FirstArrival<T>): void;
  readonly size: number;
}

/** The digest covers the Message-ID itself. */
export const joinKey = (
  envelope: Pick<Envelope, 'digest' | 'remoteAddress' | 'mailFrom' | 'rcptTo'>,
): string =>
  hash(
    'sha256',
    JSON.stringify([envelope.digest, envelope.remoteAddress, envelope.mailFrom, envelope.rcptTo]),
    'base64url',
  );

/** Times are monotonic ms. */
export function createJoins<T>(): Joins<T> {
  const arrivals = new Map<string, FirstArrival<T>>();

  const dropOld = (now: number): void => {
    for (const [key, first] of arrivals) {
      if (arrivals.size <= MAX_REMEMBERED && now - first.at < JOIN_WINDOW_MS) break;
      arrivals.delete(key);
    }
  };

  return {
    find(key, now) {
      const first = arrivals.get(key);
      return first && now - first.at < JOIN_WINDOW_MS ? first : null;
    },
    remember(key, first) {
      arrivals.delete(key);
      arrivals.set(key, first);
      dropOld(first.at);
    },
    forget(key, first) {
      if (arrivals.get(key) === first) arrivals.delete(key);
    },
    get size() {
      return arrivals.size;
    },
  };
}
