/**
 * What the engine may connect to, decided from text and addresses alone. Everything a person types as a URL and every
 * address a name resolves to is judged here; `egress.ts` does the connecting.
 *
 * The rule in short: public hosts by https; this machine and private networks only when an administrator named that
 * very host, as an address, as `localhost`, or in the list of private hosts; some addresses never.
 */
import ipaddr from 'ipaddr.js';

type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

export interface OwnPort {
  /** The address it listens on, or the host of a remote Redis; left out: every address of this machine. */
  host?: string;
  port: number;
}

/** What the judgement depends on besides the URL. */
export interface Surroundings {
  /** Ports of the product itself (console, SMTP, Redis): never a target. */
  ownPorts: readonly OwnPort[];
  /** Addresses of this machine's interfaces, loopback aside. */
  ownAddresses: readonly string[];
  /** `host`, `host:port`, `address` or `[address]:port`, as an administrator listed them. */
  allowedPrivateHosts: readonly string[];
}

export type Zone = 'public' | 'private' | 'loopback' | 'never';

interface Range {
  cidr: string;
  zone: Zone;
  why: string;
}

/**
 * First match wins. `never` stays so whatever an administrator lists: nothing that takes alerts lives there, and each
 * of them has been used to turn a webhook against its sender.
 */
const ranges: readonly Range[] = [
  // RFC 1122: "this network". Linux connects 0.0.0.0 to loopback, which would pass by every check for 127.0.0.0/8.
  { cidr: '0.0.0.0/8', zone: 'never', why: 'an unspecified address' },
  // RFC 3927 link-local: clouds answer instance credentials at 169.254.169.254 (and .170.2, .169.253 ...).
  { cidr: '169.254.0.0/16', zone: 'never', why: 'a link-local address, where clouds keep their metadata' },
  // Metadata services outside the link-local range: Alibaba, Azure's wire server, Oracle classic.
  { cidr: '100.100.100.200/32', zone: 'never', why: 'a cloud metadata address' },
  { cidr: '168.63.129.16/32', zone: 'never', why: 'a cloud metadata address' },
  { cidr: '192.0.0.192/32', zone: 'never', why: 'a cloud metadata address' },
  // RFC 5771 multicast, RFC 1112 reserved and RFC 919 broadcast: no host answers TCP there.
  { cidr: '224.0.0.0/4', zone: 'never', why: 'a multicast address' },
  { cidr: '255.255.255.255/32', zone: 'never', why: 'the broadcast address' },
  { cidr: '240.0.0.0/4', zone: 'never', why: 'a reserved address' },
  { cidr: '127.0.0.0/8', zone: 'loopback', why: 'an address of this machine' },
  // RFC 1918 and RFC 6598 (carriers, and VPN meshes such as Tailscale): where a monitoring VLAN legitimately is.
  { cidr: '10.0.0.0/8', zone: 'private', why: 'a private address' },
  { cidr: '172.16.0.0/12', zone: 'private', why: 'a private address' },
  { cidr: '192.168.0.0/16', zone: 'private', why: 'a private address' },
  { cidr: '100.64.0.0/10', zone: 'private', why: 'a shared private address' },
  // Not reachable from the internet (RFC 6890): protocol assignments, documentation, benchmarking. Some sites use them.
  { cidr: '192.0.0.0/24', zone: 'private', why: 'an address that is not public' },
  { cidr: '192.0.2.0/24', zone: 'private', why: 'an address that is not public' },
  { cidr: '198.18.0.0/15', zone: 'private', why: 'an address that is not public' },
  { cidr: '198.51.100.0/24', zone: 'private', why: 'an address that is not public' },
  { cidr: '203.0.113.0/24', zone: 'private', why: 'an address that is not public' },

  { cidr: '::1/128', zone: 'loopback', why: 'an address of this machine' },
  { cidr: '::/128', zone: 'never', why: 'an unspecified address' },
  // Amazon's and Google's metadata over IPv6; they lie inside fc00::/7, so they come before it.
  { cidr: 'fd00:ec2::254/128', zone: 'never', why: 'a cloud metadata address' },
  { cidr: 'fd20:ce::254/128', zone: 'never', why: 'a cloud metadata address' },
  { cidr: 'fe80::/10', zone: 'never', why: 'a link-local address' },
  { cidr: 'ff00::/8', zone: 'never', why: 'a multicast address' },
  // Tunnels and deprecated forms that carry an IPv4 address which the far side would choose for us.
  { cidr: '::/96', zone: 'never', why: 'an IPv4-compatible address, long deprecated' },
  { cidr: '2001::/32', zone: 'never', why: 'a Teredo tunnel address' },
  { cidr: '2002::/16', zone: 'never', why: 'a 6to4 tunnel address' },
  { cidr: '64:ff9b:1::/48', zone: 'never', why: 'a local NAT64 address (RFC 8215)' },
  { cidr: '100::/64', zone: 'never', why: 'a discard address' },
  { cidr: 'fc00::/7', zone: 'private', why: 'a private address' },
  { cidr: 'fec0::/10', zone: 'private', why: 'a private address' },
  { cidr: '2001:db8::/32', zone: 'private', why: 'an address that is not public' },
];

const parsedRanges = ranges.map((range) => ({ ...range, subnet: ipaddr.parseCIDR(range.cidr) }));

/** Names under which metadata services are found; no name server needs to be asked to know what is meant. */
const metadataNames: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.goog',
  'metadata.google.internal',
  'metadata.azure.internal',
  'instance-data',
  'instance-data.ec2.internal',
]);

/** IPv6 prefixes whose last 32 bits are the IPv4 address really meant: mapped (RFC 4291), SIIT and NAT64 (RFC 6052). */
const embeddingPrefixes = ['::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96'].map((cidr) =>
  ipaddr.parseCIDR(cidr),
);

/** The address that is really meant: the IPv4 inside a mapped or NAT64 one, else itself. Null for what is no address. */
const meantAddress = (text: string): IpAddress | null => {
  const bare = text.replace(/^\[|\]$/g, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  if (!ipaddr.IPv6.isValid(bare) || bare.includes('%')) return null;
  const address = ipaddr.IPv6.parse(bare);
  if (!embeddingPrefixes.some((prefix) => address.match(prefix))) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(12));
};

/** Which zone an address lies in, and the words for it. What is no address is `never`. */
export const judgeAddress = (text: string): { zone: Zone; why: string } => {
  const address = meantAddress(text);
  if (address === null) return { zone: 'never', why: 'not an address' };
  const found = parsedRanges.find(
    ({ subnet }) => subnet[0].kind() === address.kind() && address.match(subnet),
  );
  return found ?? { zone: 'public', why: 'a public address' };
};

export interface Target {
  isTls: boolean;
  /** Lower case, without brackets and trailing dot. */
  host: string;
  port: number;
  isLiteral: boolean;
  /** An administrator named it: literally in the URL, or in the list of private hosts. */
  isNamed: boolean;
}

export type Verdict = { kind: 'allowed'; target: Target } | { kind: 'refused'; reason: string };

const refused = (reason: string): Verdict => ({ kind: 'refused', reason });

/** Host as compared: lower case, no brackets, no trailing dot. */
const plainHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');

export const hostAndPort = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

const sameHost = (a: string, b: string): boolean => {
  const [left, right] = [meantAddress(a), meantAddress(b)];
  return left !== null && right !== null
    ? left.toNormalizedString() === right.toNormalizedString()
    : plainHost(a) === plainHost(b);
};

const splitListed = (entry: string): { host: string; port: number | null } => {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(entry.trim());
  if (match?.[1] === undefined) return { host: plainHost(entry.trim()), port: null };
  return { host: plainHost(match[1]), port: match[2] === undefined ? null : Number(match[2]) };
};

const isListed = (host: string, port: number, { allowedPrivateHosts }: Surroundings): boolean =>
  allowedPrivateHosts
    .map(splitListed)
    .some((entry) => (entry.port === null || entry.port === port) && sameHost(entry.host, host));

const isWildcard = (host: string): boolean => ['0.0.0.0', '::', '*', ''].includes(plainHost(host));

const isOwnAddress = (address: string, { ownAddresses }: Surroundings): boolean =>
  judgeAddress(address).zone === 'loopback' || ownAddresses.some((own) => sameHost(own, address));

/**
 * True when the address or name with this port is the product itself. A port is taken as own on every address of the
 * machine, whatever it listens on: loopback forwarders are common, and no webhook needs that very number here.
 */
const isOwnDoor = (host: string, port: number, surroundings: Surroundings): boolean =>
  surroundings.ownPorts.some((own) => {
    if (own.port !== port) return false;
    if (own.host !== undefined && !isWildcard(own.host) && sameHost(own.host, host)) return true;
    return host === 'localhost' || (meantAddress(host) !== null && isOwnAddress(host, surroundings));
  });

/** The part between `//` and the next `/`, `?` or `#`, as typed. */
const typedAuthority = (url: string): string => /^[a-z0-9+.-]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';

/** Refusals that lie in the spelling, before any parser smooths it over. Null: spelled plainly. */
const spellingRefusal = (url: string, schemes: readonly string[]): string | null => {
  if (/[\u0000-\u0020\u007f\\]/.test(url)) return 'must not hold spaces, control characters or backslashes';
  const scheme = /^([a-z0-9+.-]+):\/\/[^/]/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined || !schemes.includes(scheme) || !URL.canParse(url))
    return `must be a URL that begins with ${schemes.map((name) => `${name}://`).join(' or ')}`;
  return null;
};

const defaultPorts: Record<string, number> = {
  'http:': 80,
  'https:': 443,
  'socks5:': 1080,
  'socks5h:': 1080,
};

/** Judges host and port of a URL that is spelled plainly; what of the scheme is for the caller. */
const judgeHost = (url: URL, typedHost: string, surroundings: Surroundings): Verdict => {
  const host = plainHost(url.hostname);
  const port = url.port === '' ? (defaultPorts[url.protocol] ?? 0) : Number(url.port);
  if (host === '') return refused('must name a host');
  if (port === 0) return refused('port 0 cannot be connected to');
  // RFC 3986, 3.2.2 knows dotted decimal only. The forms of inet_aton (127.1, 0x7f.1, 017700000001, 2130706433) are
  // read differently by different software, which is what makes them good for slipping past a check.
  const isV4 = ipaddr.IPv4.isValidFourPartDecimal(host);
  if (isV4 && typedHost !== host) return refused(`write the address as ${host}`);
  const isLiteral = isV4 || url.hostname.startsWith('[');
  // Non-special schemes (socks5) come back from the parser as typed: numbers there are names to us, and refused.
  if (!isLiteral && /^(0x[0-9a-f]*|\d+)$/i.test(host.split('.').at(-1) ?? ''))
    return refused('write the address as four decimal numbers');
  if (metadataNames.has(host)) return refused(`${host} is a cloud metadata service`);
  if (isOwnDoor(host, port, surroundings))
    return refused(`${hostAndPort(host, port)} is a door of this program itself`);
  const listed = isListed(host, port, surroundings);
  const target = { isTls: url.protocol === 'https:', host, port, isLiteral };
  if (!isLiteral) return { kind: 'allowed', target: { ...target, isNamed: listed || host === 'localhost' } };
  const { zone, why } = judgeAddress(host);
  if (zone === 'never') return refused(`${host} is ${why}`);
  return { kind: 'allowed', target: { ...target, isNamed: listed || zone !== 'public' } };
};

/** Judges the URL of a request. */
export const judgeUrl = (url: string, surroundings: Surroundings): Verdict => {
  const spelling = spellingRefusal(url, ['https', 'http']);
  if (spelling !== null) return refused(spelling);
  const authority = typedAuthority(url);
  // RFC 3986, 3.2.1: credentials in URLs are deprecated, land in logs, and disguise the host (https://good@evil/).
  if (authority.includes('@')) return refused('must not hold a user name or password');
  const verdict = judgeHost(new URL(url), authority.replace(/:\d*$/, '').toLowerCase(), surroundings);
  if (verdict.kind === 'refused' || verdict.target.isTls || verdict.target.isNamed) return verdict;
  return refused(
    `${verdict.target.host} needs https://; http:// is for addresses of private networks, localhost and listed private hosts`,
  );
};

/**
 * Judges the URL of a proxy: like a target, but credentials belong in it and it may be plain on the way to a public
 * host, because what goes through it is https of its own (plain http is for named hosts only, see `judgeUrl`).
 */
export const judgeProxyUrl = (url: string, surroundings: Surroundings): Verdict => {
  const spelling = spellingRefusal(url, ['http', 'https', 'socks5', 'socks5h']);
  if (spelling !== null) return refused(spelling);
  const authority = typedAuthority(url);
  const typedHost = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  return judgeHost(new URL(url), typedHost.toLowerCase(), surroundings);
};

export type Connectable = { kind: 'allowed'; addresses: string[] } | { kind: 'refused'; reason: string };

/**
 * Which of the addresses a target resolved to may be connected to. A name nobody listed leads to public addresses
 * only: whoever owns a name decides what it resolves to, at any moment (DNS rebinding).
 */
export const connectableAddresses = (
  target: Target,
  resolved: readonly string[],
  surroundings: Surroundings,
): Connectable => {
  let reason = `${target.host} has no address`;
  const addresses = resolved.filter((address) => {
    const { zone, why } = judgeAddress(address);
    if (isOwnDoor(address, target.port, surroundings)) {
      reason = `${target.host} leads to a door of this program itself`;
      return false;
    }
    if (zone === 'public' || (zone !== 'never' && target.isNamed)) return true;
    reason =
      zone === 'never'
        ? `${target.host} leads to ${why}`
        : `${target.host} leads to ${why}; an administrator can list ${hostAndPort(target.host, target.port)} under private hosts`;
    return false;
  });
  return addresses.length > 0 ? { kind: 'allowed', addresses } : { kind: 'refused', reason };
};
