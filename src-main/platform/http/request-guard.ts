/**
 * What is refused before anything is asked of the API (reliability H4): a Host this console does not go by (DNS
 * rebinding), requests that another site made a browser send, and cookies without the token that only our own page reads.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { AppError } from '../../engine/errors.ts';

export const csrfHeader = 'x-alertflow-csrf';

export interface HostRules {
  /** The address the console listens on. */
  boundHost: string;
  /** Names given by the operator, and that of the setting `consoleUrl`. */
  names: readonly string[];
}

const localNames = ['localhost', '127.0.0.1', '::1'];

/** The host of a Host header without port and brackets, lower case; null where it is none. */
export const hostNameOf = (header: string | undefined): string | null => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?$/.exec(header ?? '');
  const name = match?.[1] ?? match?.[2];
  return name === undefined ? null : name.toLowerCase().replace(/\.$/, '');
};

/** Throws `origin_refused`. On an address other than loopback any literal address passes: rebinding needs a name. */
export const requireKnownHost = (header: string | undefined, { boundHost, names }: HostRules): void => {
  const host = hostNameOf(header);
  const isOpen = !localNames.includes(boundHost.toLowerCase());
  const isKnown =
    host !== null &&
    (localNames.includes(host) ||
      host === boundHost.toLowerCase() ||
      names.some((name) => name.toLowerCase() === host) ||
      (isOpen && isIP(host) !== 0));
  if (isKnown) return;
  throw new AppError('origin_refused', {
    message: `This console is not known as "${printable(host ?? '')}". Name it in the setting consoleUrl or with --http-allowed-hosts.`,
  });
};

const printable = (host: string): string => host.slice(0, 100);

/**
 * Throws `origin_refused` for what a page of another site had sent. Browsers say so in Sec-Fetch-Site and Origin; other
 * programs send neither. `changes`: the request may change something, then even a typed address does not do.
 */
export const requireOwnOrigin = (
  headers: IncomingHttpHeaders,
  host: string | undefined,
  changes: boolean,
): void => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && (changes || site !== 'none')) {
    throw new AppError('origin_refused');
  }
  const { origin } = headers;
  if (origin === undefined) return;
  const originHost = URL.canParse(origin) ? new URL(origin).host.toLowerCase() : null;
  if (originHost === null || originHost !== withoutDefaultPort(host, origin)) {
    throw new AppError('origin_refused');
  }
};

/** The Host header as a URL of the origin's scheme writes it. */
const withoutDefaultPort = (host: string | undefined, origin: string): string | null => {
  const url = `${new URL(origin).protocol}//${host ?? ''}`;
  return URL.canParse(url) ? new URL(url).host.toLowerCase() : null;
};

/** Bound to the session: whoever cannot read our cookies cannot know it. */
export const csrfTokenOf = (sessionToken: string): string =>
  createHash('sha256').update(`csrf\n${sessionToken}`).digest('base64url');

export const requireCsrfToken = (given: string | string[] | undefined, sessionToken: string): void => {
  const expected = Buffer.from(csrfTokenOf(sessionToken));
  const actual = Buffer.from(typeof given === 'string' ? given : '');
  if (actual.length === expected.length && timingSafeEqual(actual, expected)) return;
  throw new AppError('origin_refused', {
    message: `With the session cookie, changes need the header ${csrfHeader} with the value of the cookie alertflow_csrf.`,
  });
};
