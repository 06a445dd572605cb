// Parses and reads mails in a worker thread, one at a time; parse-thread.ts is the other end.
import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { readWithoutModel } from '../analyse/read-without-model.ts';
import { packMail } from '../store/stored-mail.ts';
import { mimeToMail } from './mime-to-mail.ts';
import type { ParseAnswer, ParseRequest, ParseResult } from './parse-thread.ts';
import { withSender } from './with-sender.ts';

const port = parentPort;
if (port === null) throw new Error('parse-worker runs in a worker thread only');

const answer = (message: ParseAnswer, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);

const parse = async ({ raw, mailFrom, reading }: ParseRequest): Promise<ParseResult> => {
  const mail = withSender(await mimeToMail(raw), mailFrom);
  if (reading === null) return { mail, read: null };
  const packed = new Uint8Array(packMail(mail)); // bytes of its own, which can be moved
  return { mail, read: { reading: readWithoutModel(mail, reading), packed } };
};

port.on('message', async (request: ParseRequest) => {
  try {
    const result = await parse(request);
    const { total_heap_size: ofObjects, external_memory: ofBuffers } = getHeapStatistics();
    answer(
      { kind: 'mail', result, heapBytes: ofObjects + ofBuffers },
      result.read === null ? [] : [result.read.packed.buffer],
    );
  } catch (error) {
    // The name alone: a message may quote the mail.
    answer({ kind: 'failed', reason: error instanceof Error ? error.name : 'unknown error' });
  }
});

answer({ kind: 'ready' });
