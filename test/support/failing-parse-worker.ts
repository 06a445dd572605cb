/**
 * A parse worker that does what the subject of each mail says: hangs, ends, runs out of memory or throws outside any
 * mail's turn. Any other mail it parses as the real one does.
 */
import { parentPort } from 'node:worker_threads';
import { mimeToMail } from '../../src-main/engine/ingest/mime-to-mail.ts';
import type { ParseAnswer, ParseRequest } from '../../src-main/engine/ingest/parse-thread.ts';

const port = parentPort;
if (port === null) throw new Error('runs in a worker thread only');

const answer = (message: ParseAnswer) => port.postMessage(message);

port.on('message', async ({ raw }: ParseRequest) => {
  const text = Buffer.from(raw).toString('latin1');
  if (text.startsWith('Subject: hang')) for (;;);
  if (text.startsWith('Subject: end')) process.exit(3);
  if (text.startsWith('Subject: memory')) {
    const hoard: unknown[] = [];
    for (;;) hoard.push(Array.from({ length: 10_000 }, (_, i) => ({ i })));
  }
  if (text.startsWith('Subject: throw')) {
    setImmediate(() => {
      throw new Error('outside');
    });
    return;
  }
  if (text.startsWith('Subject: refuse')) {
    answer({ kind: 'failed', reason: 'RangeError' });
    return;
  }
  answer({ kind: 'mail', result: { mail: await mimeToMail(raw), read: null }, heapBytes: 0 });
});

answer({ kind: 'ready' });
