/**
 * A parse worker that does what the subject of each mail says: hangs, ends, runs out of memory or throws outside any
 * mail's turn. Any other mail it parses as the real one does.
 */
import { parentPort } from 'node:worker_threads';
import { mimeToMail } from '../../src-main/engine/ingest/mime-to-mail.ts';

const port = parentPort;
if (port === null) throw new Error('runs in a worker thread only');

port.on('message', async (raw: Uint8Array) => {
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
    port.postMessage({ kind: 'failed', reason: 'RangeError' });
    return;
  }
  port.postMessage({ kind: 'mail', mail: await mimeToMail(raw) });
});

port.postMessage({ kind: 'ready' });
