/** Under which names and addresses other machines reach a port of this one: what to enter in a monitoring tool. */
import { hostname, networkInterfaces } from 'node:os';

const anyAddress = ['0.0.0.0', '::', ''];
const mostAddresses = 20;

/**
 * Of a listener bound to `host`: that host alone, or, where it is bound to every address, this machine's name and the
 * addresses of its interfaces, IPv4 first. Loopback and link-local addresses lead nobody here from elsewhere.
 */
export const reachableAddresses = (host: string, interfaces = networkInterfaces()): string[] => {
  if (!anyAddress.includes(host)) return [host];
  const found = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
    .filter(({ family }) => family === 'IPv4' || host === '::')
    .sort((a, b) => a.family.localeCompare(b.family))
    .map(({ address }) => address);
  return [...new Set([hostname(), ...found])].slice(0, mostAddresses);
};
