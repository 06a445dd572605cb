import { describe, expect, it } from 'vitest';
import {
  DEFAULT_DEADLINES,
  enterPhase,
  type Overrun,
  overrunOf,
  type Phase,
  restartRateWindow,
  startProgress,
} from '../../../src-main/engine/ingest/smtp-deadlines.ts';

const second = 1_000;

describe('deadlines of a session', () => {
  it.each<[phase: Phase, startedS: number, inPhaseS: number, expected: Overrun | null]>([
    ['command', 0, 59, null],
    ['command', 0, 60, 'command'],
    ['command', 595, 4, null],
    ['command', 595, 5, 'session'],
    ['handling', 599, 2, null],
    ['handling', 0, 300, 'handling'],
    ['data', 500, 250, null],
    ['data', 0, 299, null],
    ['data', 0, 300, 'data'],
  ])('%s begun after %i s and lasting %i s: %s', (phase, startedS, inPhaseS, expected) => {
    const progress = startProgress(0);
    enterPhase(progress, phase, startedS * second, 0);
    const now = (startedS + inPhaseS) * second;
    // Fast enough for the rate: a megabyte for each second.
    expect(overrunOf(progress, DEFAULT_DEADLINES, now, now * 1_000)).toBe(expected);
  });

  it.each([
    ['one byte every 400 ms', 2.5, 'rate'],
    ['one byte every 10 s', 0.1, 'rate'],
    ['99 bytes a second', 99, 'rate'],
    ['100 bytes a second', 100, null],
  ])('%s in DATA for 30 s', (_name, bytesPerSecond, expected) => {
    const progress = startProgress(0);
    enterPhase(progress, 'data', 0, 500);
    expect(overrunOf(progress, DEFAULT_DEADLINES, 29 * second, 500 + 29 * bytesPerSecond)).toBe(null);
    expect(overrunOf(progress, DEFAULT_DEADLINES, 30 * second, 500 + 30 * bytesPerSecond)).toBe(expected);
  });

  it('look at each window by itself, so that a fast start buys no slow end', () => {
    const progress = startProgress(0);
    enterPhase(progress, 'data', 0, 0);
    expect(overrunOf(progress, DEFAULT_DEADLINES, 30 * second, 10_000_000)).toBe(null);
    expect(overrunOf(progress, DEFAULT_DEADLINES, 60 * second, 10_000_100)).toBe('rate');
  });

  it('do not count the time in which the spool held up the client', () => {
    const progress = startProgress(0);
    enterPhase(progress, 'data', 0, 0);
    restartRateWindow(progress, 29 * second, 10);
    expect(overrunOf(progress, DEFAULT_DEADLINES, 40 * second, 10)).toBe(null);
    expect(overrunOf(progress, DEFAULT_DEADLINES, 59 * second, 10)).toBe('rate');
  });

  it('start the command deadline anew with each phase', () => {
    const progress = startProgress(0);
    enterPhase(progress, 'handling', 50 * second, 0);
    enterPhase(progress, 'command', 55 * second, 0);
    expect(overrunOf(progress, DEFAULT_DEADLINES, 100 * second, 0)).toBe(null);
    expect(overrunOf(progress, DEFAULT_DEADLINES, 115 * second, 0)).toBe('command');
  });
});
