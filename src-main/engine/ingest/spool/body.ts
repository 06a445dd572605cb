/**
 * The bytes of one message while they arrive: in memory while small, else streamed to a file of its own, so that
 * many large messages at once need little memory.
 */
import { createHash, type Hash, hash as hashOf } from 'node:crypto';
import { join } from 'node:path';
import { type Failure, toFailure } from './journal.ts';
import { removeIfThere, type SpoolFs, syncFolder, writeAll } from './spool-fs.ts';

/** Gathered before a write to the file. */
const WRITE_BYTES = 128 * 1024;

export const largeFileName = (id: string): string => `${id}.eml`;

export interface Body {
  readonly sizeBytes: number;
  readonly isLarge: boolean;
  readonly failure: Failure | null;
  /** Everything, when it is not large. */
  readonly chunks: Buffer[];
  /** The chunk must not be changed afterwards. When a promise comes back, await it before the next. Never rejects. */
  write(chunk: Buffer): void | Promise<void>;
  /** Ends a large body's file; resolves when all of it was written or the failure is known. */
  end(): Promise<void>;
  /** sha256 of everything written, hex. Once only. */
  digest(): string;
  /** Large bodies: synced, under the name of `id`, the name synced too. Null when done. */
  keepAs(id: string): Promise<Failure | null>;
  /** Removes what was written; also after `keepAs`. */
  discard(): Promise<void>;
}

export interface BodyDeps {
  files: SpoolFs;
  largeDir: string;
  /** Name of the unfinished file. */
  temporaryName: () => string;
  /** Bytes that were written, and whether there is no room for more. */
  spend: (bytes: number) => void;
  isFull: () => Failure | null;
  onStep: (name: string) => void | Promise<void>;
}

export function createBody(deps: BodyDeps, heldBytes: number): Body {
  const { files } = deps;
  /** The only chunk so far: most messages are one, and digested in one call at less cost. */
  let only: Buffer | null = null;
  let hash: Hash | null = null;
  let chunks: Buffer[] = [];
  let gatheredBytes = 0;
  let sizeBytes = 0;
  let failure: Failure | null = null;
  let discarded = false;
  let path: string | null = null;
  let fd: number | null = null;
  let writtenBytes = 0;
  let tail: Promise<void> = Promise.resolve();

  /** One write after the other; a failure stops them all and frees what was taken. */
  function drain(): Promise<void> {
    const gathered = chunks;
    chunks = [];
    gatheredBytes = 0;
    tail = tail.then(async () => {
      if (failure || discarded) return;
      try {
        failure = deps.isFull();
        if (!failure) await writeOut(gathered);
      } catch (error) {
        failure = toFailure(error);
      }
      if (failure) await removeFile();
    });
    return tail;
  }

  async function writeOut(gathered: Buffer[]): Promise<void> {
    if (!path) {
      path = join(deps.largeDir, deps.temporaryName());
      fd = await files.open(path, 'wx');
    }
    if (fd === null) return;
    const bytes = await writeAll(files, fd, gathered, writtenBytes);
    writtenBytes += bytes;
    deps.spend(bytes);
  }

  async function closeFile(): Promise<void> {
    if (fd === null) return;
    const closing = fd;
    fd = null;
    await files.close(closing);
  }

  async function keep(kept: string): Promise<void> {
    if (fd === null || !path) throw new Error('there is no file to keep');
    await files.fdatasync(fd);
    await closeFile();
    await deps.onStep('large:synced');
    await files.rename(path, kept);
    path = kept;
    await deps.onStep('large:renamed');
    await syncFolder(files, deps.largeDir);
    await deps.onStep('large:kept');
  }

  async function removeFile(): Promise<void> {
    await closeFile().catch(() => undefined); // it is removed next; what is left is removed at the next start
    if (path) await removeIfThere(files, path).catch(() => undefined);
  }

  return {
    get sizeBytes() {
      return sizeBytes;
    },
    get isLarge() {
      return sizeBytes > heldBytes;
    },
    get failure() {
      return failure;
    },
    get chunks() {
      return chunks;
    },
    write(chunk) {
      if (discarded) return;
      if (hash !== null) hash.update(chunk);
      else if (only !== null) {
        hash = createHash('sha256').update(only).update(chunk);
        only = null;
      } else only = chunk;
      sizeBytes += chunk.length;
      if (failure) return;
      chunks.push(chunk);
      gatheredBytes += chunk.length;
      if (sizeBytes > heldBytes && gatheredBytes >= WRITE_BYTES) return drain();
    },
    async end() {
      if (sizeBytes > heldBytes) await drain();
    },
    digest: () => hash?.digest('hex') ?? hashOf('sha256', only ?? '', 'hex'),
    async keepAs(id) {
      try {
        await keep(join(deps.largeDir, largeFileName(id)));
      } catch (error) {
        failure = toFailure(error);
      }
      return failure;
    },
    async discard() {
      discarded = true;
      chunks = [];
      await tail;
      await removeFile();
    },
  };
}
