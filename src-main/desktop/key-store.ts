/**
 * The key that seals the engine's secrets, itself closed by the system's keyring, or by a passphrase where the keyring
 * would keep it under a key that everyone knows (reliability K1: Linux's `basic_text`). Never kept open, and never made
 * anew where one is there that cannot be opened.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, safeStorage } from 'electron';
import { z } from 'zod';
import { replaceFile } from '../platform/durable-file.ts';
import { keyBytes } from '../platform/secret-key.ts';
import { type PassphraseWrap, passphraseWrapSchema, unwrapKey, wrapKey } from './key-wrap.ts';

const keptSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('keyring'), sealed: z.base64() }),
  passphraseWrapSchema,
]);
type Kept = z.infer<typeof keptSchema>;

export type OpenedKey =
  | { kind: 'open'; key: Buffer; guard: 'keyring' | 'passphrase' }
  | { kind: 'passphrase'; isNew: boolean }
  | { kind: 'unreadable'; path: string; reason: string };

export interface KeyStore {
  /** Opens or makes the key where that needs nobody. */
  open(): Promise<OpenedKey>;
  /** With what a person typed. Null: it is the wrong one. A new key is made where there is none. */
  openWith(passphrase: string): Promise<Buffer | null>;
}

export const createKeyStore = (): KeyStore => {
  const path = join(app.getPath('userData'), 'secret.key.json');
  const write = (kept: Kept): void => replaceFile(path, `${JSON.stringify(kept)}\n`);

  const read = (): Kept | null => {
    if (!existsSync(path)) return null;
    return keptSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  };

  const seal = async (key: Buffer): Promise<void> => {
    const sealed = await safeStorage.encryptStringAsync(key.toString('base64'));
    write({ kind: 'keyring', sealed: sealed.toString('base64') });
  };

  const openFromKeyring = async (sealed: string): Promise<OpenedKey> => {
    if (!(await isKeyringGood())) {
      return { kind: 'unreadable', path, reason: 'the keyring that closed it is not there' };
    }
    try {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'));
      const key = Buffer.from(result, 'base64');
      if (key.length !== keyBytes) return { kind: 'unreadable', path, reason: 'it holds no key' };
      if (shouldReEncrypt) await seal(key);
      return { kind: 'open', key, guard: 'keyring' };
    } catch {
      return { kind: 'unreadable', path, reason: 'the keyring did not open it' };
    }
  };

  return {
    async open() {
      let kept: Kept | null;
      try {
        kept = read();
      } catch {
        return { kind: 'unreadable', path, reason: 'the file is damaged' };
      }
      if (kept?.kind === 'keyring') return openFromKeyring(kept.sealed);
      if (kept?.kind === 'passphrase') return { kind: 'passphrase', isNew: false };
      if (!(await isKeyringGood())) return { kind: 'passphrase', isNew: true };
      const key = randomBytes(keyBytes);
      await seal(key);
      return { kind: 'open', key, guard: 'keyring' };
    },
    async openWith(passphrase) {
      const kept = read();
      if (kept?.kind === 'keyring') return null;
      if (kept !== null) return unwrapKey(kept satisfies PassphraseWrap, passphrase);
      const key = randomBytes(keyBytes);
      write(await wrapKey(key, passphrase));
      return key;
    },
  };
};

/** `unknown` means that nobody can tell: no better than `basic_text`, whose key stands in Chromium's source. */
const isKeyringGood = async (): Promise<boolean> => {
  if (!(await safeStorage.isAsyncEncryptionAvailable().catch(() => false))) return false;
  if (process.platform !== 'linux') return true;
  return !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend());
};
