import { useMemo } from 'react';
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import type { Rule } from '../../../src-shared/contract/rules.ts';
import { useNamedDestinations } from '../../components/destination-names.ts';
import { useAlertSample } from '../../data/alert-sample.ts';
import { useRules } from '../../data/rules.ts';
import { countTaken, findShadows } from './rule-insight.ts';

export interface RuleInsight {
  /** Counted among this many of the newest alerts; null while they are fetched. */
  counted: { alerts: number; isComplete: boolean; since: number } | null;
  byRule: ReadonlyMap<string, number>;
  untaken: readonly AlertItem[];
  shadows: ReadonlyMap<string, Rule>;
  /** Destinations that would be told; null while they are fetched. */
  usable: ReadonlySet<string> | null;
}

const nothing = { byRule: new Map<string, number>(), untaken: [] };

/** What the newest alerts say about the rules as they stand now. */
export const useRuleInsight = (): RuleInsight => {
  const rules = useRules().data;
  const sample = useAlertSample().data;
  const destinations = useNamedDestinations();
  const taken = useMemo(
    () => (rules === undefined || sample === undefined ? nothing : countTaken(rules, sample.items)),
    [rules, sample],
  );
  const shadows = useMemo(() => findShadows(rules ?? []), [rules]);
  return {
    ...taken,
    shadows,
    counted:
      sample === undefined
        ? null
        : { alerts: sample.items.length, isComplete: sample.isComplete, since: sample.since },
    usable:
      destinations === undefined
        ? null
        : new Set(destinations.filter(({ isUsable }) => isUsable).map(({ id }) => id)),
  };
};
