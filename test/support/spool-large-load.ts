/**
 * A process that stores twenty 24 MB messages at once and prints by how many bytes its memory (RSS) grew at most.
 * Run it with `--expose-gc`: chunks that nobody holds any more are collected on the way, because uncollected ones alone
 * make 70 to 85 MB here without any spool, and would hide what the spool holds.
 */
import { randomBytes } from 'node:crypto';
import { facts, spoolIn } from './spool-setup.ts';

const COLLECT_EVERY_CHUNKS = 64;

const [dir] = process.argv.slice(2) as [string];
const spool = spoolIn(dir);
await spool.open();
const chunk = randomBytes(65_536);
const before = process.memoryUsage.rss();
let peak = before;
let sent = 0;
if (!globalThis.gc) throw new Error('run with --expose-gc');

async function send(): Promise<void> {
  const incoming = spool.begin();
  while (incoming.sizeBytes < 24_000_000) {
    await incoming.write(Buffer.from(chunk)); // memory of its own each time, as from a socket
    if (++sent % COLLECT_EVERY_CHUNKS === 0) globalThis.gc?.();
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  const answer = await incoming.commit(facts, { messageId: null });
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
}

await Promise.all(Array.from({ length: 20 }, send));
await spool.close();
console.log(peak - before);
