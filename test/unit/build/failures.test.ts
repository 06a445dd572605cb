import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultFailures, playwrightFailures, vitestFailures } from '../../../build/commands/failures.mjs';

const file = (name: string) => join(import.meta.dirname, '..', '..', name);

describe('what is said of failures at the end of a run', () => {
  it('names the file, the test and the reason, without colours and on one line', () => {
    const test = {
      status: 'failed',
      fullName: 'spool keeps',
      failureMessages: ['\u001b[31mexpected 1\n  to be 2'],
    };
    const passed = { status: 'passed', fullName: 'spool opens' };
    const testResults = [
      { name: file('unit/a.test.ts'), status: 'failed', assertionResults: [passed, test] },
    ];
    expect(vitestFailures({ testResults })).toEqual([
      'test/unit/a.test.ts > spool keeps: expected 1 to be 2',
    ]);
  });

  it('names a file that could not be loaded', () => {
    const broken = {
      name: file('unit/b.test.ts'),
      status: 'failed',
      message: 'no such module',
      assertionResults: [],
    };
    expect(vitestFailures({ testResults: [broken] })).toEqual(['test/unit/b.test.ts: no such module']);
  });

  it('names specs that failed, that passed at a second go, and errors outside any', () => {
    const tested = (status: string) => [
      { status, projectName: 'browser', results: [{ error: { message: 'timed out' } }, {}] },
    ];
    const suites = [
      {
        specs: [{ file: 'a.spec.ts', title: 'fine', tests: tested('expected') }],
        suites: [
          {
            specs: [
              { file: 'a.spec.ts', title: 'broken', tests: tested('unexpected') },
              { file: 'a.spec.ts', title: 'shaky', tests: tested('flaky') },
            ],
          },
        ],
      },
    ];
    expect(playwrightFailures({ suites, errors: [{ message: 'no browser' }] })).toEqual([
      'browser > a.spec.ts > broken: timed out',
      'browser > a.spec.ts > shaky > passed at a second go: timed out',
      'outside any test: no browser',
    ]);
  });

  it('names fault cases with what was found', () => {
    const results = [
      { id: 'T1', name: 'kill -9', passed: true, outcome: { faults: [] } },
      { id: 'T7', name: 'disk full', passed: false, outcome: { faults: ['lost 1', 'stuck 2'] } },
    ];
    expect(faultFailures({ results })).toEqual(['T7 > disk full: lost 1; stuck 2']);
  });

  it.each([vitestFailures, playwrightFailures, faultFailures])(
    'has nothing to say without a report',
    (of) => {
      expect(of(undefined)).toEqual([]);
    },
  );
});
