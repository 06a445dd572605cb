/**
 * What a disk may hold after a power cut, from the system calls before it: what was synced is there; what was not may be
 * there, be missing, or be there in part, each write by itself. Names and renames reach the disk in their order, up to
 * anywhere behind the last sync of their folder.
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Call } from './syscalls.ts';

interface Write {
  bytes: Buffer;
  offset: number;
  begin: number;
  end: number;
}

interface FileOnDisk {
  writes: Write[];
  cuts: { sizeBytes: number; begin: number; end: number }[];
  syncs: { begin: number; end: number }[];
}

type NameChange = { begin: number; end: number; folder: string } & (
  | { kind: 'made'; name: string; file: FileOnDisk }
  | { kind: 'renamed'; from: string; to: string }
  | { kind: 'removed'; name: string }
);

export interface Journey {
  files: FileOnDisk[];
  changes: NameChange[];
  folderSyncs: { folder: string; begin: number; end: number }[];
  /** Id -> the line of its answer. */
  answers: Map<string, number>;
  lastLine: number;
}

const sectorBytes = 512;

/** Follows the calls below `root`. Descriptors are told apart by the path they were opened under. */
export const follow = async (
  calls: AsyncIterable<Call>,
  root: string,
  repliedIn: (bytes: Buffer) => string[],
): Promise<Journey> => {
  const journey: Journey = { files: [], changes: [], folderSyncs: [], answers: new Map(), lastLine: 0 };
  const byPath = new Map<string, FileOnDisk>();
  for await (const call of calls) {
    journey.lastLine = call.end;
    if (call.isSocket) {
      for (const id of repliedIn(call.bytes)) journey.answers.set(id, call.begin);
      continue;
    }
    if (call.result < 0) continue;
    const { begin, end } = call;
    if (call.name === 'openat') {
      const name = call.names[0] ?? '';
      if (!name.startsWith(root) || !call.flags.includes('O_CREAT')) continue;
      const file: FileOnDisk = { writes: [], cuts: [], syncs: [] };
      byPath.set(name, file);
      journey.files.push(file);
      journey.changes.push({ kind: 'made', name, file, folder: dirname(name), begin, end });
    } else if (call.name.startsWith('rename')) {
      const [from = '', to = ''] = call.names;
      if (!to.startsWith(root)) continue;
      const file = byPath.get(from);
      if (file) byPath.set(to, file);
      byPath.delete(from);
      journey.changes.push({ kind: 'renamed', from, to, folder: dirname(to), begin, end });
    } else if (call.name.startsWith('unlink')) {
      const name = call.names[0] ?? '';
      if (name.startsWith(root))
        journey.changes.push({ kind: 'removed', name, folder: dirname(name), begin, end });
    } else if (call.path.startsWith(root)) {
      const file = byPath.get(call.path);
      if (call.name === 'fdatasync' || call.name === 'fsync') {
        if (file) file.syncs.push({ begin, end });
        else journey.folderSyncs.push({ folder: call.path, begin, end });
      } else if (call.name === 'ftruncate') {
        file?.cuts.push({ sizeBytes: call.offset ?? 0, begin, end });
      } else if (file) {
        const offset = call.offset ?? file.writes.reduce((sum, { bytes }) => sum + bytes.length, 0);
        file.writes.push({ bytes: call.bytes.subarray(0, call.result), offset, begin, end });
      }
    }
  }
  return journey;
};

/** Bytes of a file after a cut at that line; `random` decides about what was not synced. */
const contentAt = (file: FileOnDisk, line: number, random: () => number): Buffer => {
  let content = Buffer.alloc(0);
  const lastSync = file.syncs.filter(({ end }) => end < line).at(-1);
  for (const write of file.writes) {
    if (write.begin >= line) break;
    const isSynced = lastSync !== undefined && write.end < lastSync.begin;
    let { bytes } = write;
    if (!isSynced) {
      const fate = random();
      if (fate < 0.4) continue;
      // Torn, at a sector or, as with a file system without ordering, anywhere.
      if (fate < 0.8) {
        const at = Math.floor(random() * bytes.length);
        bytes = bytes.subarray(0, fate < 0.6 ? at : at - (at % sectorBytes));
      }
    }
    const end = write.offset + bytes.length;
    if (end > content.length) content = Buffer.concat([content, Buffer.alloc(end - content.length)]);
    bytes.copy(content, write.offset);
  }
  for (const cut of file.cuts) {
    if (cut.end < line && cut.sizeBytes < content.length && random() < 0.5)
      content = content.subarray(0, cut.sizeBytes);
  }
  return content;
};

/** Writes into `target` what a cut at that line may leave of `root`. Answers how many answers went out before it. */
export const cutAt = (
  journey: Journey,
  line: number,
  root: string,
  target: string,
  random: () => number,
): string[] => {
  const names = new Map<string, FileOnDisk>();
  const folders = Map.groupBy(
    journey.changes.filter(({ begin }) => begin < line),
    ({ folder }) => folder,
  );
  for (const [folder, changes] of folders) {
    const lastSync = journey.folderSyncs.filter((sync) => sync.folder === folder && sync.end < line).at(-1);
    const certain = changes.filter(({ end }) => lastSync !== undefined && end < lastSync.begin).length;
    const kept = certain + Math.floor(random() * (changes.length - certain + 1));
    for (const change of changes.slice(0, kept)) {
      if (change.kind === 'made') names.set(change.name, change.file);
      else if (change.kind === 'removed') names.delete(change.name);
      else {
        const file = names.get(change.from);
        names.delete(change.from);
        if (file) names.set(change.to, file);
      }
    }
  }
  mkdirSync(target, { recursive: true });
  for (const [name, file] of names) {
    const path = join(target, relative(root, name));
    mkdirSync(dirname(path), { recursive: true });
    const fd = openSync(path, 'w', 0o600);
    const content = contentAt(file, line, random);
    ftruncateSync(fd, 0);
    if (content.length > 0) writeSync(fd, content);
    closeSync(fd);
  }
  return [...journey.answers].filter(([, at]) => at < line).map(([id]) => id);
};
