/** What can be said about rules without asking the server: which take what, which never will, which tell nobody. */
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import type { Rule } from '../../../src-shared/contract/rules.ts';
import { compileAddressGlob } from '../../data/address-glob.ts';
import { globCovers } from './glob-cover.ts';

type Routed = Pick<AlertItem, 'from' | 'to'>;
type Matching = Pick<Rule, 'id' | 'enabled' | 'match'>;

export const addressesOf = (alert: Routed, field: 'from' | 'to'): readonly string[] => {
  const addresses = field === 'from' ? [alert.from] : alert.to;
  return addresses.length > 0 ? addresses : [''];
};

/** The first enabled rule that takes an alert, as the server decides it. */
export const createTaker = <T extends Matching>(rules: readonly T[]): ((alert: Routed) => T | null) => {
  const compiled = rules.flatMap((rule) => {
    const matches = rule.enabled ? compileAddressGlob(rule.match.glob) : null;
    return matches === null ? [] : [{ rule, matches }];
  });
  return (alert) =>
    compiled.find(({ rule, matches }) => addressesOf(alert, rule.match.field).some(matches))?.rule ?? null;
};

/** Mail that a mute dropped was never routed. */
export const wasRouted = (alert: Pick<AlertItem, 'status' | 'suppressedBy'>): boolean =>
  !(alert.status === 'suppressed' && alert.suppressedBy === 'muted');

export interface RuleCounts {
  byRule: ReadonlyMap<string, number>;
  untaken: readonly AlertItem[];
}

/** How many of these alerts each rule would take as the rules stand now, and which none would. */
export const countTaken = (rules: readonly Matching[], alerts: readonly AlertItem[]): RuleCounts => {
  const takerOf = createTaker(rules);
  const byRule = new Map<string, number>();
  const untaken: AlertItem[] = [];
  for (const alert of alerts.filter(wasRouted)) {
    const taker = takerOf(alert);
    if (taker === null) untaken.push(alert);
    else byRule.set(taker.id, (byRule.get(taker.id) ?? 0) + 1);
  }
  return { byRule, untaken };
};

/** Comparing every rule with all before it grows fast: later rules go unchecked beyond this many comparisons. */
const maxComparisons = 50_000;

/** Rules that can never take anything, each with the first earlier rule that takes all of it. */
export const findShadows = <T extends Matching>(rules: readonly T[]): ReadonlyMap<string, T> => {
  const shadows = new Map<string, T>();
  const asked: T[] = [];
  let comparisons = 0;
  for (const rule of rules) {
    if (!rule.enabled) continue;
    const taker = asked.find((earlier) => {
      comparisons++;
      return comparisons <= maxComparisons && takesAllOf(earlier, rule);
    });
    if (taker === undefined) asked.push(rule);
    else shadows.set(rule.id, taker);
  }
  return shadows;
};

const takesAllOf = (earlier: Matching, later: Matching): boolean =>
  /^\*+$/.test(earlier.match.glob) ||
  (earlier.match.field === later.match.field && globCovers(earlier.match.glob, later.match.glob));

/** How often each address stands in the alerts, most frequent first. */
export const countAddresses = (
  alerts: readonly Routed[],
  field: 'from' | 'to',
): { address: string; count: number }[] => {
  const counts = new Map<string, number>();
  for (const alert of alerts) {
    for (const address of new Set(addressesOf(alert, field))) {
      counts.set(address, (counts.get(address) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([address, count]) => ({ address, count }))
    .sort((a, b) => b.count - a.count || a.address.localeCompare(b.address));
};
