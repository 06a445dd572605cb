import { execFileSync } from 'node:child_process';

import { join } from 'node:path';
import { type FaultCase, noVerdict, type Outcome } from '../support/case.ts';
import { startOutside } from '../support/outside.ts';
import { createProduct } from '../support/product.ts';
import { type Call, idsIn, readCalls, repliedIn, straceCommand } from '../support/syscalls.ts';

export const hasStrace = (): boolean => {
  try {
    execFileSync('strace', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Runs the product under strace while mails are taken; answers where the trace is and how many were accepted. */
export const traceIntake = async (options: {
  mails: number;
  sizeBytes?: number;
  mutant?: string;
  read: (trace: string, dataDir: string, accepted: number) => Promise<void>;
}): Promise<void> => {
  const outside = await startOutside();
  const trace = join(outside.dir, 'strace.txt');
  const product = await createProduct({ wrapper: straceCommand(trace), mutant: options.mutant });
  try {
    await product.start();
    const client = outside.client({
      port: product.smtpPort,
      connections: 8,
      count: options.mails,
      sizeBytes: options.sizeBytes ?? 0,
      replyTimeoutMs: 60_000,
    });
    await client.finished(60_000 + options.mails * 200);
    const accepted = client.book().filter(({ code }) => code === 250).length;
    await product.kill();
    await options.read(trace, product.dataDir, accepted);
  } finally {
    await product.remove();
    await outside.remove();
  }
};

/** Ids that were answered although no fdatasync had covered their record. Pure but for the reading. */
export const answeredUnsynced = async (
  calls: AsyncIterable<Call>,
): Promise<{ answered: number; early: string[]; syncs: number }> => {
  const writtenAt = new Map<string, { path: string; end: number }>();
  const syncs: { path: string; begin: number; end: number }[] = [];
  const answers: { id: string; begin: number }[] = [];
  for await (const call of calls) {
    if (call.name.startsWith('pwrite') && call.path.includes('/spool/')) {
      for (const id of idsIn(call.bytes)) writtenAt.set(id, { path: call.path, end: call.end });
    } else if ((call.name === 'fdatasync' || call.name === 'fsync') && call.result === 0) {
      syncs.push({ path: call.path, begin: call.begin, end: call.end });
    } else if (call.isSocket) {
      for (const id of repliedIn(call.bytes)) answers.push({ id, begin: call.begin });
    }
  }
  const isCovered = ({ id, begin }: { id: string; begin: number }): boolean => {
    const written = writtenAt.get(id);
    return (
      written !== undefined &&
      syncs.some((sync) => sync.path === written.path && sync.begin > written.end && sync.end < begin)
    );
  };
  const early = answers.filter((answer) => !isCovered(answer)).map(({ id }) => id);
  return { answered: answers.length, early, syncs: syncs.length };
};

export const syncOrder = async (mails: number, mutant?: string): Promise<Outcome> => {
  if (!hasStrace())
    return { verdict: noVerdict(), faults: [], figures: {}, examples: [], skipped: 'strace is not here' };
  const faults: string[] = [];
  const figures: Record<string, number> = {};
  await traceIntake({
    mails,
    mutant,
    async read(trace, _dataDir, accepted) {
      const { answered, early, syncs } = await answeredUnsynced(readCalls(trace));
      if (answered < accepted)
        faults.push(`${accepted} mails were answered 250, the trace shows ${answered}`);
      if (early.length > 0)
        faults.push(`${early.length} of ${answered} answered before their bytes were synced`);
      if (accepted < mails) faults.push(`only ${accepted} of ${mails} mails were accepted`);
      Object.assign(figures, {
        accepted,
        'answers traced': answered,
        'answered before the sync': early.length,
        syncs,
      });
    },
  });
  return { verdict: { ...noVerdict(), accepted: figures.accepted ?? 0 }, faults, figures, examples: [] };
};

export const syncBeforeAnswer: FaultCase = {
  id: 'T5',
  name: 'no 250 before the sync of its bytes, by the system calls',
  run: ({ many }) => syncOrder(many(500, 10_000)),
};
