import { createBareLineEndingWatch } from './smtp-line-endings.ts';
import { HEADER_SCAN_BYTES, scanMessageId } from './smtp-message-id.ts';
import type { MessageSink } from './smtp-message-sink.ts';

/** What the intake needs of the spool: the raw bytes and the envelope, durable before `commit` resolves. */
export interface IntakeSpool {
  begin(): IntakeMessage;
}

export interface IntakeMessage {
  write(chunk: Buffer): void | Promise<void>;
  commit(meta: TransactionMeta, hints: { messageId: string | null }): Promise<SpoolAnswer>;
  abort(): void;
}

export interface TransactionMeta {
  remoteAddress: string;
  helo: string;
  mailFrom: string;
  rcptTo: string[];
  secure: boolean;
  user: string | null;
}

export type SpoolAnswer =
  | { kind: 'accepted'; id: string }
  | { kind: 'joined'; id: string }
  | { kind: 'refused'; code: 'no-space' | 'io'; reason: string };

export type Received =
  | { kind: 'accepted' | 'joined'; id: string; sizeBytes: number }
  | { kind: 'refused'; code: 'no-space' | 'io'; reason: string }
  | { kind: 'oversized'; sizeBytes: number }
  | { kind: 'bare-line-ending' }
  /** `endsWithLf`: it looks as if the client had ended it with LF.LF, and waited in vain. */
  | { kind: 'cut'; sizeBytes: number; endsWithLf: boolean };

export interface ReceiveOptions {
  maxBytes: number;
  refuseBareLineEndings: boolean;
  /** Called when we hold the client up (true) and when no longer (false). */
  onHold(held: boolean): void;
  /** Called when the last byte is in, before the commit. */
  onEnd(): void;
}

/** Holds an end of message by LF alone, and a QUIT that was sent behind it. */
const TAIL_BYTES = 16;
const lfEnd = /(?:^|[^\r])\n\.(?:\n|$)/;

/**
 * Takes one message off the sink into the spool, chunk by chunk and no faster than the spool writes, and
 * commits it at the end of data. Never rejects and always takes the message to its end, so that the reply is heard;
 * whatever goes wrong, nothing half-written stays behind.
 */
export function receiveMessage(
  sink: MessageSink,
  spool: IntakeSpool,
  meta: () => TransactionMeta,
  options: ReceiveOptions,
): Promise<Received> {
  const { promise, resolve } = Promise.withResolvers<Received>();
  const watch = options.refuseBareLineEndings ? createBareLineEndingWatch() : null;
  const head: Buffer[] = [];
  let headBytes = 0;
  let sizeBytes = 0;
  let tail = '';
  let message: IntakeMessage | null = null;
  let refusal: Received | null = null;
  let isSettled = false;

  function giveUp(outcome: Received): void {
    refusal ??= outcome;
    const open = message;
    message = null;
    try {
      open?.abort();
    } catch {
      // The message is given up either way; the spool reports its own trouble in its summary.
    }
  }

  function settle(outcome: Received): void {
    if (isSettled) return;
    isSettled = true;
    resolve(outcome);
  }

  function take(chunk: Buffer): void | Promise<void> {
    sizeBytes += chunk.length;
    tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - TAIL_BYTES))).slice(-TAIL_BYTES);
    if (message === null) return;
    if (sizeBytes > options.maxBytes) {
      giveUp({ kind: 'oversized', sizeBytes });
      return;
    }
    if (headBytes < HEADER_SCAN_BYTES) {
      head.push(chunk);
      headBytes += chunk.length;
    }
    watch?.feed(chunk);
    try {
      const pending = message.write(chunk);
      return pending === undefined ? undefined : hold(pending);
    } catch (error) {
      giveUp(ioRefusal(error));
    }
  }

  async function hold(pending: Promise<void>): Promise<void> {
    options.onHold(true);
    try {
      await pending;
    } catch (error) {
      giveUp(ioRefusal(error));
    }
    options.onHold(false);
  }

  async function finish(): Promise<void> {
    options.onEnd();
    if (watch?.found()) giveUp({ kind: 'bare-line-ending' });
    if (message === null) return settle(refusal ?? ioRefusal(new Error('nothing was begun')));
    const messageId = scanMessageId(head.length === 1 ? (head[0] as Buffer) : Buffer.concat(head));
    try {
      const answer = await message.commit(meta(), { messageId });
      settle(answer.kind === 'refused' ? answer : { kind: answer.kind, id: answer.id, sizeBytes });
    } catch (error) {
      settle(ioRefusal(error));
    }
  }

  try {
    message = spool.begin();
  } catch (error) {
    refusal = ioRefusal(error);
  }
  sink.read({
    onChunk: take,
    onEnd: finish,
    onLost() {
      const cut: Received = { kind: 'cut', sizeBytes, endsWithLf: lfEnd.test(tail) };
      giveUp(cut);
      settle(cut);
    },
  });
  return promise;
}

function ioRefusal(error: unknown): Received {
  const reason = error instanceof Error ? error.message : 'unknown error';
  return { kind: 'refused', code: 'io', reason };
}
