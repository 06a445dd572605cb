/** A key closed with a passphrase: scrypt (RFC 7914) makes the key for AES-256-GCM. For machines without a keyring. */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';

/** 128 MiB and about half a second for each guess. */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const nonceBytes = 12;
const tagBytes = 16;
const purpose = Buffer.from('alertflow secret key');

export const passphraseWrapSchema = z.object({
  kind: z.literal('passphrase'),
  salt: z.base64url(),
  sealed: z.base64url(),
});
export type PassphraseWrap = z.infer<typeof passphraseWrapSchema>;

export const wrapKey = async (key: Uint8Array, passphrase: string): Promise<PassphraseWrap> => {
  const salt = randomBytes(16);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', await derive(passphrase, salt), nonce, {
    authTagLength: tagBytes,
  });
  cipher.setAAD(purpose);
  const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
  return {
    kind: 'passphrase',
    salt: salt.toString('base64url'),
    sealed: Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url'),
  };
};

/** Null where the passphrase is another. */
export const unwrapKey = async (wrap: PassphraseWrap, passphrase: string): Promise<Buffer | null> => {
  const bytes = Buffer.from(wrap.sealed, 'base64url');
  const derived = await derive(passphrase, Buffer.from(wrap.salt, 'base64url'));
  try {
    const decipher = createDecipheriv('aes-256-gcm', derived, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(purpose);
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
};

/** The same characters, however the keyboard composed them. */
const derive = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, cost, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
