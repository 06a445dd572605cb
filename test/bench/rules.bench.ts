/**
 * What the rules cost an alert, by their number: the table of the engine, beside trying picomatch rule by rule, and all
 * globs in one regular expression; in turns, in one run. The address that is asked for matches nothing, the dearest case.
 * `node test/bench/rules.bench.ts [--json] [--quick]`
 */
import { parseArgs } from 'node:util';
import picomatch from 'picomatch';
import { compileRules } from '../../src-main/engine/route/rules.ts';
import type { RuleRecord } from '../../src-main/engine/store/config-document.ts';
import { keepResult } from './support/keep-result.ts';

const { values: flags } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } });
const counts = [10, 100, 1_000, 10_000];
const rounds = flags.quick ? 3 : 9;
const roundMs = flags.quick ? 20 : 100;

/** What people write: mostly an address or a domain, one in four a glob of another form. */
const globOf = (n: number): string =>
  [
    `*@site${n}.example`,
    `backup@host${n}.example`,
    `zabbix-${n}-*@mon.example`,
    `*@team${n % 97}.dept${n}.example`,
  ][n % 4] ?? '*';

const ruleOf = (glob: string, position: number): RuleRecord => ({
  id: `rule-${position}`,
  name: glob,
  enabled: true,
  match: { field: 'from', glob },
  destinationIds: ['one'],
  severityOverrides: {},
  providerId: null,
  createdAt: 0,
  updatedAt: 0,
});

const address = 'nobody-knows-me@other.invalid';
const parties = { from: [address], to: ['ops@other.invalid'] };

const nanosecondsPerCall = (call: () => unknown): number => {
  const endAt = performance.now() + roundMs;
  const startedAt = performance.now();
  let calls = 0;
  while (performance.now() < endAt) {
    call();
    calls += 1;
  }
  return ((performance.now() - startedAt) * 1e6) / calls;
};

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const rows = counts.map((count) => {
  const globs = Array.from({ length: count }, (_, n) => globOf(n));
  const table = compileRules(globs.map(ruleOf));
  const one = globs.map((glob) => picomatch(glob, { dot: true, nonegate: true, noextglob: true }));
  const all = new RegExp(
    globs.map((glob) => `(?:${picomatch.makeRe(glob, { dot: true }).source})`).join('|'),
    'i',
  );
  const ways: Record<string, () => unknown> = {
    alertflow: () => table.match(parties),
    picomatch: () => one.find((matches) => matches(address)),
    regexp: () => all.test(address),
  };
  const times: Record<string, number[]> = { alertflow: [], picomatch: [], regexp: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [way, call] of Object.entries(ways)) times[way]?.push(nanosecondsPerCall(call));
  }
  const microseconds = (way: string) => Number((median(times[way] ?? []) / 1000).toFixed(2));
  return {
    rules: count,
    alertflowUs: microseconds('alertflow'),
    picomatchUs: microseconds('picomatch'),
    regexpUs: microseconds('regexp'),
    timesPicomatch: Number((microseconds('picomatch') / microseconds('alertflow')).toFixed(1)),
    timesRegexp: Number((microseconds('regexp') / microseconds('alertflow')).toFixed(1)),
  };
});

const kept = keepResult('rules', { rows });
if (flags.json) console.log(kept);
else console.table(rows);
