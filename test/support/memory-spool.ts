import type { IntakeSpool, SpoolAnswer, TransactionMeta } from '../../src-main/engine/ingest/smtp-receive.ts';

export interface KeptMessage {
  id: string;
  raw: Buffer;
  meta: TransactionMeta;
  messageId: string | null;
}

export interface MemorySpool extends IntakeSpool {
  readonly kept: KeptMessage[];
  /** Messages begun and neither committed nor aborted. */
  open(): number;
  aborted(): number;
  /** Decides the answer of each commit; accepts by default. */
  answerWith(answer: (id: string) => Promise<SpoolAnswer> | SpoolAnswer): void;
  /** Makes each write wait for this. */
  holdWrites(hold: (() => Promise<void>) | null): void;
}

/** A spool in memory that is as strict as the real one: no write after commit or abort, no second commit. */
export function createMemorySpool(): MemorySpool {
  const kept: KeptMessage[] = [];
  let begun = 0;
  let committed = 0;
  let aborted = 0;
  let answer: (id: string) => Promise<SpoolAnswer> | SpoolAnswer = (id) => ({ kind: 'accepted', id });
  let hold: (() => Promise<void>) | null = null;
  return {
    kept,
    open: () => begun - committed - aborted,
    aborted: () => aborted,
    answerWith: (next) => {
      answer = next;
    },
    holdWrites: (next) => {
      hold = next;
    },
    begin() {
      const id = `m${++begun}`;
      const chunks: Buffer[] = [];
      let isOver = false;
      const use = (what: string): void => {
        if (isOver) throw new Error(`${what} after the end of message ${id}`);
      };
      return {
        write(chunk) {
          use('write');
          chunks.push(Buffer.from(chunk));
          return hold?.();
        },
        async commit(meta, hints) {
          use('commit');
          isOver = true;
          committed++;
          const said = await answer(id);
          if (said.kind === 'accepted') kept.push({ id, raw: Buffer.concat(chunks), meta, ...hints });
          return said;
        },
        abort() {
          use('abort');
          isOver = true;
          aborted++;
          chunks.length = 0;
        },
      };
    },
  };
}
