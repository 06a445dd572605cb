/**
 * A process that takes mail into a spool that keeps nothing, as one on disk would, so that what grows is the intake.
 * Prints the port as a line of JSON, and on SIGTERM another: by how many bytes its memory (RSS) grew at most, how many
 * were handed to the spool, and the listener's counts. Run it with `--expose-gc`: what nobody holds any more is collected
 * on the way, because buffers that wait for the collector alone make 70 to 110 MB here, and would hide what is held.
 */
import { DEFAULT_DEADLINES } from '../../src-main/engine/ingest/smtp-deadlines.ts';
import { createSmtpListener } from '../../src-main/engine/ingest/smtp-listener.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { createQuietLogger } from './quiet-logger.ts';

const MB = 1024 * 1024;
const COLLECT_EVERY_MS = 20;

const collect = globalThis.gc;
if (!collect) throw new Error('run with --expose-gc');
let written = 0;
const listener = createSmtpListener({
  host: '127.0.0.1',
  port: 0,
  clock: systemClock,
  logger: createQuietLogger(),
  maxMessageBytes: 2 * MB,
  deadlines: { ...DEFAULT_DEADLINES, dataMs: 4_000 },
  spool: {
    begin: () => ({
      write: (chunk) => {
        written += chunk.length;
      },
      commit: () => Promise.reject(new Error('an oversized message was committed')),
      abort: () => undefined,
    }),
  },
});
await listener.start();
collect();
const before = process.memoryUsage.rss();
let peak = before;
const watch = setInterval(() => {
  collect();
  peak = Math.max(peak, process.memoryUsage.rss());
}, COLLECT_EVERY_MS);

process.once('SIGTERM', async () => {
  clearInterval(watch);
  await listener.stop();
  const { timedOut, accepted } = listener.stats();
  process.stdout.write(`${JSON.stringify({ grown: peak - before, written, timedOut, accepted })}\n`);
});
process.stdout.write(`${JSON.stringify({ port: listener.boundTo()?.port })}\n`);
