/**
 * Munin's limits: the body has, for each plugin, `group :: host :: plugin` and a line `CRITICALs: value is 93 (outside
 * range [:92]).`, `WARNINGs:`, `UNKNOWNs:` or `OKs:`. Subject and sender are the administrator's. Munin guide, "contact".
 */
import { severityRank } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { PartReading, SourceAdapter } from '../source-adapter.ts';
import { groupsOf, toName, toSummary } from './matching.ts';
import { type Outcome, problem, recovery } from './outcome.ts';

const head = /^(?<group>[^:]{1,100}) :: (?<host>[^:]{1,150}) :: (?<plugin>.{1,150})$/u;
const level = /^(?<level>CRITICAL|WARNING|UNKNOWN|OK)s?: (?<values>.{1,400})$/u;
const maxParts = 50;

const outcomes: Record<string, Outcome> = {
  CRITICAL: problem('critical'),
  WARNING: problem('medium'),
  UNKNOWN: problem('low'),
  OK: recovery(),
};

export const munin: SourceAdapter = {
  source: 'munin',
  read: (mail) => {
    const limits = readLimits(mail);
    const [main] = [...limits].sort(
      (a, b) => severityRank(a.outcome.severity) - severityRank(b.outcome.severity),
    );
    if (main === undefined) return null;
    return {
      ...main.outcome,
      system: 'Munin',
      host: main.host,
      resource: main.plugin,
      condition: 'limit',
      summary: toSummary(`${main.plugin}: ${main.values}`),
      parts: limits.length > 1 ? limits.slice(0, maxParts).map(toPart) : [],
    };
  },
};

interface Limit {
  host: string;
  plugin: string;
  values: string;
  outcome: Outcome;
}

/** Of a plugin's levels the worst stands first in the mail; it counts. */
const readLimits = (mail: MailText): Limit[] => {
  const limits: Limit[] = [];
  let current: { host: string; plugin: string } | null = null;
  for (const line of mail.lines.slice(0, 400)) {
    const named = line.includes(' :: ') ? groupsOf(line, head) : null;
    if (named !== null) {
      current = { host: toName(named.host), plugin: toName(named.plugin) };
      continue;
    }
    const found = current === null ? null : groupsOf(line, level);
    const outcome = outcomes[found?.level ?? ''];
    if (current === null || found === null || outcome === undefined) continue;
    limits.push({ ...current, values: found.values ?? '', outcome });
    current = null;
  }
  return limits;
};

const toPart = ({ host, plugin, values, outcome }: Limit): PartReading => ({
  state: outcome.state,
  statedSeverity: outcome.statedSeverity,
  host,
  resource: plugin,
  condition: 'limit',
  summary: toSummary(`${plugin}: ${values}`),
});
