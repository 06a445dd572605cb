/**
 * Secrets at rest: AES-256-GCM (NIST SP 800-38D) with a fresh random 96-bit nonce for each value and its name as
 * additional data. Text form: `v1:` and base64url of nonce, tag, ciphertext.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../engine/errors.ts';
import type { Secrets } from '../engine/ports.ts';
import { keyBytes } from './secret-key.ts';

const algorithm = 'aes-256-gcm';
const version = 'v1:';
const nonceBytes = 12;
const tagBytes = 16;

/** `key` has 32 bytes: see `loadSecretKey`. */
export const createSecretBox = ({ key }: { key: Uint8Array }): Secrets => {
  if (key.length !== keyBytes) throw new Error(`a secret key has ${keyBytes} bytes, not ${key.length}`);

  return {
    seal(name, plaintext) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return version + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },

    open(name, sealed) {
      if (!sealed.startsWith(version))
        throw unreadable(name, 'its form is unknown to this version of the program');
      const bytes = Buffer.from(sealed.slice(version.length), 'base64url');
      if (bytes.length < nonceBytes + tagBytes) throw unreadable(name, 'it is cut short');
      try {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(Buffer.from(name));
        decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return (
          decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
        );
      } catch (cause) {
        throw unreadable(name, 'it was changed, moved from another place, or sealed with another key', cause);
      }
    },
  };
};

const unreadable = (name: string, why: string, cause?: unknown): AppError =>
  new AppError('secret_unreadable', { message: `The stored secret ${name} cannot be read: ${why}.`, cause });
