/**
 * The stable identity of a condition: source, host, resource and condition in one canonical spelling, measurements
 * masked, as a short hash. Precision before recall: what might be another condition is one.
 */
import { createHash } from 'node:crypto';
import type { Kind } from '../../../src-shared/vocabulary.ts';
import { canonicalName, canonicalText } from './canonical.ts';
import type { Facts } from './facts.ts';
import { cutText } from './mail-text.ts';

const fingerprintChars = 32;
const maxBasisChars = 600;

/** These speak about a condition, or about none, and are never its problem or recovery. */
const ownKinds: ReadonlySet<Kind> = new Set(['downtime', 'flapping', 'report', 'lifecycle', 'bounce']);

/** Hosts that name no machine in particular; who sent the mail tells them apart. */
const namelessHost = /^(?:|localhost(?:\.localdomain)?|127\.0\.0\.1|::1|unknown|none|n\/a|-)$/;

export interface Fingerprint {
  /** '' where nothing identifies the condition. */
  fingerprint: string;
  basis: string;
}

type Identified = Pick<Facts, 'source' | 'kind' | 'host' | 'resource' | 'condition' | 'identity'> & {
  parts?: readonly { host: string }[];
};

/**
 * A group's hosts come and go while the group stays, one host's list of alerts is that host's; the identity of a mail of
 * no known tool holds all its names anyway.
 */
const isHostLeftOut = ({ source, parts = [] }: Identified): boolean =>
  source === 'generic' || new Set(parts.map(({ host }) => host)).size > 1;

/** `sender`: the address that stands for the host where the mail names none; '' where unknown. */
export const fingerprintOf = (facts: Identified, sender = ''): Fingerprint => {
  const host = isHostLeftOut(facts) ? '' : canonicalName(facts.host);
  const what = facts.identity === '' ? ofNames(facts) : [facts.identity];
  if ([host, ...what].every((part) => part === '')) return { fingerprint: '', basis: '' };
  const named: [string, string][] = [
    ['source', facts.source],
    ['kind', ownKinds.has(facts.kind) ? facts.kind : ''],
    ['host', host],
    ['from', namelessHost.test(host) ? canonicalName(sender) : ''],
    ['resource', what.length === 2 ? (what[0] ?? '') : ''],
    ['condition', what.at(-1) ?? ''],
  ];
  const basis = named.map(([name, value]) => `${name}=${value}`).join('\n');
  return {
    fingerprint: createHash('sha256').update(basis).digest('hex').slice(0, fingerprintChars),
    basis: cutText(
      named
        .filter(([, value]) => value !== '')
        .map(([name, value]) => `${name}: ${value}`)
        .join(' · '),
      maxBasisChars,
    ),
  };
};

const ofNames = (facts: Identified): string[] => {
  const resource = canonicalName(facts.resource);
  const condition = canonicalText(withoutState(facts.condition));
  return [resource, resource === condition ? '' : condition];
};

/** Tags, prefixes and endings that speak of the moment: `[FIRING:2]`, `Resolved in 5m:`, `is DOWN`. */
const withoutState = (condition: string): string =>
  condition
    .replace(
      /\[[^\p{L}\]]{0,6}(?:firing|resolved|problem|recovery|ok|up|down|alerting|no ?data|alarm)(?:[:,\s][^\]]{0,40})?\]/giu,
      ' ',
    )
    .replace(
      /^\s*(?:\*+\s*)?(?:problem|resolved|recovery|recovered|alarm|ok|cleared?|fired|triggered|updated problem)(?: (?:in|after) [^:]{1,30})?\s*:/giu,
      ' ',
    )
    .replace(/\bis (?:now )?(?:DOWN|UP|OK|CRITICAL|WARNING|UNKNOWN|UNREACHABLE)\b\s*!?\s*\**\s*$/u, ' ');
