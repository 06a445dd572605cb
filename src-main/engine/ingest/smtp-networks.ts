import ipaddr from 'ipaddr.js';
import { AppError } from '../errors.ts';

/** Networks that are local by their number: loopback, RFC 1918, link-local (RFC 3927, 4291) and unique local (RFC 4193). */
export const LOCAL_NETWORKS = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];

/** This machine itself. */
export const LOOPBACK_NETWORKS = ['127.0.0.0/8', '::1/128'];

/** Answers whether an address belongs to the set. Addresses that cannot be read belong to none. */
export type NetworkSet = (address: string) => boolean;

/** Addresses whose answer a set remembers. */
const MAX_CACHED_ANSWERS = 1_000;

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** IPv4 bits in front of which an IPv4-mapped network (`::ffff:10.0.0.0/104`) has 96 more. */
const MAPPED_PREFIX_BITS = 96;

/**
 * Compiles CIDR networks and single addresses, IPv4, IPv6 and IPv4-mapped.
 * Throws `AppError('invalid_input')` with `field` for an entry that is neither.
 */
export function compileNetworks(entries: readonly string[], field: string): NetworkSet {
  const networks = entries.map((entry) => parseNetwork(entry.trim(), field));
  const answers = new Map<string, boolean>();
  return (address) => {
    const known = answers.get(address);
    if (known !== undefined) return known;
    const parsed = parseAddress(address);
    const answer = parsed !== null && networks.some((network) => contains(network, parsed));
    if (answers.size >= MAX_CACHED_ANSWERS) answers.clear();
    answers.set(address, answer);
    return answer;
  };
}

function contains([network, bits]: Network, address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

/**
 * The address as limits count it: IPv4-mapped as IPv4, without zone, IPv6 by its /64 because one host owns
 * all of that. What cannot be read stays as it is.
 */
export function addressGroup(address: string): string {
  if (!address.includes(':')) return address;
  const parsed = parseAddress(address);
  if (parsed === null) return address;
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const parts = (parsed as ipaddr.IPv6).parts.slice(0, 4);
  return `${parts.map((part) => part.toString(16)).join(':')}::/64`;
}

function parseAddress(text: string): Address | null {
  const bare = text.split('%', 1)[0] ?? '';
  return ipaddr.isValid(bare) && (bare.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(bare))
    ? ipaddr.process(bare)
    : null;
}

function parseNetwork(entry: string, field: string): Network {
  const [addressText = '', bitsText, ...rest] = entry.split('/');
  const address = parseAddress(addressText);
  const mapped = addressText.includes(':') && address?.kind() === 'ipv4';
  const width = address?.kind() === 'ipv4' ? 32 : 128;
  const bits = bitsText === undefined ? width : Number(bitsText) - (mapped ? MAPPED_PREFIX_BITS : 0);
  const wellFormed = rest.length === 0 && (bitsText === undefined || /^\d{1,3}$/.test(bitsText));
  if (address === null || !wellFormed || bits < 0 || bits > width) {
    throw new AppError('invalid_input', {
      field,
      message: `"${entry}" is not a network. Allowed: an address or CIDR such as 10.0.0.0/8, 192.168.1.7 or fd00::/8.`,
    });
  }
  return [address, bits];
}
