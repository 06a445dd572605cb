/** What a case is, and what it answers. */
import type { Checked, Verdict } from './checker.ts';

export type Size = 'short' | 'full';

export interface Run {
  size: Size;
  /** How many of something: the short form's number, or the long form's. */
  many(short: number, full: number): number;
  /**
   * Counts from 0: as many rounds as the short form has, or the long form. None begins when the case's minutes are over,
   * where they are bounded; `part` is the share of them for these rounds, counted from the first.
   */
  rounds(short: number, full: number, part?: number): Iterable<number>;
  /** How long the long form of a case without rounds goes on. */
  minutes: number;
  progress(text: string): void;
}

export interface Outcome {
  verdict: Verdict;
  /** Why it failed; empty where it passed. */
  faults: string[];
  /** What is worth a place in the table. */
  figures: Record<string, number | string>;
  examples: string[];
  /** The machine lacks what it needs: not run. */
  skipped?: string;
}

export interface FaultCase {
  id: string;
  name: string;
  run(run: Run): Promise<Outcome>;
}

export const noVerdict = (): Verdict => ({
  accepted: 0,
  lost: 0,
  ghost: 0,
  stuck: 0,
  duplicates: 0,
  mismatch: 0,
});

export const addVerdicts = (a: Verdict, b: Verdict): Verdict => ({
  accepted: a.accepted + b.accepted,
  lost: a.lost + b.lost,
  ghost: a.ghost + b.ghost,
  stuck: a.stuck + b.stuck,
  duplicates: a.duplicates + b.duplicates,
  mismatch: a.mismatch + b.mismatch,
});

/** Whether figures of one kind may be more than none. */
export interface Allowed {
  /** Duplicates on channels that cannot recognise repeats, in all. */
  duplicates?: number;
  /** SMS whose answer was lost and that were taken as sent. */
  assumedSent?: number;
}

/**
 * What every case demands: nothing lost, nothing given up or hidden instead, nothing invented, nothing stuck, no difference, no
 * duplicate beyond the few allowed.
 */
export const judge = (checked: Checked, allowed: Allowed = {}): string[] => {
  const faults: string[] = [];
  const { lost, ghost, stuck, mismatch, duplicatesByChannel, unmarkedDuplicates, accepted } = checked;
  if (accepted === 0) faults.push('nothing was accepted: the case proves nothing');
  if (lost > 0) faults.push(`${lost} of ${accepted} accepted alerts lost`);
  const { dead, suppressed, assumedSent } = checked;
  if (dead > 0) faults.push(`${dead} tellings of accepted alerts given up`);
  if (suppressed > 0) faults.push(`${suppressed} accepted alerts suppressed`);
  if (assumedSent > (allowed.assumedSent ?? 0)) {
    faults.push(`${assumedSent} SMS taken as sent, at most ${allowed.assumedSent ?? 0} can be`);
  }
  if (ghost > 0) faults.push(`${ghost} deliveries of mails that were refused or never sent`);
  if (stuck > 0) faults.push(`${stuck} alerts stuck`);
  if (mismatch > 0) faults.push(`${mismatch} differences in the ledger`);
  for (const channel of ['matrix', 'webhook']) {
    const count = duplicatesByChannel[channel] ?? 0;
    if (count > 0) faults.push(`${count} duplicates on ${channel}`);
  }
  const others = (duplicatesByChannel.telegram ?? 0) + (duplicatesByChannel.sms ?? 0);
  if (others > (allowed.duplicates ?? 0)) {
    faults.push(
      `${others} duplicates on Telegram and SMS, at most ${allowed.duplicates ?? 0} can be excused`,
    );
  }
  if (unmarkedDuplicates > 0) faults.push(`${unmarkedDuplicates} duplicates do not say that they may be one`);
  return faults;
};

export const outcomeOf = (
  checked: Checked,
  faults: string[],
  figures: Record<string, number | string> = {},
): Outcome => {
  const { accepted, lost, ghost, stuck, duplicates, mismatch } = checked;
  return {
    verdict: { accepted, lost, ghost, stuck, duplicates, mismatch },
    faults,
    figures: {
      ...figures,
      ...(checked.suppressed > 0 ? { suppressed: checked.suppressed } : {}),
      ...(checked.assumedSent > 0 ? { 'SMS taken as sent': checked.assumedSent } : {}),
      ...Object.fromEntries(
        Object.entries(checked.duplicatesByChannel).map(([channel, count]) => [
          `repeats on ${channel}`,
          count,
        ]),
      ),
    },
    examples: checked.examples,
  };
};
