/**
 * A Redis that refuses its own data: the files are moved aside for a person to look at, and Redis starts empty. Nothing
 * is lost by that: the spool feeds again whatever was not settled.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessEnd } from './redis-process.ts';

const keptSets = 3;
const folderPrefix = 'damaged-';
/** Redis 7 keeps a folder; 6.2 one file. */
const dataNames = ['appendonlydir', 'appendonly.aof', 'dump.rdb'];

/** What 6.2 to 8 say when they stop because of the content of their files. */
const damageWords = [
  /Bad file format reading the append only file/,
  /Unexpected end of file reading the append only file/,
  /Unrecoverable error reading the append only file/,
  /Unknown command '.*' reading the append only file/,
  /Error reading the RDB base file/,
  /Internal error in RDB reading/,
  /Wrong RDB checksum|Wrong signature trying to load DB|Short read or OOM loading DB/,
  /Invalid AOF manifest|Found an empty AOF manifest|FATAL AOF MANIFEST FILE ERROR/,
  /Unable to obtain the AOF file .* length\. stat: No such file/,
  /The AOF file .* doesn't exist/,
];

/** The same words with these causes speak of the machine, or of an older program on newer data: waiting or updating helps. */
const otherCauses =
  /Can't handle RDB format version|Permission denied|Input\/output error|No space left|Too many open files|Cannot allocate memory/;

export const isDamaged = ({ lines }: ProcessEnd): boolean =>
  lines.some((line) => damageWords.some((words) => words.test(line))) &&
  !lines.some((line) => otherCauses.test(line));

/** Returns the folder they are in now, or null when there is nothing to move. Keeps the three newest sets. */
export const moveDamagedAside = (dir: string, now: number): string | null => {
  const names = dataNames.filter((name) => existsSync(join(dir, name)));
  if (names.length === 0) return null;
  const folder = join(dir, `${folderPrefix}${new Date(now).toISOString().replace(/[:.]/g, '-')}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of names) renameSync(join(dir, name), join(folder, name));
  const sets = readdirSync(dir)
    .filter((name) => name.startsWith(folderPrefix))
    .sort();
  for (const old of sets.slice(0, -keptSets)) rmSync(join(dir, old), { recursive: true, force: true });
  return folder;
};
