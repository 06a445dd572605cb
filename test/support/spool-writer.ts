/**
 * A process that writes into a spool as fast as it can until it is killed. Prints `id sender` for each message after
 * it was told that it is accepted. Arguments: folder, a prefix for the senders.
 */
import { writeSync } from 'node:fs';
import { put, spoolIn } from './spool-setup.ts';

const [dir, prefix] = process.argv.slice(2) as [string, string];
const spool = spoolIn(dir, {}, { segmentBytes: 300_000, heldBytes: 8_000, retentionMs: 500 });
await spool.open();

async function write(name: number): Promise<void> {
  for (let index = 0; ; index++) {
    const mailFrom = `${prefix}-${name}-${index}@mon.example`;
    const answer = await put(spool, Buffer.alloc(index % 25 === 0 ? 20_000 : 2_000, mailFrom), { mailFrom });
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    writeSync(1, `${answer.id} ${mailFrom}\n`);
    // All stay waiting, so that retention has to copy each of them forward, over and over.
    if (index % 200 === 0) void spool.removeOld();
  }
}

await Promise.all(Array.from({ length: 20 }, (_, name) => write(name)));
