/** Which rule takes an alert: the first enabled one, in order, whose glob matches the sender or any recipient. */
import type { RuleRecord } from '../store/config-document.ts';
import { createGlobIndex } from './glob-index.ts';

/** Whose mail it is, as rules see it: envelope addresses first, then the header's, without repeats. */
export interface Parties {
  from: string[];
  to: string[];
}

export interface RuleMatch {
  rule: RuleRecord;
  /** The address that matched. */
  address: string;
}

export interface RuleTable {
  match(parties: Parties): RuleMatch | null;
}

export const compileRules = (rules: readonly RuleRecord[]): RuleTable => {
  const enabled = rules.filter((rule) => rule.enabled);
  const indexOf = (field: RuleRecord['match']['field']) =>
    createGlobIndex(
      enabled.flatMap(({ match }, place) => (match.field === field ? [{ glob: match.glob, place }] : [])),
    );
  const indexes = { from: indexOf('from'), to: indexOf('to') };
  return {
    match(parties) {
      let first: RuleMatch | null = null;
      let below = enabled.length;
      for (const field of ['from', 'to'] as const) {
        for (const address of parties[field]) {
          const place = indexes[field].first(address, below);
          const rule = place === null ? undefined : enabled[place];
          if (place === null || rule === undefined) continue;
          below = place;
          first = { rule, address };
        }
      }
      return first;
    },
  };
};

/** The parties of a mail: MAIL FROM before the From header, RCPT TO before To and Cc. */
export const partiesOf = (
  envelope: { mailFrom: string; rcptTo: readonly string[] },
  header: { from: string; to: readonly string[] },
): Parties => ({
  from: distinct([envelope.mailFrom, header.from]),
  to: distinct([...envelope.rcptTo, ...header.to]),
});

/** Without repeats. Nobody at all is one empty address, which only `*` matches: bounces have the null sender. */
const distinct = (addresses: string[]): string[] => {
  const named = [...new Set(addresses.filter((address) => address !== ''))];
  return named.length > 0 ? named : [''];
};
