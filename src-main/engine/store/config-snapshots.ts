/** Versioned snapshots of the configuration in the data directory: what a Redis that came up empty is restored from. */
import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../ports.ts';
import { type ConfigDocument, emptyConfig, readConfig } from './config-document.ts';

const keptSnapshots = 30;
const filePattern = /^config-(\d{10})\.json$/;

export interface SnapshotFiles {
  /** Durable when it resolves: written aside, synced, renamed, folder synced. */
  write(document: ConfigDocument): Promise<void>;
  /** The newest one that can be read, or null. */
  newest(): Promise<{ json: string; file: string } | null>;
  /** Versions that are kept, newest first. */
  versions(): Promise<number[]>;
  /** The document of one of them as JSON, or null. */
  read(version: number): Promise<string | null>;
}

export const createSnapshotFiles = (deps: { dir: string; logger: Logger }): SnapshotFiles => {
  const { dir, logger } = deps;
  let queue: Promise<void> = Promise.resolve();

  const list = async (): Promise<string[]> => {
    const names = await readdir(dir).catch(() => []);
    return names
      .filter((name) => filePattern.test(name))
      .sort()
      .reverse();
  };

  const fileOf = (version: number): string => join(dir, `config-${String(version).padStart(10, '0')}.json`);

  const writeNow = async (document: ConfigDocument) => {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const file = fileOf(document.version);
    const handle = await open(`${file}.tmp`, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify(document, null, 1));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${file}.tmp`, file);
    const folder = await open(dir, 'r');
    await folder.sync().finally(() => folder.close());
    for (const name of (await list()).slice(keptSnapshots)) await unlink(join(dir, name));
  };

  return {
    write(document) {
      queue = queue
        .then(() => writeNow(document))
        .catch((error: unknown) => {
          logger.error({ error: String(error) }, 'configuration snapshot could not be written');
        });
      return queue;
    },
    versions: async () => (await list()).map((name) => Number(filePattern.exec(name)?.[1])),
    read: (version) => readFile(fileOf(version), 'utf8').catch(() => null),
    async newest() {
      for (const name of await list()) {
        try {
          const json = await readFile(join(dir, name), 'utf8');
          readConfig(json);
          return { json, file: name };
        } catch (error) {
          logger.error(
            { file: name, error: String(error) },
            'configuration snapshot cannot be read; trying the one before',
          );
        }
      }
      return null;
    },
  };
};

/** The configuration as this node knew it last; the defaults where it never knew one. */
export const newestConfig = async (snapshots: SnapshotFiles): Promise<ConfigDocument> => {
  const newest = await snapshots.newest();
  return newest === null ? emptyConfig() : readConfig(newest.json).document;
};
