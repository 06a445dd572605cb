/** Reads messages back: one by its location, or all of them in order. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Envelope } from '../../message.ts';
import type { Logger } from '../../ports.ts';
import type { Accounts } from './accounts.ts';
import { largeFileName } from './body.ts';
import { formatLocation, type Place, parseLocation } from './location.ts';
import {
  decodeHeader,
  decodeRecord,
  HEADER_BYTES,
  MAX_BODY_BYTES,
  type StoredRecord,
  surveyRecords,
} from './record.ts';
import { type Segment, statusAt } from './segment.ts';
import { errorCode, readReadable, type SpoolFs } from './spool-fs.ts';
import { decodeMeta, type StoredMessage } from './stored-message.ts';
import type { RetainedMessage } from './types.ts';

/** Read along with the body in the first go; most envelopes fit. */
const META_GUESS_BYTES = 1_024;

export interface ReaderDeps {
  files: SpoolFs;
  dir: string;
  largeDir: string;
  logger: Logger;
  segments: Map<number, Segment>;
  accounts: Accounts;
  /** Once for each message. */
  onDamage: () => void;
}

export interface StoredParts {
  message: StoredMessage;
  flags: number;
  /** Empty for large bodies. */
  body: Buffer;
}

export interface Reader {
  /** What stands in the journal at this place now. */
  readRecord(place: Place): Promise<StoredParts | null>;
  read(location: string): Promise<{ envelope: Envelope; raw: Buffer } | null>;
  scan(visit: (message: RetainedMessage) => Promise<void> | void): Promise<void>;
}

export function createReader(deps: ReaderDeps): Reader {
  const { files, dir, segments, accounts } = deps;

  const damaged = new Set<string>();

  function damage(id: string, what: string): null {
    if (damaged.has(id)) return null;
    damaged.add(id);
    deps.onDamage();
    deps.logger.error({ id, what }, 'A message in the spool cannot be read');
    return null;
  }

  const readBytes = async (fd: number, sizeBytes: number, offset: number): Promise<Buffer> =>
    (await readReadable(files, fd, Buffer.allocUnsafe(sizeBytes), offset)).bytes;

  /** Null when the file was removed in the meantime. */
  async function withFile<T>(path: string, use: (fd: number) => Promise<T>): Promise<T | null> {
    let fd: number;
    try {
      fd = await files.open(path, 'r');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
    try {
      return await use(fd);
    } finally {
      await files.close(fd);
    }
  }

  async function readRecord(place: Place): Promise<StoredParts | null> {
    const home = accounts.whereIs(place);
    const segment = home && segments.get(home.segment);
    if (!home || !segment) return null;
    const guess = HEADER_BYTES + META_GUESS_BYTES + bodyBytesOf(segment, home);
    const record = await withFile(join(dir, segment.name), (fd) => readAt(fd, segment, home.offset, guess));
    if (!record) return damage(place.id, 'record');
    const message = decodeMeta(record);
    if (message?.envelope.id !== place.id) return damage(place.id, 'envelope');
    return { message, flags: record.flags, body: record.body };
  }

  const bodyBytesOf = (segment: Segment, place: Place): number =>
    segment.large.has(place.id) ? 0 : Math.min(place.sizeBytes, MAX_BODY_BYTES);

  async function readAt(
    fd: number,
    segment: Segment,
    offset: number,
    guessBytes: number,
  ): Promise<StoredRecord | null> {
    let bytes = await readBytes(fd, guessBytes, offset);
    const header = decodeHeader(bytes, 0, segment.salt);
    if (!header) return null;
    const wholeBytes = HEADER_BYTES + header.metaBytes + header.bodyBytes;
    if (bytes.length < wholeBytes) bytes = await readBytes(fd, wholeBytes, offset);
    return decodeRecord(bytes, 0, segment.salt);
  }

  async function readLarge({ id, sizeBytes, digest }: Envelope): Promise<Buffer | null> {
    const raw = await withFile(join(deps.largeDir, largeFileName(id)), (fd) => readBytes(fd, sizeBytes, 0));
    const isWhole = raw !== null && createHash('sha256').update(raw).digest('hex') === digest;
    return isWhole ? raw : damage(id, 'large body');
  }

  async function readWholeSegment(segment: Segment): Promise<Buffer | null> {
    return withFile(join(dir, segment.name), (fd) => readBytes(fd, segment.sizeBytes, 0));
  }

  return {
    readRecord,

    async read(location) {
      const place = parseLocation(location);
      const isLarge = (): boolean => {
        const home = place && accounts.whereIs(place);
        return home !== null && segments.get(home.segment)?.large.has(home.id) === true;
      };
      const stored = place && (await readRecord(place));
      if (!stored) return null;
      const { envelope } = stored.message;
      const raw = isLarge() ? await readLarge(envelope) : stored.body;
      return raw && { envelope, raw };
    },

    async scan(visit) {
      for (const segment of [...segments.values()]) {
        const bytes = await readWholeSegment(segment);
        if (!bytes) continue; // removed in the meantime
        const found: { envelope: Envelope; place: Place }[] = [];
        surveyRecords(bytes, segment.salt, (record) => {
          const message = record.type === 'message' ? decodeMeta(record) : null;
          if (message) found.push({ envelope: message.envelope, place: placeAt(segment, record, message) });
        });
        for (const { envelope, place } of found) {
          const status = statusAt(segment, place.ordinal);
          if (!status) continue; // moved on, or its large body is missing
          await visit({
            envelope,
            location: formatLocation(place),
            status,
            copies: accounts.copiesOf(place),
          });
        }
      }
    },
  };
}

const placeAt = (segment: Segment, record: StoredRecord, { envelope }: StoredMessage): Place => ({
  segment: segment.seq,
  offset: record.offset,
  ordinal: record.ordinal,
  sizeBytes: envelope.sizeBytes,
  receivedAt: envelope.receivedAt,
  id: envelope.id,
});
