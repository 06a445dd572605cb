/**
 * How many messages a second the spool makes durable, beside a file for each message (write, fdatasync, rename,
 * fsync of the folder) on the same disk in the same run. `node test/bench/spool.bench.ts [--json]`
 */
import { mkdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { uuidv7 } from 'uuidv7';
import { accept, makeTempDir, spoolIn } from '../support/spool-setup.ts';
import { keepResult } from './support/keep-result.ts';

const RUN_MS = 3_000;
const MESSAGE_BYTES = 4_096;
const WRITERS = [1, 10, 50];

interface Figure {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/** `writers` loops of `writeOne`, for RUN_MS. */
async function measure(writers: number, writeOne: () => Promise<void>): Promise<Figure> {
  const times: number[] = [];
  const start = performance.now();
  const loop = async () => {
    while (performance.now() - start < RUN_MS) {
      const before = performance.now();
      await writeOne();
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: writers }, loop));
  const seconds = (performance.now() - start) / 1_000;
  times.sort((a, b) => a - b);
  const at = (part: number) => Number((times[Math.floor(times.length * part)] ?? 0).toFixed(2));
  return { perSecond: Math.round(times.length / seconds), p50Ms: at(0.5), p99Ms: at(0.99) };
}

const rawMessage = () => Buffer.alloc(MESSAGE_BYTES, 'Disk usage is above 90 % on db01.\r\n');

async function measureSpool(writers: number): Promise<Figure> {
  const { dir, remove } = makeTempDir();
  const spool = spoolIn(dir);
  await spool.open();
  const figure = await measure(writers, async () => {
    await accept(spool, rawMessage());
  });
  await spool.close();
  remove();
  return figure;
}

async function measureFiles(writers: number): Promise<Figure> {
  const { dir, remove } = makeTempDir();
  mkdirSync(join(dir, 'new'));
  const folder = await open(dir, 'r');
  const figure = await measure(writers, async () => {
    const id = uuidv7();
    const file = await open(join(dir, 'new', id), 'wx');
    await file.writeFile(rawMessage());
    await file.datasync();
    await file.close();
    await rename(join(dir, 'new', id), join(dir, id));
    await folder.sync();
  });
  await folder.close();
  remove();
  return figure;
}

/** Start-up with many messages, and what a settled message costs in memory. */
async function measureReopen() {
  const messages = 100_000;
  const { dir, remove } = makeTempDir();
  const first = spoolIn(dir);
  await first.open();
  const raw = rawMessage();
  for (let done = 0; done < messages; done += 500) {
    const batch = await Promise.all(Array.from({ length: 500 }, () => accept(first, raw)));
    for (const { id, location } of batch) first.mark(id, location, 'delivered');
  }
  await first.close();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const start = performance.now();
  const second = spoolIn(dir);
  await second.open();
  const openMs = Math.round(performance.now() - start);
  globalThis.gc?.();
  const heapMb = Number(((process.memoryUsage().heapUsed - before) / 1e6).toFixed(1));
  const { unsettled, bytes } = second.summary();
  await second.close();
  remove();
  return { messages, megabytes: Math.round(bytes / 1e6), openMs, heapMb, unsettled };
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const rows = [];
for (const writers of WRITERS) {
  const files = await measureFiles(writers);
  const spool = await measureSpool(writers);
  rows.push({ writers, spool, files, ratio: Number((spool.perSecond / files.perSecond).toFixed(1)) });
}
const reopen = await measureReopen();
const kept = keepResult('spool', { messageBytes: MESSAGE_BYTES, rows, reopen });
if (values.json) console.log(kept);
else {
  console.log(`${MESSAGE_BYTES} byte messages made durable, a second (p50, p99 in ms)`);
  console.table(
    rows.map(({ writers, spool, files, ratio }) => ({
      writers,
      spool: `${spool.perSecond} (${spool.p50Ms}, ${spool.p99Ms})`,
      'file per message': `${files.perSecond} (${files.p50Ms}, ${files.p99Ms})`,
      ratio,
    })),
  );
  console.log(
    `start with ${reopen.messages} settled messages (${reopen.megabytes} MB): ${reopen.openMs} ms, heap +${reopen.heapMb} MB`,
  );
}
