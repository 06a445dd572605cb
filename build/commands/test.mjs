// All checks and all tests, whatever fails on the way; the last line alone holds the totals.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runNode, stopIfInterrupted } from '../processes.mjs';
import { explain, SetupError } from '../progress.mjs';
import { dependencyScript, root } from '../project.mjs';
import { setup } from '../setup.mjs';
import { endToEndSpecs } from '../test-files.mjs';
import { checkAll } from './check.mjs';
import { faultFailures, playwrightFailures, vitestFailures } from './failures.mjs';
import { runFaults } from './fault.mjs';
import { countFaults, countPlaywright, countVitest, partLine, totalLine } from './totals.mjs';

const reports = join(root, 'test-results');
const vitestReport = join(reports, 'vitest.json');
const faultReport = join(reports, 'fault.json');
const playwrightReport = join(reports, 'playwright.json');
const longestRunMs = 30 * 60_000;
/** Cases of the fault harness begin within so many minutes, or not at all on a machine that is too slow. */
const faultMinutes = 6;

/** With arguments, which go to vitest (a part of a path, -t name), only the tests they name run. */
export async function runTests(filter) {
  const outcomes = [];
  if (await prepare(['node', 'dependencies'], outcomes)) {
    if (filter.length === 0) outcomes.push(...(await checkAll()));
    await prepare(['redis', 'strace'], outcomes);
    await prepare(['bundle'], outcomes);
    outcomes.push(await runVitest(filter));
    if (filter.length === 0) outcomes.push(await runFaultHarness());
    if (filter.length === 0 && endToEndSpecs().length > 0) outcomes.push(await runEndToEnd(outcomes));
  }
  return summarise(outcomes);
}

async function prepare(steps, outcomes) {
  try {
    await setup(steps);
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    explain(error);
    outcomes.push({ name: `set-up of ${steps.join(' and ')}`, passed: 0, failed: 1, skipped: 0 });
    return false;
  }
}

async function runVitest(filter) {
  process.stdout.write('\n== unit and integration tests\n');
  rmSync(vitestReport, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`];
  const { code } = await runNode([dependencyScript('vitest'), 'run', ...reporters, ...filter], {
    timeoutMs: longestRunMs,
  });
  stopIfInterrupted();
  const report = readReport(vitestReport);
  return { name: 'unit and integration', ...countVitest(report, code), failures: vitestFailures(report) };
}

async function runFaultHarness() {
  process.stdout.write('\n== faults, short form\n');
  rmSync(faultReport, { force: true });
  const args = ['--lanes', '3', '--within', String(faultMinutes), '--results', faultReport];
  const code = await runFaults(args, { timeoutMs: longestRunMs });
  stopIfInterrupted();
  const report = readReport(faultReport);
  return { name: 'faults', ...countFaults(report, code), failures: faultFailures(report) };
}

async function runEndToEnd(outcomes) {
  process.stdout.write('\n== end-to-end tests\n');
  await prepare(['chromium'], outcomes);
  rmSync(playwrightReport, { force: true });
  const { code } = await runNode(
    [dependencyScript('@playwright/test', 'playwright'), 'test', '--reporter=list,json'],
    {
      timeoutMs: longestRunMs,
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
    },
  );
  stopIfInterrupted();
  const report = readReport(playwrightReport);
  return { name: 'end-to-end', ...countPlaywright(report, code), failures: playwrightFailures(report) };
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // A runner that crashed leaves none; the counting makes that a failure.
    return undefined;
  }
}

function summarise(outcomes) {
  process.stdout.write('\n');
  for (const { name, passed, failed, skipped } of outcomes) {
    process.stdout.write(`${name}: ${partLine({ passed, failed, skipped })}\n`);
  }
  const failures = outcomes.flatMap(({ name, failures = [] }) => failures.map((one) => `  ${name}: ${one}`));
  if (failures.length > 0) process.stdout.write(`\nnot passed, or not at once:\n${failures.join('\n')}\n\n`);
  const sum = (field) => outcomes.reduce((total, outcome) => total + outcome[field], 0);
  const totals = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  if (totals.skipped > 0) process.stdout.write(`all: ${totals.skipped} skipped\n`);
  process.stdout.write(`${totalLine(totals)}\n`);
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}
