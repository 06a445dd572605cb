/**
 * Watchers of websites and jobs whose subject says all: UptimeRobot (`Monitor is DOWN: name`), Pingdom (`DOWN alert:
 * name (host) is DOWN`), Healthchecks (`DOWN | name`), StatusCake (`Website Down - name`), Better Stack, Freshping.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { hostOfTarget } from './matching.ts';
import { notice, problem, recovery } from './outcome.ts';
import { readSubject, type SubjectRow } from './subject-table.ts';

const down = problem('critical');
const up = recovery('critical');
const availability = 'availability';

const rows: readonly SubjectRow[] = [
  { pattern: /^Monitor is DOWN: (?<resource>\S.{0,200})$/u, outcome: down, condition: availability },
  { pattern: /^Monitor is UP: (?<resource>\S.{0,200})$/u, outcome: up, condition: availability },
  {
    pattern:
      /^(?:🔴 )?(?<resource>\S.{0,150}?) is (?:now )?(?:currently )?DOWN(?: \(.{0,200}\))? - UptimeRobot/iu,
    outcome: down,
    condition: availability,
  },
  {
    pattern: /^(?:PINGDOM: )?DOWN alert: (?<resource>\S.{0,150}?) \((?<host>[^()\s]{1,253})\) is DOWN/u,
    outcome: down,
    condition: availability,
  },
  {
    pattern: /^(?:PINGDOM: )?UP alert: (?<resource>\S.{0,150}?) \((?<host>[^()\s]{1,253})\) is UP/u,
    outcome: up,
    condition: availability,
  },
  {
    pattern: /^(?:PINGDOM: )?(?:Down|DOWN) alert: (?<resource>\S.{0,150}?) is (?:down|DOWN)$/u,
    outcome: down,
    condition: availability,
  },
  {
    pattern: /^(?:PINGDOM: )?(?:Up|UP) alert: (?<resource>\S.{0,150}?) is (?:up|UP)$/u,
    outcome: up,
    condition: availability,
  },
  { pattern: /^DOWN \| (?<resource>\S.{0,200})$/u, outcome: problem('high'), condition: 'check-in' },
  { pattern: /^UP \| (?<resource>\S.{0,200})$/u, outcome: recovery('high'), condition: 'check-in' },
  { pattern: /^Website Down(?: -|:) (?<resource>\S.{0,200})$/u, outcome: down, condition: availability },
  {
    pattern: /^Website (?:Up|Back Up|Online)(?: -|:) (?<resource>\S.{0,200})$/u,
    outcome: up,
    condition: availability,
  },
  {
    pattern: /^(?:🔴 )?(?:New incident|Incident started): (?<resource>\S.{0,200})$/u,
    outcome: problem('high'),
    condition: availability,
  },
  {
    pattern: /^(?:🟢 |✅ )?(?:Incident resolved|Resolved incident): (?<resource>\S.{0,200})$/u,
    outcome: recovery('high'),
    condition: availability,
  },
  {
    pattern: /^Maintenance (?:started|ended|is scheduled)(?: for)?: (?<resource>\S.{0,200})$/u,
    outcome: notice('downtime'),
    condition: 'maintenance',
  },
];

/** `The check "name" has gone down.` or its link: a bare `UP | name` is anybody's. */
const checkIn = /\bcheck\b|healthchecks|hc-ping/iu;

export const uptimeServices: SourceAdapter = {
  source: 'uptime-services',
  read: (mail) => {
    const known = readSubject(mail, rows, { system: 'uptime monitor', category: 'service' });
    if (known === null || (known.condition === 'check-in' && !checkIn.test(mail.text))) return null;
    return { ...known, host: known.host || hostOfTarget(known.resource) };
  },
};
