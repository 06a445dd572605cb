/** Reads Electron's archive: two pickled sizes, a JSON header of the tree, then the files one after the other. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Entry {
  files?: Record<string, Entry>;
  size?: number;
  offset?: string;
  unpacked?: boolean;
  link?: string;
}

interface File {
  path: string;
  start: number;
  size: number;
  isUnpacked: boolean;
}

const read = (archive: string): { bytes: Buffer; files: File[] } => {
  const bytes = readFileSync(archive);
  const headerSize = bytes.readUInt32LE(4);
  const jsonSize = bytes.readUInt32LE(12);
  const header: Entry = JSON.parse(bytes.subarray(16, 16 + jsonSize).toString('utf8'));
  const files: File[] = [];
  const walk = (entry: Entry, path: string): void => {
    for (const [name, below] of Object.entries(entry.files ?? {})) {
      const full = path === '' ? name : `${path}/${name}`;
      if (below.files !== undefined) walk(below, full);
      else if (below.link === undefined) {
        files.push({
          path: full,
          start: 8 + headerSize + Number(below.offset ?? 0),
          size: below.size ?? 0,
          isUnpacked: below.unpacked === true,
        });
      }
    }
  };
  walk(header, '');
  return { bytes, files };
};

export const listAsar = (archive: string): string[] => read(archive).files.map(({ path }) => path);

/** What lies beside the archive is not written. */
export const extractAsar = (archive: string, folder: string): void => {
  const { bytes, files } = read(archive);
  for (const { path, start, size, isUnpacked } of files) {
    if (isUnpacked) continue;
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes.subarray(start, start + size));
  }
};
