/**
 * One record of the journal on disk:
 *
 *     0  magic 'AFj1'      4     16  ordinal            u32    32  written at, epoch ms   f64
 *     4  segment's salt    8     20  meta length        u32    40  CRC-32 of bytes 0-39   u32
 *    12  version           u8    24  body length        u32    44  meta (JSON), then body
 *    13  type              u8    28  CRC-32 meta+body   u32
 *    14  flags             u16
 *
 * The salt is random, new for each segment, and stands in the segment's file name: when the reader looks for the
 * next record behind a damaged one, a mail whose body imitates a record is not taken for one.
 */
import { crc32 } from 'node:zlib';

export const HEADER_BYTES = 44;
export const SALT_BYTES = 8;
/** An envelope or a batch of progress; far above what SMTP limits allow. */
export const MAX_META_BYTES = 1024 * 1024;
/** Bodies held in a record; larger ones have a file of their own. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

const MAGIC = Buffer.from('AFj1', 'latin1');
const VERSION = 1;

export const recordTypes = { message: 1, progress: 2, seal: 3 } as const;
export type RecordType = keyof typeof recordTypes;
const typeNames: Record<number, RecordType> = { 1: 'message', 2: 'progress', 3: 'seal' };

/** `joinable`: had a Message-ID. `moved`: copied from an older segment, not accepted anew. `large`: body in its own file. */
export const recordFlags = { joinable: 1, moved: 2, large: 4 } as const;

export interface RecordParts {
  type: RecordType;
  flags: number;
  meta: Buffer;
  body: Buffer[];
}

export interface StoredRecord {
  type: RecordType;
  flags: number;
  /** The message's number within its segment; 0 for other types. */
  ordinal: number;
  writtenAt: number;
  offset: number;
  totalBytes: number;
  /** Views into the read buffer: copy what is kept. */
  meta: Buffer;
  body: Buffer;
}

/** Buffers to write in order: header, meta, body. */
export function encodeRecord(
  parts: RecordParts,
  salt: Buffer,
  ordinal: number,
  writtenAt: number,
): { buffers: Buffer[]; totalBytes: number } {
  let bodyBytes = 0;
  let dataCrc = crc32(parts.meta);
  for (const chunk of parts.body) {
    bodyBytes += chunk.length;
    dataCrc = crc32(chunk, dataCrc);
  }
  const head = Buffer.allocUnsafe(HEADER_BYTES + parts.meta.length);
  MAGIC.copy(head, 0);
  salt.copy(head, 4);
  head.writeUInt8(VERSION, 12);
  head.writeUInt8(recordTypes[parts.type], 13);
  head.writeUInt16LE(parts.flags, 14);
  head.writeUInt32LE(ordinal, 16);
  head.writeUInt32LE(parts.meta.length, 20);
  head.writeUInt32LE(bodyBytes, 24);
  head.writeUInt32LE(dataCrc, 28);
  head.writeDoubleLE(writtenAt, 32);
  head.writeUInt32LE(crc32(head.subarray(0, 40)), 40);
  parts.meta.copy(head, HEADER_BYTES);
  return { buffers: [head, ...parts.body], totalBytes: head.length + bodyBytes };
}

export interface RecordHeader {
  type: RecordType;
  flags: number;
  ordinal: number;
  metaBytes: number;
  bodyBytes: number;
  dataCrc: number;
  writtenAt: number;
}

/** The header at `offset`, or null when what stands there is none of this segment's. */
export function decodeHeader(buffer: Buffer, offset: number, salt: Buffer): RecordHeader | null {
  if (offset + HEADER_BYTES > buffer.length) return null;
  const head = buffer.subarray(offset, offset + HEADER_BYTES);
  if (head.compare(MAGIC, 0, 4, 0, 4) !== 0 || head.compare(salt, 0, SALT_BYTES, 4, 12) !== 0) return null;
  if (crc32(head.subarray(0, 40)) !== head.readUInt32LE(40)) return null;
  const type = typeNames[head.readUInt8(13)];
  const metaBytes = head.readUInt32LE(20);
  const bodyBytes = head.readUInt32LE(24);
  if (head.readUInt8(12) !== VERSION || type === undefined) return null;
  if (metaBytes > MAX_META_BYTES || bodyBytes > MAX_BODY_BYTES) return null;
  return {
    type,
    flags: head.readUInt16LE(14),
    ordinal: head.readUInt32LE(16),
    metaBytes,
    bodyBytes,
    dataCrc: head.readUInt32LE(28),
    writtenAt: head.readDoubleLE(32),
  };
}

/** The whole record at `offset`, or null when it is torn or damaged. */
export function decodeRecord(buffer: Buffer, offset: number, salt: Buffer): StoredRecord | null {
  const header = decodeHeader(buffer, offset, salt);
  if (!header) return null;
  const metaEnd = offset + HEADER_BYTES + header.metaBytes;
  const end = metaEnd + header.bodyBytes;
  if (end > buffer.length) return null;
  if (crc32(buffer.subarray(offset + HEADER_BYTES, end)) !== header.dataCrc) return null;
  return {
    type: header.type,
    flags: header.flags,
    ordinal: header.ordinal,
    writtenAt: header.writtenAt,
    offset,
    totalBytes: end - offset,
    meta: buffer.subarray(offset + HEADER_BYTES, metaEnd),
    body: buffer.subarray(metaEnd, end),
  };
}

export interface Gap {
  offset: number;
  sizeBytes: number;
}

export interface Survey {
  /** Where the last whole record ends. */
  goodBytes: number;
  /** Unreadable stretches that whole records follow. */
  gaps: Gap[];
}

/** Calls `visit` for every whole record in order; skips damage to the next record. */
export function surveyRecords(buffer: Buffer, salt: Buffer, visit: (record: StoredRecord) => void): Survey {
  const marker = Buffer.concat([MAGIC, salt]);
  const gaps: Gap[] = [];
  let goodBytes = 0;
  let offset = 0;
  while (offset < buffer.length) {
    const record = decodeRecord(buffer, offset, salt);
    if (!record) {
      offset = buffer.indexOf(marker, offset + 1);
      if (offset === -1) break;
      continue;
    }
    if (offset > goodBytes) gaps.push({ offset: goodBytes, sizeBytes: offset - goodBytes });
    visit(record);
    offset += record.totalBytes;
    goodBytes = offset;
  }
  return { goodBytes, gaps };
}
