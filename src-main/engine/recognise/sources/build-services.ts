/**
 * Build services whose subject says all: GitHub Actions (`[owner/repo] Run failed: CI - main (5e1c2d3)`), Travis (`Broken:
 * owner/repo#12 (main - 5e1c2d3)`, `Fixed: ...`), TeamCity (`[TeamCity, FAILED] Build project :: config #12`), Bamboo,
 * Azure Pipelines (`[Build failed] pipeline - ...`). As with other builds, a broken one stops its developers alone.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { likelyProblem, notice, recovery, report } from './outcome.ts';
import { readSubject, type SubjectRow } from './subject-table.ts';

const broken = likelyProblem('medium', 'low');
const build = 'build';

const rows: readonly SubjectRow[] = [
  {
    pattern:
      /^\[(?<resource>[\w.-]{1,100}\/[\w.-]{1,100})\] (?:PR )?Run failed(?: at startup)?: (?<condition>.{1,200}?)(?: \([\da-f]{7,40}\))?$/u,
    outcome: broken,
    condition: '',
  },
  {
    pattern:
      /^\[(?<resource>[\w.-]{1,100}\/[\w.-]{1,100})\] (?:PR )?Run cancelled: (?<condition>.{1,200}?)(?: \([\da-f]{7,40}\))?$/u,
    outcome: notice('other', 'low'),
    condition: '',
  },
  {
    pattern:
      /^\[(?<resource>[\w.-]{1,100}\/[\w.-]{1,100})\] (?:PR )?Run succeeded: (?<condition>.{1,200}?)(?: \([\da-f]{7,40}\))?$/u,
    outcome: report(),
    condition: '',
  },
  {
    pattern: /^(?:Broken|Still Failing|Failed|Errored): (?<resource>[\w.-]{1,100}\/[\w.-]{1,100})#\d/u,
    outcome: broken,
    condition: build,
  },
  { pattern: /^Fixed: (?<resource>[\w.-]{1,100}\/[\w.-]{1,100})#\d/u, outcome: recovery(), condition: build },
  { pattern: /^Passed: (?<resource>[\w.-]{1,100}\/[\w.-]{1,100})#\d/u, outcome: report(), condition: build },
  {
    pattern:
      /^\[TeamCity, (?:FAILED|FAILING|Failed to start)\] (?:Build )?(?<resource>\S.{0,200}?) ?#[\w.-]{1,40}/iu,
    outcome: broken,
    condition: build,
  },
  {
    pattern: /^\[TeamCity, (?:FIXED|SUCCESSFUL AGAIN)\] (?:Build )?(?<resource>\S.{0,200}?) ?#[\w.-]{1,40}/iu,
    outcome: recovery(),
    condition: build,
  },
  {
    pattern: /^\[TeamCity, SUCCESSFUL\] (?:Build )?(?<resource>\S.{0,200}?) ?#[\w.-]{1,40}/iu,
    outcome: report(),
    condition: build,
  },
  {
    pattern: /^\[Bamboo\] (?<resource>\S.{0,200}?) ?(?:> )?#\d{1,9} (?:has )?FAILED/iu,
    outcome: broken,
    condition: build,
  },
  {
    pattern:
      /^\[Bamboo\] (?<resource>\S.{0,200}?) ?(?:> )?#\d{1,9} (?:was |has been )?(?:FIXED|now SUCCESSFUL)/iu,
    outcome: recovery(),
    condition: build,
  },
  {
    pattern: /^\[Build (?:failed|partially succeeded)\] (?<resource>\S.{0,200}?)(?: - .{1,200})?$/iu,
    outcome: broken,
    condition: build,
  },
  {
    pattern: /^\[Build succeeded\] (?<resource>\S.{0,200}?)(?: - .{1,200})?$/iu,
    outcome: report(),
    condition: build,
  },
];

export const buildServices: SourceAdapter = {
  source: 'build-services',
  read: (mail) => readSubject(mail, rows, { system: 'build service', category: 'service' }),
};
