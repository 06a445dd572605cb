import { hostname, type NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { reachableAddresses } from '../../../src-main/engine/ingest/reachable-addresses.ts';

const at = (address: string, internal = false): NetworkInterfaceInfo => {
  const rest = { address, netmask: '', mac: '', internal, cidr: null };
  return address.includes(':') ? { ...rest, family: 'IPv6', scopeid: 0 } : { ...rest, family: 'IPv4' };
};
const interfaces = {
  lo: [at('127.0.0.1', true), at('::1', true)],
  eth0: [at('fe80::1'), at('2001:db8::7'), at('10.20.0.7'), at('169.254.3.4')],
};

describe('the addresses to enter in a monitoring tool', () => {
  it("are this machine's name and addresses where the port is open on all of them", () => {
    expect(reachableAddresses('0.0.0.0', interfaces)).toEqual([hostname(), '10.20.0.7']);
    expect(reachableAddresses('::', interfaces)).toEqual([hostname(), '10.20.0.7', '2001:db8::7']);
  });

  it('are the bound one alone otherwise', () => {
    expect(reachableAddresses('10.20.0.7', interfaces)).toEqual(['10.20.0.7']);
    expect(reachableAddresses('127.0.0.1', interfaces)).toEqual(['127.0.0.1']);
  });
});
