/**
 * What must be known of the managed Redis after this program was killed: how it is reached and how to be sure it is
 * ours. One file, 0600, beside its data.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { RedisEndpoint } from '../engine/store/redis-connection.ts';
import { replaceFile } from './durable-file.ts';

const recordSchema = z.object({
  version: z.literal(1),
  endpoint: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('unix'), path: z.string(), password: z.string().min(32) }),
    z.object({
      kind: z.literal('tcp'),
      host: z.string(),
      port: z.number().int(),
      password: z.string().min(32),
    }),
  ]),
  token: z.string().min(16),
  process: z.object({ pid: z.number().int().positive(), identity: z.string().nullable() }).nullable(),
});

export type RedisRecord = z.infer<typeof recordSchema>;

const recordPath = (dir: string): string => join(dir, 'managed.json');

/** Null when there is none, or none that can be read: then a new one is made. */
export const readRecord = (dir: string): RedisRecord | null => {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(recordPath(dir), 'utf8')));
  } catch {
    return null;
  }
};

export const writeRecord = (dir: string, record: RedisRecord): void =>
  replaceFile(recordPath(dir), `${JSON.stringify(record, null, 2)}\n`);

/** The one from before where it still fits, so that clients that wait for Redis find it where it was. */
export const renewRecord = async (dir: string, before: RedisRecord | null): Promise<RedisRecord> => {
  const password = before?.endpoint.password ?? randomBytes(24).toString('base64url');
  return {
    version: 1,
    endpoint: await chooseEndpoint(dir, password, before?.endpoint ?? null),
    token: before?.token ?? randomBytes(16).toString('hex'),
    process: null,
  };
};

/** sun_path holds 108 bytes on Linux and 104 elsewhere, its closing zero included. */
const maxSocketPathBytes = process.platform === 'linux' ? 107 : 103;
const loopback = '127.0.0.1';

/** A unix socket where the system has them and the path is short enough, else a port on loopback. */
const chooseEndpoint = async (
  dir: string,
  password: string,
  before: RedisEndpoint | null,
): Promise<RedisEndpoint> => {
  const path = join(dir, 'redis.sock');
  if (process.platform !== 'win32' && Buffer.byteLength(path) <= maxSocketPathBytes) {
    return { kind: 'unix', path, password };
  }
  const keep = before?.kind === 'tcp' && (await freePort(before.port)) !== null;
  const port = keep ? before.port : await freePort(0);
  if (port === null) throw new Error('no free port on loopback');
  return { kind: 'tcp', host: loopback, port, password };
};

const freePort = (port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, loopback, () => {
      const address = server.address();
      const found = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolve(found));
    });
  });
