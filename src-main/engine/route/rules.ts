/** Which rule takes an alert: the first enabled one, in order, whose glob matches the sender or any recipient. */
import type { RuleRecord } from '../store/config-document.ts';
import { type AddressMatcher, compileGlob } from './globs.ts';

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
  const compiled: { rule: RuleRecord; matches: AddressMatcher }[] = rules
    .filter((rule) => rule.enabled)
    .map((rule) => ({ rule, matches: compileGlob(rule.match.glob) }));
  return {
    match(parties) {
      for (const { rule, matches } of compiled) {
        const address = parties[rule.match.field].find(matches);
        if (address !== undefined) return { rule, address };
      }
      return null;
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
