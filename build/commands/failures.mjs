// What failed, a line each, so that the end of a long log tells it.
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../project.mjs';

/** Characters of a failure's reason that are repeated. */
const maxReasonChars = 300;

/** @param report vitest's JSON report, or undefined when there is none */
export function vitestFailures(report) {
  const files = Array.isArray(report?.testResults) ? report.testResults : [];
  return files.flatMap(({ name, status, message, assertionResults }) => {
    const place = relative(root, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    // A file that could not be loaded, or whose hooks failed, has no failed test to show.
    if (failed.length === 0) return status === 'failed' ? [line([place], message)] : [];
    return failed.map(({ fullName, failureMessages }) => line([place, fullName], failureMessages?.[0]));
  });
}

/** @param report Playwright's JSON report, or undefined when there is none. Tests that passed at a second go are named too. */
export function playwrightFailures(report) {
  const lines = (report?.suites ?? []).flatMap(specsOf).flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ status, projectName, results }) => {
        const reason = results.find(({ error }) => error)?.error.message;
        const note = status === 'flaky' ? 'passed at a second go' : '';
        return line([projectName, file, title, note], reason);
      }),
  );
  return [...lines, ...(report?.errors ?? []).map(({ message }) => line(['outside any test'], message))];
}

/** @param report of test/fault/run.ts, or undefined when there is none */
export function faultFailures(report) {
  const failed = (report?.results ?? []).filter(({ passed }) => !passed);
  return failed.map(({ id, name, outcome }) => line([id, name], outcome.faults.join('; ')));
}

function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}

function line(place, reason = '') {
  const words = stripVTControlCharacters(reason).replace(/\s+/g, ' ').trim();
  return `${place.filter(Boolean).join(' > ')}: ${words.slice(0, maxReasonChars) || 'no reason was given'}`;
}
