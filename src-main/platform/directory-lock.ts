/**
 * One program at a time for a directory: a lock file naming its holder. A holder that was killed leaves its file behind;
 * whether that holder still lives is told by pid and start time, and where these say nothing (another machine or
 * container on the same volume) by the file's time, which a living holder keeps fresh.
 */
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, readlinkSync, renameSync, rmSync, statSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../engine/errors.ts';
import { createFile } from './durable-file.ts';
import { isSameProcess, processStatus } from './process-status.ts';

export interface DirectoryLock {
  /** The lock file's path and exact text, for others who ask whether this holder still holds it. */
  path: string;
  text: string;
  isHeld(): boolean;
  release(): void;
}

interface Holder {
  pid: number;
  identity: string | null;
  place: string;
  nonce: string;
}

const refreshMs = 5_000;
/** A holder that cannot be seen is gone when its file was not refreshed for so long. */
const goneAfterMs = 15_000;
const maxTries = 20;

/** Throws `conflict`, naming the pid, when another living program holds it; up to 15 s later where that must be watched. */
export const lockDirectory = async (directory: string, fileName = 'owner.lock'): Promise<DirectoryLock> => {
  const path = `${directory}/${fileName}`;
  const text = `${JSON.stringify(self())}\n`;
  for (let tries = 0; !createFile(path, text); tries++) {
    const found = read(path);
    if (found === null) continue;
    if (tries >= maxTries || (await isHeldBy(found, path))) throw taken(directory, found);
    removeStale(path, found);
  }
  const refresh = setInterval(() => {
    const now = new Date();
    // Gone or replaced: `isHeld` tells.
    utimes(path, now, now).catch(() => {});
  }, refreshMs).unref();
  const isHeld = () => read(path) === text;

  return {
    path,
    text,
    isHeld,
    release() {
      clearInterval(refresh);
      if (isHeld()) rmSync(path, { force: true });
    },
  };
};

const self = (): Holder => {
  const status = processStatus(process.pid);
  return {
    pid: process.pid,
    identity: status.alive ? status.identity : null,
    place: place(),
    nonce: randomUUID(),
  };
};

/** Where a pid means the same process: this machine and, on Linux, this pid namespace. */
const place = (): string => {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
};

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

const isHeldBy = async (text: string, path: string): Promise<boolean> => {
  const holder = parse(text);
  if (holder?.place === place()) {
    if (!isSameProcess(holder.pid, holder.identity)) return false;
    if (holder.identity !== null) return true;
  }
  return isKeptFresh(path);
};

const parse = (text: string): Holder | null => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const isKeptFresh = async (path: string): Promise<boolean> => {
  const first = modifiedAt(path);
  if (first === null || Date.now() - first > goneAfterMs) return false;
  for (let waitedMs = 0; waitedMs < goneAfterMs; waitedMs += 500) {
    await sleep(500);
    if (modifiedAt(path) !== first) return modifiedAt(path) !== null;
  }
  return false;
};

const modifiedAt = (path: string): number | null =>
  statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;

/**
 * Takes the stale file away, and only that one: where another program was quicker and its new lock was moved by
 * mistake, it is put back.
 */
const removeStale = (path: string, stale: string): void => {
  if (read(path) !== stale) return;
  const aside = `${path}.${randomUUID()}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    if (read(aside) !== stale) linkSync(aside, path);
  } catch (error) {
    // A third has it by now: the one that was moved finds out by `isHeld`.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
};

const taken = (directory: string, text: string): AppError => {
  const pid = parse(text)?.pid ?? 'unknown';
  return new AppError('conflict', {
    message: `Another AlertFlow (process ${pid}) uses ${directory}. Stop it first, or give this one a data directory of its own.`,
  });
};
