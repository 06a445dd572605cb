/** The shell's own files in the data directory: who this node is, and where a running one is reached. */
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../engine/errors.ts';
import type { Ids } from '../engine/ports.ts';
import { createFile, replaceFile } from './durable-file.ts';

/** Makes the folder (0700) where it is missing. Throws `invalid_input` naming it where it cannot be used. */
export const openDataDir = (dataDir: string): void => {
  try {
    makeFolders(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new AppError('invalid_input', {
      message: `--data-dir: the folder ${dataDir} cannot be made or used (${errorCode(error)}). Choose one this user may write to.`,
    });
  }
};

/** One level after the other: Node's own recursive mkdir never returns where a file system takes no folders (/proc). */
const makeFolders = (path: string): void => {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolders(parent);
  mkdirSync(path, { mode: 0o700 });
};

export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';

/** The id kept in the data directory; made at the first start. A given one is kept from then on where none was. */
export const nodeIdOf = (dataDir: string, given: string | undefined, ids: Ids): string => {
  const file = join(dataDir, 'node-id');
  if (!existsSync(file)) createFile(file, `${given ?? ids.next()}\n`);
  const kept = readFileSync(file, 'utf8').trim();
  if (!/^[A-Za-z0-9-]{1,64}$/.test(kept)) {
    throw new AppError('invalid_input', {
      message: `${file} holds no node id; put the old one back or remove it.`,
    });
  }
  if (given !== undefined && given !== kept) {
    throw new AppError('invalid_input', {
      message: `--node-id ${given}: this data directory belongs to node ${kept}, whose mail it holds.`,
    });
  }
  return kept;
};

export interface RuntimeFile {
  pid: number;
  smtpPort: number | null;
  httpUrl: string | null;
}

export const runtimeFileOf = (dataDir: string): string => join(dataDir, 'runtime.json');

export const writeRuntimeFile = (dataDir: string, runtime: RuntimeFile): void =>
  replaceFile(runtimeFileOf(dataDir), `${JSON.stringify(runtime)}\n`);

export const removeRuntimeFile = (dataDir: string): void => rmSync(runtimeFileOf(dataDir), { force: true });
