/** The intake by itself in a process, as measured by intake.bench.ts: the real listener before the real spool. */
import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { createSmtpListener } from '../../../src-main/engine/ingest/smtp-listener.ts';
import { createSpool } from '../../../src-main/engine/ingest/spool.ts';
import type { Clock, Logger } from '../../../src-main/engine/ports.ts';

const dir = process.argv[2];
if (dir === undefined) throw new Error('usage: intake-server.ts DIR');

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
const quiet = () => undefined;
const complain = (fields: Record<string, unknown>, message: string) => console.error(message, fields);
const logger: Logger = { debug: quiet, info: quiet, warn: complain, error: complain, child: () => logger };

const spool = createSpool({ dir, nodeId: randomUUID(), clock, ids: { next: () => uuidv7() }, logger });
await spool.open();
const listener = createSmtpListener({ host: '127.0.0.1', port: 0, spool, clock, logger });
const { port } = await listener.start();
console.log(`listening ${port}`);

process.once('SIGTERM', async () => {
  await listener.stop();
  await spool.flush();
  const { accepted, joined } = spool.summary();
  await spool.close();
  const memory = Math.round(process.memoryUsage().rss / 1024 / 1024);
  console.log(`accepted ${accepted} joined ${joined} rss ${memory}`);
  process.exit(0);
});
