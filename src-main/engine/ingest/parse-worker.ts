// Parses mails in a worker thread, one at a time; parse-thread.ts is the other end.
import { parentPort } from 'node:worker_threads';
import { mimeToMail } from './mime-to-mail.ts';
import type { ParseAnswer } from './parse-thread.ts';

const port = parentPort;
if (port === null) throw new Error('parse-worker runs in a worker thread only');

const answer = (message: ParseAnswer) => port.postMessage(message);

port.on('message', async (raw: Uint8Array) => {
  try {
    answer({ kind: 'mail', mail: await mimeToMail(raw) });
  } catch (error) {
    // The name alone: a message may quote the mail.
    answer({ kind: 'failed', reason: error instanceof Error ? error.name : 'unknown error' });
  }
});

answer({ kind: 'ready' });
