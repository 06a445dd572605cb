import type { Clock } from '../ports.ts';
import { addressGroup, compileNetworks, LOCAL_NETWORKS, LOOPBACK_NETWORKS } from './smtp-networks.ts';

/** Who may send, and how much of the intake one address may take (S5, S7, S8, S9). */
export interface SmtpPolicySettings {
  /** Networks that may connect. Empty means this machine and local networks, never everyone. */
  allowedNetworks: readonly string[];
  /**
   * Networks without the limit per address and minute: bursting monitoring hosts and relays. This machine by
   * default, where local tools open thousands of connections a minute.
   */
  exemptNetworks: readonly string[];
  /** Sessions in all. */
  maxSessions: number;
  /** Sessions of one address (IPv6: of one /64). */
  maxSessionsPerAddress: number;
  /** Sessions of one exempt address; below `maxSessions`, so that others always find room. */
  maxSessionsPerExemptAddress: number;
  /** New sessions of one address in a minute. */
  maxNewPerMinute: number;
  /** Addresses (`noc@example.net`) and domains (`example.net`) mail is taken for. Empty means all. */
  acceptedRecipients: readonly string[];
  /** Failed AUTH of one address within `authWindowMs` after which it is told 421. */
  maxAuthFailures: number;
  authWindowMs: number;
}

export const DEFAULT_POLICY: SmtpPolicySettings = {
  allowedNetworks: [],
  exemptNetworks: LOOPBACK_NETWORKS,
  maxSessions: 200,
  maxSessionsPerAddress: 20,
  maxSessionsPerExemptAddress: 160,
  maxNewPerMinute: 60,
  acceptedRecipients: [],
  maxAuthFailures: 5,
  authWindowMs: 300_000,
};

export type RefusalReason = 'network' | 'sessions' | 'address_sessions' | 'address_rate';
export type Admission =
  | { kind: 'admitted' }
  | { kind: 'refused'; code: 421 | 554; reason: RefusalReason; reply: string };

export interface SmtpPolicy {
  /** Decides at connect. An admitted session must be given back by `release`, once. */
  admit(address: string): Admission;
  release(address: string): void;
  acceptsRecipient(address: string): boolean;
  isAuthBlocked(address: string): boolean;
  countAuthFailure(address: string): void;
  sessions(): number;
  /** Takes effect for what comes next; counts go on. Throws as `createSmtpPolicy` does and then changes nothing. */
  configure(settings: SmtpPolicySettings): void;
}

interface Usage {
  sessions: number;
  /** Token bucket of new sessions: `maxNewPerMinute` at most, refilled evenly. */
  tokens: number;
  tokensAt: number;
}

/** Addresses remembered at most, for limits and for AUTH failures each; the oldest without a session go first. */
const MAX_ADDRESSES = 10_000;
const MINUTE_MS = 60_000;

/** Throws `AppError('invalid_input')` when a network cannot be read. */
export function createSmtpPolicy(clock: Clock, initial: SmtpPolicySettings): SmtpPolicy {
  let { settings, allowed, exempt, recipients } = compile(initial);
  const usages = new Map<string, Usage>();
  const authFailures = new Map<string, number[]>();
  let sessions = 0;

  function admit(address: string): Admission {
    if (!allowed(address)) return refusal(554, 'network', 'your network is not allowed to send here');
    if (sessions >= settings.maxSessions)
      return refusal(421, 'sessions', 'too many sessions, try again later');
    const usage = usageOf(addressGroup(address));
    const isExempt = exempt(address);
    const most = isExempt ? settings.maxSessionsPerExemptAddress : settings.maxSessionsPerAddress;
    if (usage.sessions >= most) {
      return refusal(421, 'address_sessions', 'too many sessions from your address, try again later');
    }
    if (!isExempt && !takeToken(usage)) {
      return refusal(421, 'address_rate', 'too many new sessions from your address, try again later');
    }
    usage.sessions++;
    sessions++;
    return { kind: 'admitted' };
  }

  function usageOf(group: string): Usage {
    const known = usages.get(group);
    if (known !== undefined) return known;
    const usage = { sessions: 0, tokens: settings.maxNewPerMinute, tokensAt: clock.monotonic() };
    usages.set(group, usage);
    if (usages.size > MAX_ADDRESSES) forgetIdle(usages);
    return usage;
  }

  function takeToken(usage: Usage): boolean {
    const now = clock.monotonic();
    const refilled = ((now - usage.tokensAt) / MINUTE_MS) * settings.maxNewPerMinute;
    usage.tokens = Math.min(settings.maxNewPerMinute, usage.tokens + refilled);
    usage.tokensAt = now;
    if (usage.tokens < 1) return false;
    usage.tokens--;
    return true;
  }

  function release(address: string): void {
    const usage = usages.get(addressGroup(address));
    if (usage === undefined || usage.sessions === 0) return;
    usage.sessions--;
    sessions--;
  }

  function acceptsRecipient(address: string): boolean {
    if (recipients.size === 0) return true;
    const lower = address.toLowerCase();
    return recipients.has(lower) || recipients.has(lower.slice(lower.lastIndexOf('@') + 1));
  }

  function recentFailures(group: string): number[] {
    const since = clock.monotonic() - settings.authWindowMs;
    return (authFailures.get(group) ?? []).filter((at) => at > since);
  }

  function countAuthFailure(address: string): void {
    const group = addressGroup(address);
    const failures = [...recentFailures(group), clock.monotonic()].slice(-settings.maxAuthFailures);
    authFailures.delete(group);
    authFailures.set(group, failures);
    if (authFailures.size > MAX_ADDRESSES) forgetFirst(authFailures);
  }

  return {
    admit,
    release,
    acceptsRecipient,
    isAuthBlocked: (address) => recentFailures(addressGroup(address)).length >= settings.maxAuthFailures,
    countAuthFailure,
    sessions: () => sessions,
    configure: (next) => {
      ({ settings, allowed, exempt, recipients } = compile(next));
    },
  };
}

function compile(settings: SmtpPolicySettings) {
  const { allowedNetworks, exemptNetworks, acceptedRecipients } = settings;
  return {
    settings,
    allowed: compileNetworks(
      allowedNetworks.length === 0 ? LOCAL_NETWORKS : allowedNetworks,
      'allowedNetworks',
    ),
    exempt: compileNetworks(exemptNetworks, 'exemptNetworks'),
    recipients: new Set(acceptedRecipients.map((entry) => entry.trim().replace(/^@/, '').toLowerCase())),
  };
}

function refusal(code: 421 | 554, reason: RefusalReason, reply: string): Admission {
  return { kind: 'refused', code, reason, reply };
}

function forgetIdle(usages: Map<string, Usage>): void {
  for (const [group, usage] of usages) {
    if (usage.sessions > 0) continue;
    usages.delete(group);
    return;
  }
}

function forgetFirst(map: Map<string, unknown>): void {
  const first = map.keys().next();
  if (!first.done) map.delete(first.value);
}
