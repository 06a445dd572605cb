import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, partLine, totalLine } from '../../../build/commands/totals.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

describe('countVitest', () => {
  it('adds up the tests of all files', () => {
    const testResults = [
      file('passed', 'passed', 'passed', 'pending'),
      file('failed', 'failed', 'passed', 'todo', 'skipped'),
    ];
    expect(countVitest({ testResults }, 1)).toEqual({ passed: 3, failed: 1, skipped: 3 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    expect(countVitest({ testResults: [file('passed', 'passed'), file('failed')] }, 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it.each([
    ['there is no report', undefined, 0],
    ['the report is of another shape', { testResults: 'none' }, 0],
    ['no test ran', { testResults: [] }, 0],
    ['only skipped tests ran', { testResults: [file('passed', 'skipped')] }, 0],
    ['the runner failed although every test passed', { testResults: [file('passed', 'passed')] }, 1],
  ])('counts one failure when %s', (_when, report, exitCode) => {
    expect(countVitest(report, exitCode).failed).toBe(1);
  });
});

describe('countPlaywright', () => {
  it('counts flaky tests as passed and errors outside tests as failed', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(countPlaywright({ stats, errors: [{}] }, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  it('counts one failure when there is no report', () => {
    expect(countPlaywright(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('the lines of a run', () => {
  it('names skipped tests only when there are any', () => {
    expect(partLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
    expect(partLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
    expect(totalLine({ passed: 3, failed: 1 })).toBe('3 passed, 1 failed');
  });
});
