/**
 * `npm run fault`: breaks the product on purpose and joins its ledger with books kept outside it. The short form takes a
 * few minutes; `--full` is the long one.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { cases } from './cases/index.ts';
import { addVerdicts, type FaultCase, noVerdict, type Outcome, type Size } from './support/case.ts';
import { type Child, killAll, startChild } from './support/child.ts';

const help = `Usage: npm run fault -- [--full] [--minutes N] [--only T1,T3] [--lanes N] [--json] [--results FILE]

  --full           the long form: each case with the sizes of a release
  --minutes N      after so many minutes a case of the long form begins no further round (T4, T5, M1 to M3 and the
                   dialogues of T12 have none and run whole); so long take the soak and the flood, 60 without it
  --only IDS       some cases only, separated by commas
  --lanes N        so many cases side by side (default 1; most of a case is waiting, so 3 suit two cores)
  --json           the last line is one JSON object: accepted, lost, ghost, stuck, duplicates, mismatch
  --results FILE   where figures go as JSON (default test-results/fault.json)
  --within N       cases that have not begun after so many minutes are left out
  --list           the cases, and nothing runs
  --help           this text

Exit code 0: every case passed.
`;

interface Result {
  id: string;
  name: string;
  passed: boolean;
  skipped: string | null;
  seconds: number;
  outcome: Outcome;
}

/** The longest begin first, so that the lanes end together. */
const longest = ['T2', 'T7', 'T15', 'T1'];
const soakMinutes = 60;
const root = resolve(import.meta.dirname, '..', '..');
const say = (text: string) => void process.stdout.write(`${text}\n`);

const failed = (error: unknown): Outcome => ({
  verdict: noVerdict(),
  faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  figures: {},
  examples: [],
});

interface Form {
  size: Size;
  /** Of a case; null: rounds are not bounded by time. */
  minutes: number | null;
}

/** Rounds as `Run` promises them. */
function* countRounds(many: number, boundMs: number): Iterable<number> {
  const from = performance.now();
  for (let round = 0; round < many && (round === 0 || performance.now() - from < boundMs); round++)
    yield round;
}

const runCase = async (one: FaultCase, { size, minutes }: Form): Promise<Result> => {
  const many = (short: number, full: number) => (size === 'short' ? short : full);
  const boundMs = size === 'short' || minutes === null ? Number.POSITIVE_INFINITY : minutes * 60_000;
  const from = performance.now();
  say(`== ${one.id} ${one.name}`);
  const outcome = await one
    .run({
      size,
      minutes: minutes ?? soakMinutes,
      many,
      rounds: (short, full, part = 1) => countRounds(many(short, full), boundMs * part),
      progress: (text) => say(`   ${one.id}: ${text}`),
    })
    .catch(failed);
  await killAll();
  const seconds = Math.round((performance.now() - from) / 100) / 10;
  const passed = outcome.faults.length === 0;
  const skipped = outcome.skipped ?? null;
  const state = skipped !== null ? `skipped (${skipped})` : passed ? 'passed' : 'FAILED';
  const { accepted, lost, ghost, stuck, duplicates, mismatch } = outcome.verdict;
  say(
    `   ${one.id} ${state} in ${seconds} s: accepted ${accepted}, lost ${lost}, ghost ${ghost}, stuck ${stuck}, duplicates ${duplicates}, mismatch ${mismatch}`,
  );
  const figures = Object.entries(outcome.figures).map(([name, value]) => `${name} ${value}`);
  if (figures.length > 0) say(`   ${figures.join(', ')}`);
  for (const fault of outcome.faults) say(`   - ${fault}`);
  if (!passed) for (const example of outcome.examples) say(`     ${example}`);
  return { id: one.id, name: one.name, passed, skipped, seconds, outcome };
};

/** Harnesses of single cases: they end their own programs when they are asked to end. */
const apart = new Set<Child>();

/** The same in a process of its own, so that nothing of it is shared with those that run beside it. */
const runApart = async (one: FaultCase, form: Form, folder: string): Promise<Result> => {
  say(`== ${one.id} ${one.name}`);
  const file = join(folder, `${one.id}.json`);
  const from = performance.now();
  const size = form.size === 'full' ? ['--full'] : [];
  const minutes = form.minutes === null ? [] : ['--minutes', String(form.minutes)];
  const args = [import.meta.filename, '--only', one.id, '--results', file, ...size, ...minutes];
  const child = startChild(process.execPath, args, { env: process.env });
  const lines: string[] = [];
  if (child.process.stdout !== null)
    createInterface({ input: child.process.stdout }).on('line', (line) => {
      // Progress is shown as it comes; what came of it, in one piece.
      if (line.startsWith(`   ${one.id}: `)) say(line);
      else lines.push(line);
    });
  apart.add(child);
  const code = await child.ended;
  apart.delete(child);
  // Its own heading stands above, and the summary comes at the end of all.
  const end = lines.findIndex((line) => line.includes('; figures: '));
  say(lines.slice(1, end === -1 ? undefined : end - 1).join('\n'));
  try {
    return JSON.parse(readFileSync(file, 'utf8')).results[0];
  } catch {
    const seconds = Math.round((performance.now() - from) / 100) / 10;
    const outcome = failed(new Error(`it ended with ${code} and no result: ${child.errors().slice(-2000)}`));
    return { id: one.id, name: one.name, passed: false, skipped: null, seconds, outcome };
  }
};

/** Answers results in the order of the cases. */
const runLanes = async (
  chosen: readonly FaultCase[],
  form: Form,
  count: number,
  withinMs: number,
): Promise<Result[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'alertflow-faults-'));
  const from = performance.now();
  const results = new Map<string, Result>();
  const isLong = ({ id }: FaultCase) => longest.includes(id);
  const waiting = [...chosen.filter(isLong), ...chosen.filter((one) => !isLong(one))];
  const lane = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const isLate = performance.now() - from > withinMs;
      results.set(one.id, isLate ? leftOut(one) : await runApart(one, form, folder));
    }
  };
  await Promise.all(Array.from({ length: count }, lane));
  rmSync(folder, { recursive: true, force: true });
  return chosen.flatMap(({ id }) => results.get(id) ?? []);
};

const leftOut = ({ id, name }: FaultCase): Result => {
  const reason = 'no time left';
  say(`== ${id} ${name}\n   ${id} skipped (${reason})`);
  const outcome = { verdict: noVerdict(), faults: [], figures: {}, examples: [], skipped: reason };
  return { id, name, passed: true, skipped: reason, seconds: 0, outcome };
};

/** Null where it was not given, NaN where it is not within its bounds. */
const numberOf = (text: string | undefined, least: number, most: number): number | null => {
  if (text === undefined) return null;
  const number = Number(text);
  return number >= least && number <= most ? number : Number.NaN;
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      full: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      lanes: { type: 'string', default: '1' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      results: { type: 'string', default: resolve(root, 'test-results', 'fault.json') },
      within: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(help);
    return 0;
  }
  const wanted = values.only?.split(',').map((id) => id.trim().toUpperCase());
  const unknown = wanted?.filter((id) => !cases.some((one) => one.id === id)) ?? [];
  const minutes = numberOf(values.minutes, 0.1, 10_080);
  const within = numberOf(values.within, 0.1, 10_080);
  const lanes = numberOf(values.lanes, 1, cases.length);
  const refusals = [
    ...(unknown.length > 0 ? [`--only: unknown: ${unknown.join(', ')}; see --list`] : []),
    ...(Number.isNaN(minutes) ? ['--minutes: a number up to 10080'] : []),
    ...(Number.isNaN(within) ? ['--within: minutes, a number up to 10080'] : []),
    ...(Number.isNaN(lanes) ? [`--lanes: 1 to ${cases.length}`] : []),
  ];
  if (refusals.length > 0) {
    process.stderr.write(`${refusals.join('\n')}\n`);
    return 2;
  }
  const chosen = cases.filter(({ id }) => wanted === undefined || wanted.includes(id));
  if (values.list) {
    for (const { id, name } of chosen) say(`${id.padEnd(5)}${name}`);
    return 0;
  }

  const form: Form = { size: values.full ? 'full' : 'short', minutes };
  const from = performance.now();
  const withinMs = within === null ? Number.POSITIVE_INFINITY : within * 60_000;
  const isAlone = chosen.length === 1 && within === null;
  const results = isAlone
    ? await Promise.all(chosen.map((one) => runCase(one, form)))
    : await runLanes(chosen, form, lanes ?? 1, withinMs);

  const verdict = results.reduce((sum, { outcome }) => addVerdicts(sum, outcome.verdict), noVerdict());
  const totals = {
    passed: results.filter(({ passed, skipped }) => passed && skipped === null).length,
    failed: results.filter(({ passed }) => !passed).length,
    skipped: results.filter(({ skipped }) => skipped !== null).length,
  };
  const report = { size: form.size, at: new Date().toISOString(), verdict, totals, results };
  mkdirSync(dirname(values.results), { recursive: true });
  writeFileSync(values.results, `${JSON.stringify(report, null, 2)}\n`);
  say(
    `\n${Math.round((performance.now() - from) / 1000)} s; figures: ${values.results}\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`,
  );
  if (values.json) say(JSON.stringify(verdict));
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const { process: child } of apart) child.kill('SIGTERM');
    void Promise.all([...apart].map(({ ended }) => ended))
      .then(killAll)
      .finally(() => process.exit(130));
  });
}
process.exitCode = await main();
