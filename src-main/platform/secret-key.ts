/**
 * Where the key that seals secrets comes from: a file the operator names, systemd's credential `alertflow-key`, or a
 * file of our own outside the data directory, so that a copy of the data alone opens nothing.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { AppError } from '../engine/errors.ts';
import { createFile } from './durable-file.ts';

export const keyBytes = 32;
const credentialName = 'alertflow-key';

export interface KeySources {
  /** Named by the operator; made when missing. */
  file?: string | undefined;
  /** `$CREDENTIALS_DIRECTORY` of systemd; used when it holds `alertflow-key`. */
  credentialsDirectory?: string | undefined;
  /** `$XDG_CONFIG_HOME`. */
  configHome?: string | undefined;
  homeDir: string;
}

export interface KeyFile {
  path: string;
  /** systemd guards its credentials with an access list, which shows as group bits, and may keep them root's own. */
  guardedBySystemd: boolean;
}

/** Which of the sources holds. Touches nothing. */
export const chooseKeyFile = (sources: KeySources): KeyFile => {
  if (sources.file !== undefined) return { path: resolve(sources.file), guardedBySystemd: false };
  const credential = sources.credentialsDirectory && join(sources.credentialsDirectory, credentialName);
  if (credential && existsSync(credential)) return { path: credential, guardedBySystemd: true };
  const configHome = sources.configHome || join(sources.homeDir, '.config');
  return { path: join(configHome, 'alertflow', 'secret.key'), guardedBySystemd: false };
};

/**
 * The key's 32 bytes; a missing file is made (0600, in a 0700 folder) unless it is systemd's. Throws `invalid_input`
 * naming the file and the fault where others could read it, it is not ours, it lies in the data directory or has not
 * 32 bytes.
 */
export const loadSecretKey = ({ path, guardedBySystemd }: KeyFile, dataDir: string): Buffer => {
  refuseInside(path, dataDir);
  if (!guardedBySystemd && !existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    createFile(path, randomBytes(keyBytes));
  }
  refuseInside(path, dataDir);
  if (!statSync(path).isFile()) refuse(path, 'it is no file');
  if (process.platform !== 'win32') refuseForeign(path, guardedBySystemd);
  const key = readFileSync(path);
  if (key.length !== keyBytes) refuse(path, `it has ${key.length} bytes, a key has exactly ${keyBytes}`);
  return key;
};

const refuse = (path: string, why: string): never => {
  throw new AppError('invalid_input', {
    field: 'secretKey',
    message: `The secret key file ${path} is refused: ${why}.`,
  });
};

const refuseInside = (path: string, dataDir: string): void => {
  const inside = `${realPath(resolve(dataDir))}${sep}`;
  if (!realPath(resolve(path)).startsWith(inside)) return;
  refuse(
    path,
    `it lies inside the data directory ${dataDir}, so whoever copies the data has the key too; move it elsewhere`,
  );
};

const refuseForeign = (path: string, guardedBySystemd: boolean): void => {
  const { mode, uid } = statSync(path);
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  const open = guardedBySystemd ? mode & 0o007 : mode & 0o077;
  if (open)
    refuse(path, `its mode is ${octal}, others may read or change it; set it with: chmod 600 ${path}`);
  const own = process.getuid?.();
  if (!guardedBySystemd && own !== undefined && uid !== own) {
    refuse(path, `it belongs to user ${uid}, this program runs as user ${own}`);
  }
};

/** The path with links followed as far as it exists. */
const realPath = (path: string): string => {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realPath(parent), basename(path));
};
