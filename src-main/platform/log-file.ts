import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface LogFile {
  write(line: string): void;
  close(): void;
}

/**
 * A file that never outgrows `maxBytes`: when full it becomes `.1`, that one `.2` and so on, and the oldest goes, so
 * that at most `files` are there. Lines are written at once, so a crash loses none; a line that cannot be written
 * (disk full) is given up: the log must not stop the work.
 */
export const createLogFile = ({
  path,
  maxBytes = 10_000_000,
  files = 5,
}: {
  path: string;
  maxBytes?: number;
  files?: number;
}): LogFile => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let file: number | null = null;
  let sizeBytes = 0;

  const open = () => {
    file = openSync(path, 'a', 0o600);
    sizeBytes = fstatSync(file).size;
  };
  const close = () => {
    if (file !== null) closeSync(file);
    file = null;
  };
  const rotate = () => {
    close();
    rmSync(`${path}.${files - 1}`, { force: true });
    for (let age = files - 2; age >= 0; age--)
      moveIfThere(age === 0 ? path : `${path}.${age}`, `${path}.${age + 1}`);
  };

  return {
    write(line) {
      try {
        const bytes = Buffer.from(line);
        if (file === null) open();
        if (sizeBytes > 0 && sizeBytes + bytes.length > maxBytes) {
          rotate();
          open();
        }
        sizeBytes += writeSync(file!, bytes);
      } catch {
        close();
      }
    },
    close,
  };
};

const moveIfThere = (from: string, to: string): void => {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
};
