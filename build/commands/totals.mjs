// Counting what test runners report. Whatever went wrong without a failed test to show for it counts as one failure.

/**
 * @param report vitest's JSON report, or undefined when there is none
 * @param exitCode of the run
 */
export function countVitest(report, exitCode) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of Array.isArray(report?.testResults) ? report.testResults : []) {
    const before = counts.failed;
    for (const { status } of file.assertionResults) {
      if (status === 'passed' || status === 'failed') counts[status] += 1;
      else counts.skipped += 1;
    }
    // A file that could not be loaded, or whose hooks failed.
    if (file.status === 'failed' && counts.failed === before) counts.failed += 1;
  }
  return withSilentFailure(counts, exitCode);
}

/**
 * @param report Playwright's JSON report, or undefined when there is none
 * @param exitCode of the run
 */
export function countPlaywright(report, exitCode) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  const failed = unexpected + (Array.isArray(report?.errors) ? report.errors.length : 0);
  return withSilentFailure({ passed: expected + flaky, failed, skipped }, exitCode);
}

/**
 * @param report of test/fault/run.ts, or undefined when there is none
 * @param exitCode of the run
 */
export function countFaults(report, exitCode) {
  const { passed = 0, failed = 0, skipped = 0 } = report?.totals ?? {};
  return withSilentFailure({ passed, failed, skipped }, exitCode);
}

/** One part's counts, as `12 passed, 0 failed` or `12 passed, 0 failed, 1 skipped`. */
export function partLine({ passed, failed, skipped }) {
  return `${totalLine({ passed, failed })}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** The line by which a run is judged: `12 passed, 0 failed`, and nothing else on it. */
export function totalLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

function withSilentFailure(counts, exitCode) {
  const nothingRan = counts.passed + counts.failed === 0;
  const silent = (exitCode !== 0 || nothingRan) && counts.failed === 0;
  return silent ? { ...counts, failed: 1 } : counts;
}
