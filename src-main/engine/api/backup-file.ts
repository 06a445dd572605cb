/**
 * A backup file: the document as gzip of its JSON, sealed with AES-256-GCM (NIST SP 800-38D) under a key that argon2id
 * makes of a passphrase (RFC 9106, second recommended parameters). Everything else in the file is authenticated with it.
 */
import { createCipheriv, createDecipheriv, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type BackupFile, backupFileSchema } from '../../../src-shared/contract/backup.ts';
import { AppError } from '../errors.ts';
import type { Passwords } from './passwords.ts';

const algorithm = 'aes-256-gcm';
const formatVersion = 1;
const cost = { memoryKib: 65_536, passes: 3, lanes: 4 };
const saltBytes = 16;
const nonceBytes = 12;
const keyBytes = 32;
const checkBytes = 6;
const tagBytes = 16;
/** A small file must not unfold into all of the memory. */
const maxDocumentBytes = 64 * 1024 * 1024;

type Header = Omit<BackupFile, 'sealed'>;

interface Deps {
  passwords: Pick<Passwords, 'derive'>;
}

const toGzip = promisify(gzip);
const fromGzip = promisify(gunzip);

const refuse = (field: 'backup' | 'passphrase', words: string, cause?: unknown): AppError =>
  new AppError('invalid_input', { field, message: `${field}: ${words}`, cause });

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** The same bytes for the same header, however the file was written since. */
const authenticated = (header: Header): Buffer => {
  const { format, formatVersion: version, madeAt, madeBy, programVersion, kdf, check, nonce } = header;
  const { name, memoryKib, passes, lanes, salt } = kdf;
  return Buffer.from(
    JSON.stringify([
      format,
      version,
      madeAt,
      madeBy,
      programVersion,
      name,
      memoryKib,
      passes,
      lanes,
      salt,
      check,
      nonce,
    ]),
  );
};

const keyOf = async (
  { passwords }: Deps,
  passphrase: string,
  { memoryKib, passes, lanes, salt }: Omit<BackupFile['kdf'], 'name'>,
): Promise<{ key: Buffer; check: Buffer }> => {
  const bytes = await passwords.derive(passphrase, Buffer.from(salt, 'base64url'), {
    memoryKib,
    passes,
    lanes,
    bytes: keyBytes + checkBytes,
  });
  return { key: bytes.subarray(0, keyBytes), check: bytes.subarray(keyBytes) };
};

export const sealBackup = async (
  deps: Deps,
  document: unknown,
  passphrase: string,
  made: { at: number; by: string; programVersion: string },
): Promise<BackupFile> => {
  const salt = text(randomBytes(saltBytes));
  const { key, check } = await keyOf(deps, passphrase, { ...cost, salt });
  const nonce = randomBytes(nonceBytes);
  const header: Header = {
    format: 'alertflow-backup',
    formatVersion,
    madeAt: made.at,
    madeBy: made.by,
    programVersion: made.programVersion,
    kdf: { name: 'argon2id', ...cost, salt },
    check: text(check),
    nonce: text(nonce),
  };
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(authenticated(header));
  const sealed = Buffer.concat([
    cipher.update(await toGzip(Buffer.from(JSON.stringify(document)))),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return { ...header, sealed: text(sealed) };
};

/** The file's header and its document. Throws `invalid_input`, saying whether file or passphrase is at fault. */
export const openBackup = async (
  deps: Deps,
  given: unknown,
  passphrase: string,
): Promise<{ file: BackupFile; document: unknown }> => {
  const file = readFile(given);
  const { key, check } = await keyOf(deps, passphrase, file.kdf);
  if (!timingSafeEqual(check, Buffer.from(file.check, 'base64url'))) {
    throw refuse('passphrase', 'is not the one this file was made with');
  }
  const sealed = Buffer.from(file.sealed, 'base64url');
  try {
    const decipher = createDecipheriv(algorithm, key, Buffer.from(file.nonce, 'base64url'), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(authenticated(file));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
    const json = await fromGzip(plain, { maxOutputLength: maxDocumentBytes });
    return { file, document: JSON.parse(json.toString('utf8')) };
  } catch (cause) {
    throw refuse('backup', 'the file was changed or damaged since it was made', cause);
  }
};

const readFile = (given: unknown): BackupFile => {
  const content = typeof given === 'string' ? parseJson(given) : given;
  const isOurs = typeof content === 'object' && content !== null && 'format' in content;
  if (!isOurs || content.format !== 'alertflow-backup') throw refuse('backup', 'this is no AlertFlow backup');
  if ('formatVersion' in content && Number(content.formatVersion) > formatVersion) {
    throw refuse('backup', 'a newer version of AlertFlow made this file; update this one first');
  }
  const read = backupFileSchema.safeParse(content);
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join('.') ?? '';
  throw refuse(
    'backup',
    `the file was changed or damaged since it was made${where === '' ? '' : ` (at ${where})`}`,
  );
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
