/**
 * Passwords: argon2id with 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet, first choice of its equal
 * settings). Few at a time: they share Node's thread pool with the spool's syncs, which must not wait for guesses.
 */
import { randomBytes } from 'node:crypto';
import { hash, hashRaw, verify } from '@node-rs/argon2';
import { createSemaphore, QueueFullError } from '../analyse/semaphore.ts';
import { AppError } from '../errors.ts';

const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const currentForm = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;
const atATime = 1;
const maxWaiting = 32;

export interface DeriveCost {
  memoryKib: number;
  passes: number;
  lanes: number;
  bytes: number;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** With null (no such user) it takes as long and answers false. */
  isRight(password: string, stored: string | null): Promise<boolean>;
  /** The hash was made with other parameters than today's. */
  isOutdated(stored: string): boolean;
  /** Bytes made of a passphrase, for sealing under it. */
  derive(passphrase: string, salt: Uint8Array, cost: DeriveCost): Promise<Buffer>;
}

export const createPasswords = (): Passwords => {
  const places = createSemaphore(atATime, maxWaiting);
  let nobodys: Promise<string> | null = null;

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const release = await places.acquire({ urgent: false }).catch((error: unknown) => {
      if (error instanceof QueueFullError) throw new AppError('too_many_requests', { retryAfterSeconds: 5 });
      throw error;
    });
    try {
      return await work();
    } finally {
      release();
    }
  };

  return {
    hash: (password) => inTurn(() => hash(password, parameters)),
    async isRight(password, stored) {
      nobodys ??= hash(randomBytes(24), parameters);
      nobodys.catch(() => {
        nobodys = null; // there was no memory for it; the next one tries again
      });
      const against = stored ?? (await nobodys);
      const fits = await inTurn(() => verify(against, password).catch(() => false));
      return fits && stored !== null;
    },
    derive: (passphrase, salt, { memoryKib, passes, lanes, bytes }) =>
      inTurn(() =>
        hashRaw(passphrase.normalize('NFKC'), {
          salt,
          memoryCost: memoryKib,
          timeCost: passes,
          parallelism: lanes,
          outputLen: bytes,
        }),
      ),
    isOutdated: (stored) => !currentForm.test(stored),
  };
};
