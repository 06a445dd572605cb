import { compileNetworks, type NetworkSet } from './smtp-networks.ts';
import type { SmtpAuthentication } from './smtp-options.ts';
import type { SmtpPolicy } from './smtp-policy.ts';

export interface Authenticator {
  /** False: AUTH is not offered. */
  isConfigured: boolean;
  isRequired: boolean;
  /** Whether this address may sign in without TLS. */
  allowsClear: NetworkSet;
  /** Rejects only when the check itself fails. */
  check(address: string, user: string, password: string): Promise<'accepted' | 'refused' | 'blocked'>;
}

/** Checks SMTP AUTH against the configured users, under the limit of failures (S9). */
export function createAuthenticator(
  settings: SmtpAuthentication | null,
  policy: SmtpPolicy,
  onFailure: () => void,
): Authenticator {
  const users = new Map((settings?.users ?? []).map((entry) => [entry.user, entry]));
  const [first] = users.values();
  return {
    isConfigured: users.size > 0,
    isRequired: users.size > 0 && settings?.required === true,
    allowsClear: compileNetworks(settings?.clearNetworks ?? [], 'clearNetworks'),
    async check(address, user, password) {
      if (policy.isAuthBlocked(address)) return 'blocked';
      // An unknown name costs the same check as a known one, so that time does not tell which names exist.
      const isRight = await (users.get(user) ?? first)?.verify(password);
      if (isRight && users.has(user)) return 'accepted';
      onFailure();
      policy.countAuthFailure(address);
      return 'refused';
    },
  };
}
