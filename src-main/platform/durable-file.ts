import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const ownerOnly = 0o600;

/** Puts `data` in place of the file, whole or not at all, and on disk when it returns. Mode 0600. */
export const replaceFile = (path: string, data: string | Uint8Array): void => {
  const temporary = writeBeside(path, data);
  try {
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  syncDirectory(dirname(path));
};

/** As `replaceFile`, but false and nothing changed when the file is there already, made by whomever. */
export const createFile = (path: string, data: string | Uint8Array): boolean => {
  const temporary = writeBeside(path, data);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  syncDirectory(dirname(path));
  return true;
};

let written = 0;

const writeBeside = (path: string, data: string | Uint8Array): string => {
  const temporary = `${path}.${process.pid}.${++written}.tmp`;
  const file = openSync(temporary, 'wx', ownerOnly);
  try {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
    fsyncSync(file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return temporary;
};

/** A new name is durable only when its folder is. Windows cannot open folders and needs no such thing. */
const syncDirectory = (path: string): void => {
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
};
