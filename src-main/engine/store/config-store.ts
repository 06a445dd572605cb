/**
 * Holds the configuration: the current document in memory, frozen; Redis as the place nodes share; snapshots on disk as
 * what survives a lost Redis. A change is computed on a copy, written with a compare of the version, and only then
 * becomes current: a refused change leaves everything as it was.
 */
import { AppError } from '../errors.ts';
import type { Clock, Logger } from '../ports.ts';
import { type ConfigDocument, emptyConfig, readConfig } from './config-document.ts';
import type { SnapshotFiles } from './config-snapshots.ts';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export interface ConfigStore {
  /** The configuration now. Frozen; replaced as a whole on change. */
  current(): ConfigDocument;
  /**
   * Applies `change` to a copy of the document. What it throws is passed on and nothing changes. Retried when another
   * node changed the document meanwhile. Resolves when Redis has it on disk.
   */
  change<T>(by: string, change: (draft: ConfigDocument) => T): Promise<T>;
  /** Loads the document from Redis; from the newest snapshot where Redis has none. Says what it did. */
  load(): Promise<'redis' | 'snapshot' | 'new'>;
  /** Loads from the newest snapshot only, for a start without Redis. */
  loadSnapshot(): Promise<boolean>;
  /** Earlier documents kept on this node, newest first; what cannot be read is left out. */
  versions(): Promise<{ version: number; changedAt: number; changedBy: string }[]>;
  /** The document of an earlier version. Throws `not_found`. */
  earlier(version: number): Promise<ConfigDocument>;
  onChange(listener: (current: ConfigDocument) => void): () => void;
  /** Reads again when another node changed it. */
  refresh(): Promise<void>;
}

/** Writes the document where the version is still the one it was computed from. KEYS: config, version. */
const compareAndSetScript = `
local version = redis.call('GET', KEYS[2])
if (version or '0') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[3])
redis.call('SET', KEYS[2], ARGV[2])
redis.call('PUBLISH', ARGV[4], ARGV[2])
return 1
`;

const maxTries = 8;

export const createConfigStore = (deps: {
  redis: RedisCommands;
  snapshots: SnapshotFiles;
  clock: Clock;
  logger: Logger;
  /** Named points, awaited: for fault tests. */
  onStep?: ((step: string) => void | Promise<void>) | undefined;
}): ConfigStore => {
  const onStep = deps.onStep ?? (() => {});
  const { redis, snapshots, clock, logger } = deps;
  const listeners = new Set<(current: ConfigDocument) => void>();
  let current = deepFreeze(emptyConfig());

  const adopt = (document: ConfigDocument) => {
    current = deepFreeze(document);
    for (const listener of listeners) {
      try {
        listener(current);
      } catch (error) {
        // What is written stands, and the others are to know of it.
        logger.error({ error: String(error) }, 'a part could not take up the new configuration');
      }
    }
  };

  const read = (json: string, where: string): ConfigDocument => {
    const { document, unreadable } = readConfig(json);
    if (unreadable.length > 0)
      logger.error({ where, unreadable }, 'parts of the configuration could not be read and are left out');
    return document;
  };

  const readEarlier = async (version: number): Promise<ConfigDocument | null> => {
    const json = await snapshots.read(version);
    try {
      return json === null ? null : readConfig(json).document;
    } catch {
      return null;
    }
  };

  const write = async (document: ConfigDocument, from: number): Promise<boolean> => {
    const written = await redis.eval(
      compareAndSetScript,
      2,
      keys.config,
      keys.configVersion,
      String(from),
      String(document.version),
      JSON.stringify(document),
      keys.configChanged,
    );
    return written === 1;
  };

  const fromRedis = async (): Promise<boolean> => {
    const json = await redis.get(keys.config);
    if (json === null) return false;
    const document = read(json, 'redis');
    if (document.version !== current.version || current.changedAt !== document.changedAt) {
      await snapshots.write(document);
      adopt(document);
    }
    return true;
  };

  return {
    current: () => current,

    async change(by, change) {
      for (let tries = 0; tries < maxTries; tries++) {
        const draft = structuredClone(current) as ConfigDocument;
        const result = change(draft);
        draft.version = current.version + 1;
        draft.changedAt = clock.now();
        draft.changedBy = by;
        await onStep('config.writing');
        if (await write(draft, current.version)) {
          await onStep('config.written');
          await snapshots.write(draft);
          adopt(draft);
          return result;
        }
        if (!(await fromRedis())) throw new AppError('store_unavailable');
      }
      throw new AppError('conflict', {
        message: 'Others keep changing the configuration at the same time. Try again.',
      });
    },

    async load() {
      if (await fromRedis()) return 'redis';
      const newest = await snapshots.newest();
      const document =
        newest === null
          ? { ...structuredClone(current), version: Math.max(1, current.version) }
          : read(newest.json, newest.file);
      if (!(await write(document as ConfigDocument, 0))) {
        await fromRedis();
        return 'redis';
      }
      adopt(document as ConfigDocument);
      if (newest === null) {
        await snapshots.write(document as ConfigDocument);
        return 'new';
      }
      logger.warn(
        { version: document.version, file: newest.file },
        'Redis held no configuration: restored from the snapshot',
      );
      return 'snapshot';
    },

    async loadSnapshot() {
      const newest = await snapshots.newest();
      if (newest === null) return false;
      adopt(read(newest.json, newest.file));
      return true;
    },

    async versions() {
      const documents = await Promise.all(
        (await snapshots.versions()).map(async (version) => await readEarlier(version)),
      );
      return documents
        .filter((document) => document !== null)
        .map(({ version, changedAt, changedBy }) => ({ version, changedAt, changedBy }));
    },

    async earlier(version) {
      const document = await readEarlier(version);
      if (document === null) {
        throw new AppError('not_found', {
          message: `There is no version ${version} of the configuration here.`,
        });
      }
      return document;
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async refresh() {
      const version = await redis.get(keys.configVersion);
      if (version !== null && Number(version) !== current.version) await fromRedis();
    },
  };
};

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
};
