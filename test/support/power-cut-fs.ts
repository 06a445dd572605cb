/**
 * A file system in memory that knows what is durable. Data counts only after a sync of its file, a name only after a
 * sync of its folder. `cutPower` answers with the file system as it may be found afterwards: of what was not synced,
 * any writes may be there, whole or torn, in any combination; of names, any beginning of their history.
 */
import { basename, dirname } from 'node:path';
import type { SpoolFs } from '../../src-main/engine/ingest/spool/spool-fs.ts';

const SECTOR_BYTES = 512;

type DataChange = { at: number; data: Buffer } | { cutTo: number };
type NameChange = (names: Map<string, Inode>) => void;

interface Inode {
  live: Buffer;
  durable: Buffer;
  unsynced: DataChange[];
}

interface Folder {
  live: Map<string, Inode>;
  durable: Map<string, Inode>;
  unsynced: NameChange[];
}

export interface PowerCutFs extends SpoolFs {
  /** `random`: 0 to 1. The returned file system is as after start-up; this one is dead. */
  cutPower(random: () => number): PowerCutFs;
  /** As found by the next process after `kill -9`: everything written is seen, nothing more of it is durable. */
  kill(): PowerCutFs;
  /** The next call of this kind is refused with this code. It may have had an effect all the same. */
  failNext(call: 'writev' | 'fdatasync' | 'ftruncate', code: string): void;
  /** Makes `fdatasync` a lie, to show that the tests would notice. */
  lieAboutSync(): void;
  /** Every call in order, as `name file`. */
  readonly calls: string[];
}

const fail = (code: string): Error => Object.assign(new Error(code), { code });

export function createPowerCutFs(folders: Map<string, Folder> = new Map()): PowerCutFs {
  const handles = new Map<number, { inode: Inode | null; path: string }>();
  const failures = new Map<string, string>();
  const calls: string[] = [];
  let nextFd = 3;
  let dead = false;
  let lying = false;

  /** Every call takes a turn of its own, like the real ones, and none comes back after the cut. */
  async function turn(name: string, path: string): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (dead) await new Promise<never>(() => undefined);
    calls.push(`${name} ${basename(path)}`);
  }

  const folderOf = (path: string): Folder => {
    const folder = folders.get(dirname(path));
    if (!folder) throw fail('ENOENT');
    return folder;
  };
  const rename = (folder: Folder, change: NameChange): void => {
    change(folder.live);
    folder.unsynced.push(change);
  };
  const handle = (fd: number) => {
    const found = handles.get(fd);
    if (!found) throw fail('EBADF');
    return found;
  };
  const fileOf = (fd: number): Inode => {
    const { inode } = handle(fd);
    if (!inode) throw fail('EISDIR');
    return inode;
  };
  const change = (inode: Inode, made: DataChange): void => {
    inode.live = applyChange(inode.live, made);
    inode.unsynced.push(made);
  };
  const failIfAsked = (call: string): void => {
    const code = failures.get(call);
    if (!code) return;
    failures.delete(call);
    throw fail(code);
  };

  function syncFile(inode: Inode): void {
    if (lying) return;
    inode.durable = inode.live;
    inode.unsynced = [];
  }

  const files: PowerCutFs = {
    calls,
    async open(path, flags) {
      await turn('open', path);
      const isFolder = folders.has(path);
      let inode: Inode | null = isFolder ? null : (folderOf(path).live.get(basename(path)) ?? null);
      if (flags === 'wx') {
        if (inode || isFolder) throw fail('EEXIST');
        const made: Inode = { live: Buffer.alloc(0), durable: Buffer.alloc(0), unsynced: [] };
        inode = made;
        rename(folderOf(path), (names) => names.set(basename(path), made));
      } else if (!inode && !isFolder) throw fail('ENOENT');
      handles.set(nextFd, { inode, path });
      return nextFd++;
    },
    async close(fd) {
      await turn('close', handle(fd).path);
      handles.delete(fd);
    },
    async writev(fd, buffers, position) {
      await turn('writev', handle(fd).path);
      const data = Buffer.concat(buffers);
      if (failures.has('writev'))
        change(fileOf(fd), { at: position, data: data.subarray(0, data.length / 2) });
      failIfAsked('writev');
      change(fileOf(fd), { at: position, data });
      return data.length;
    },
    async read(fd, buffer, position) {
      await turn('read', handle(fd).path);
      return fileOf(fd).live.copy(buffer, 0, position);
    },
    async fdatasync(fd) {
      await turn('fdatasync', handle(fd).path);
      failIfAsked('fdatasync');
      syncFile(fileOf(fd));
    },
    async fsync(fd) {
      const { inode, path } = handle(fd);
      await turn('fsync', path);
      if (inode) return syncFile(inode);
      const folder = folders.get(path);
      if (!folder) throw fail('ENOENT');
      folder.durable = new Map(folder.live);
      folder.unsynced = [];
    },
    async ftruncate(fd, sizeBytes) {
      await turn('ftruncate', handle(fd).path);
      failIfAsked('ftruncate');
      change(fileOf(fd), { cutTo: sizeBytes });
    },
    async rename(from, to) {
      await turn('rename', to);
      const inode = folderOf(from).live.get(basename(from));
      if (!inode) throw fail('ENOENT');
      rename(folderOf(from), (names) => {
        names.delete(basename(from));
        names.set(basename(to), inode);
      });
    },
    async unlink(path) {
      await turn('unlink', path);
      if (!folderOf(path).live.has(basename(path))) throw fail('ENOENT');
      rename(folderOf(path), (names) => names.delete(basename(path)));
    },
    async mkdir(path) {
      await turn('mkdir', path);
      for (const each of [dirname(path), path]) {
        if (!folders.has(each)) folders.set(each, { live: new Map(), durable: new Map(), unsynced: [] });
      }
    },
    async readdir(path) {
      await turn('readdir', path);
      return [...(folders.get(path)?.live.keys() ?? [])];
    },
    async sizeBytes(path) {
      const inode = folderOf(path).live.get(basename(path));
      if (!inode) throw fail('ENOENT');
      return inode.live.length;
    },
    statfs: async () => ({ freeBytes: 1e12, totalBytes: 2e12 }),
    failNext: (call, code) => void failures.set(call, code),
    lieAboutSync: () => {
      lying = true;
    },
    kill() {
      dead = true;
      return createPowerCutFs(folders);
    },
    cutPower(random) {
      dead = true;
      const kept = new Map<Inode, Inode>();
      const after = new Map<string, Folder>();
      for (const [path, folder] of folders) {
        const names = new Map(folder.durable);
        const lucky = Math.floor(random() * (folder.unsynced.length + 1));
        for (const made of folder.unsynced.slice(0, lucky)) made(names);
        for (const [name, inode] of names) {
          if (!kept.has(inode)) kept.set(inode, remains(inode, random));
          names.set(name, kept.get(inode) as Inode);
        }
        after.set(path, { live: names, durable: new Map(names), unsynced: [] });
      }
      return createPowerCutFs(after);
    },
  };
  return files;
}

function applyChange(content: Buffer, made: DataChange): Buffer {
  if ('cutTo' in made) return content.subarray(0, made.cutTo);
  const next = Buffer.alloc(Math.max(content.length, made.at + made.data.length));
  content.copy(next);
  made.data.copy(next, made.at);
  return next;
}

/** Of each unsynced write: nothing, all, or some of its sectors; the others hold zeros where the file grew. */
function remains(inode: Inode, random: () => number): Inode {
  let content = inode.durable;
  for (const made of inode.unsynced) {
    const luck = random();
    if (luck < 0.3) continue;
    if (luck < 0.6 || 'cutTo' in made) content = applyChange(content, made);
    else {
      for (let start = 0; start < made.data.length; start += SECTOR_BYTES) {
        if (random() < 0.3) continue;
        const data = made.data.subarray(start, start + SECTOR_BYTES);
        content = applyChange(content, { at: made.at + start, data });
      }
    }
  }
  return { live: content, durable: content, unsynced: [] };
}
