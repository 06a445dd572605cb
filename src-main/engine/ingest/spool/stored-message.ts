/** The meta of a message record, read back through a schema: it may have been written by an older version. */
import { z } from 'zod';
import type { Envelope } from '../../message.ts';
import type { StoredRecord } from './record.ts';

const schema = z.object({
  envelope: z.object({
    id: z.string().min(1).max(64),
    nodeId: z.string(),
    receivedAt: z.number(),
    remoteAddress: z.string(),
    helo: z.string(),
    mailFrom: z.string(),
    rcptTo: z.array(z.string()),
    secure: z.boolean(),
    user: z.string().nullable(),
    sizeBytes: z.int().min(0),
    digest: z.string(),
  }),
  /** Of a moved message: where it was before. */
  from: z.string().optional(),
});

export interface StoredMessage {
  envelope: Envelope;
  from?: string | undefined;
}

export const encodeMeta = (message: StoredMessage): Buffer => Buffer.from(JSON.stringify(message));

/** Null when it is not of this shape. */
export function decodeMeta(record: StoredRecord): StoredMessage | null {
  try {
    return schema.parse(JSON.parse(record.meta.toString('utf8')));
  } catch {
    return null; // its CRC was right, so another version wrote it; the caller counts and reports it
  }
}
