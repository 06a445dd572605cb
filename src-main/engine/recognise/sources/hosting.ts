/**
 * Web hosting servers: ConfigServer's login failure daemon (`lfd on host: blocked 203.0.113.9 (...)`, `lfd on host: High 5
 * minute load average alert`), and cPanel's service checks (`[host] FAILED ⛔: exim (...)`, `[host] RECOVERED ✅: exim`,
 * `[host] Disk Usage Warning ...`). Subjects as in their templates.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { likelyProblem, notice, problem, recovery } from './outcome.ts';
import { readSubject, type SubjectRow } from './subject-table.ts';

const rows: readonly SubjectRow[] = [
  {
    pattern: /^lfd on (?<host>[^\s:]{1,253}): (?:blocked|Blocked) (?<resource>[\da-f.:]{3,45})/u,
    outcome: notice('report', 'low'),
    condition: 'blocked address',
    category: 'security',
  },
  {
    pattern: /^lfd on (?<host>[^\s:]{1,253}): High \d{1,3} minute load average alert/u,
    outcome: likelyProblem('medium', 'medium'),
    condition: 'load average',
  },
  {
    pattern:
      /^lfd on (?<host>[^\s:]{1,253}): Excessive (?<condition>.{1,80}?)(?: (?:by|for|from|running|:).{0,200})?$/u,
    outcome: likelyProblem('medium', 'low'),
    condition: '',
  },
  {
    pattern:
      /^lfd on (?<host>[^\s:]{1,253}): (?<condition>\w{2,20} login alert) (?:for|from) (?:user )?(?<resource>\S{1,120})/u,
    outcome: notice('report', 'low'),
    condition: '',
    category: 'auth',
  },
  {
    pattern: /^lfd on (?<host>[^\s:]{1,253}): Suspicious (?<condition>\w{2,30}(?: \w{2,30}){0,2})/u,
    outcome: likelyProblem('medium', 'low'),
    condition: '',
    category: 'security',
  },
  {
    pattern:
      /^lfd on (?<host>[^\s:]{1,253}): (?<condition>System (?:Integrity|Exploit).{0,60}?)(?: alert.{0,100})?$/iu,
    outcome: likelyProblem('high', 'medium'),
    condition: '',
    category: 'security',
  },
  {
    pattern: /^lfd on (?<host>[^\s:]{1,253}): (?<condition>.{1,80}?)(?: alert.{0,200})?$/u,
    outcome: likelyProblem('medium', 'low'),
    condition: '',
    category: 'security',
  },
  {
    pattern: /^\[(?<host>[\w.-]{1,200})\] (?:FAILED|DOWN) [^\w\s]{1,4}: ?(?<resource>[\w.-]{1,80})/u,
    outcome: problem('high'),
    condition: 'service check',
    category: 'service',
  },
  {
    pattern: /^\[(?<host>[\w.-]{1,200})\] (?:RECOVERED|UP) [^\w\s]{1,4}: ?(?<resource>[\w.-]{1,80})/u,
    outcome: recovery('high'),
    condition: 'service check',
    category: 'service',
  },
  {
    pattern: /^\[(?<host>[\w.-]{1,200})\] Disk (?:Usage )?Critical[^\w]{0,6}/iu,
    outcome: problem('critical'),
    condition: 'disk usage',
    category: 'storage',
  },
  {
    pattern: /^\[(?<host>[\w.-]{1,200})\] Disk (?:Usage )?Warning[^\w]{0,6}/iu,
    outcome: problem('medium'),
    condition: 'disk usage',
    category: 'storage',
  },
];

export const hosting: SourceAdapter = {
  source: 'hosting',
  read: (mail) => readSubject(mail, rows, { system: 'hosting server', category: 'system' }),
};
