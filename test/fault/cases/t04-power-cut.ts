import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spoolIn } from '../../support/spool-setup.ts';
import { type FaultCase, noVerdict, type Outcome } from '../support/case.ts';
import { cutAt, follow, type Journey } from '../support/power-cut.ts';
import { readCalls, repliedIn } from '../support/syscalls.ts';
import { hasStrace, traceIntake } from './t05-sync-before-answer.ts';

/** Numbers that can be made again: https://en.wikipedia.org/wiki/Linear_congruential_generator. */
const randomFrom = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** Opens the spool as the cut left it; answers the answered ids that are not whole in it. */
const missingAfter = async (dir: string, answered: string[]): Promise<string[]> => {
  const spool = spoolIn(dir);
  await spool.open();
  try {
    const whole = new Set<string>();
    const locations: { id: string; location: string }[] = [];
    await spool.scan(({ envelope, location }) => {
      locations.push({ id: envelope.id, location });
    });
    for (const { id, location } of locations) {
      const stored = await spool.read(location);
      if (stored && createHash('sha256').update(stored.raw).digest('hex') === stored.envelope.digest)
        whole.add(id);
    }
    return answered.filter((id) => !whole.has(id));
  } finally {
    await spool.close();
  }
};

/** Anywhere, and every other time in the moment after an answer, where a broken promise shows. */
const lineFor = (journey: Journey, cut: number, random: () => number): number => {
  const answers = [...journey.answers.values()];
  const answer = answers[Math.floor(random() * answers.length)] ?? 1;
  return cut % 2 === 0 ? answer + 1 : 1 + Math.floor(random() * journey.lastLine);
};

const cutOften = async (journey: Journey, root: string, cuts: number, faults: string[]) => {
  let lost = 0;
  let unopened = 0;
  for (let cut = 0; cut < cuts; cut++) {
    const random = randomFrom(cut + 1);
    const line = lineFor(journey, cut, random);
    const target = mkdtempSync(join(tmpdir(), 'alertflow-cut-'));
    try {
      const answered = cutAt(journey, line, root, target, random);
      const missing = await missingAfter(target, answered);
      lost += missing.length;
      if (missing.length > 0 && faults.length < 5) {
        faults.push(
          `cut ${cut + 1} at line ${line}: ${missing.length} of ${answered.length} answered mails are gone`,
        );
      }
    } catch (error) {
      unopened++;
      faults.push(`cut ${cut + 1} at line ${line}: the spool does not open: ${String(error)}`);
    } finally {
      rmSync(target, { recursive: true, force: true });
    }
  }
  return { lost, unopened };
};

export const cutPower = async (options: {
  mails: number;
  cuts: number;
  mutant?: string;
}): Promise<Outcome> => {
  if (!hasStrace())
    return { verdict: noVerdict(), faults: [], figures: {}, examples: [], skipped: 'strace is not here' };
  const faults: string[] = [];
  const verdict = noVerdict();
  const figures: Record<string, number> = {};
  for (const sizeBytes of [0, 300_000]) {
    const mails = sizeBytes === 0 ? options.mails : Math.ceil(options.mails / 20);
    await traceIntake({
      mails,
      sizeBytes,
      mutant: options.mutant,
      async read(trace, dataDir, accepted) {
        const root = join(dataDir, 'spool');
        const journey = await follow(readCalls(trace), root, repliedIn);
        if (journey.answers.size < accepted)
          faults.push(`the trace shows ${journey.answers.size} of ${accepted} answers`);
        const cuts = sizeBytes === 0 ? options.cuts : Math.ceil(options.cuts / 5);
        const { lost, unopened } = await cutOften(journey, root, cuts, faults);
        verdict.accepted += accepted;
        verdict.lost += lost;
        figures.cuts = (figures.cuts ?? 0) + cuts;
        figures['spools that did not open'] = (figures['spools that did not open'] ?? 0) + unopened;
      },
    });
  }
  if (verdict.lost > 0) faults.unshift(`${verdict.lost} times an answered mail was gone after a power cut`);
  return { verdict, faults, figures, examples: [] };
};

export const powerCut: FaultCase = {
  id: 'T4',
  name: 'power cut at random places of the recorded system calls',
  run: ({ many }) => cutPower({ mails: many(150, 500), cuts: many(120, 1000) }),
};
