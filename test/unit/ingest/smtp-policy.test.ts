import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/engine/errors.ts';
import { addressGroup, compileNetworks } from '../../../src-main/engine/ingest/smtp-networks.ts';
import {
  createSmtpPolicy,
  DEFAULT_POLICY,
  type SmtpPolicySettings,
} from '../../../src-main/engine/ingest/smtp-policy.ts';

function createPolicy(settings: Partial<SmtpPolicySettings> = {}) {
  const time = { ms: 0 };
  const clock = { now: () => time.ms, monotonic: () => time.ms };
  return { time, policy: createSmtpPolicy(clock, { ...DEFAULT_POLICY, ...settings }) };
}

describe('allowed networks', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['10.0.0.1', true],
    ['10.255.255.255', true],
    ['11.0.0.1', false],
    ['172.15.255.255', false],
    ['172.16.0.1', true],
    ['172.31.255.255', true],
    ['172.32.0.1', false],
    ['192.168.0.1', true],
    ['192.169.0.1', false],
    ['169.254.1.1', true],
    ['8.8.8.8', false],
    ['0.0.0.0', false],
    ['255.255.255.255', false],
    ['100.64.0.1', false],
    ['::ffff:10.0.0.1', true],
    ['::FFFF:192.168.1.1', true],
    ['::ffff:8.8.8.8', false],
    ['::ffff:7f00:1', true],
    ['fd00::1', true],
    ['fc00::1', true],
    ['fe00::1', false],
    ['fe80::1', true],
    ['fe80::1%eth0', true],
    ['fec0::1', false],
    ['2001:db8::1', false],
    ['::', false],
    ['2606:4700::1111', false],
    ['nonsense', false],
    ['', false],
    ['10.1', false],
    ['0x0a000001', false],
  ])('by default holds %s: %s', (address, isAllowed) => {
    const { policy } = createPolicy();
    expect(policy.admit(address).kind).toBe(isAllowed ? 'admitted' : 'refused');
  });

  it.each([
    ['203.0.113.0/24', '203.0.113.77', true],
    ['203.0.113.0/24', '203.0.114.1', false],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['::ffff:203.0.113.0/120', '203.0.113.9', true],
    ['203.0.113.0/24', '::ffff:203.0.113.9', true],
    ['2001:db8::/32', '2001:db8:1::5', true],
    ['2001:db8::/32', '2001:db9::5', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '2001:db8::1', true],
  ])('a list of %s holds %s: %s', (network, address, isAllowed) => {
    const { policy } = createPolicy({ allowedNetworks: [network] });
    expect(policy.admit(address).kind).toBe(isAllowed ? 'admitted' : 'refused');
  });

  it('a list leaves out local networks that are not on it', () => {
    const { policy } = createPolicy({ allowedNetworks: ['203.0.113.0/24'] });
    expect(policy.admit('10.0.0.1')).toMatchObject({ kind: 'refused', code: 554, reason: 'network' });
  });

  it.each([
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/',
    '10.0.0/8',
    'host',
    '',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '::ffff:10.0.0.0/8',
  ])('refuses the entry "%s" and names the field', (entry) => {
    const attempt = () => compileNetworks([entry], 'allowedNetworks');
    expect(attempt).toThrow(AppError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'invalid_input', field: 'allowedNetworks' }));
  });

  it('counts an IPv6 host by its /64 and a mapped address as IPv4', () => {
    expect(addressGroup('2001:db8:0:1:aaaa::1')).toBe(addressGroup('2001:db8:0:1::2'));
    expect(addressGroup('2001:db8:0:1::1')).not.toBe(addressGroup('2001:db8:0:2::1'));
    expect(addressGroup('::ffff:192.0.2.1')).toBe('192.0.2.1');
  });
});

describe('limits', () => {
  it('refuse beyond the sessions in all, and admit again after a release', () => {
    const { policy } = createPolicy({ maxSessions: 2 });
    policy.admit('10.0.0.1');
    policy.admit('10.0.0.2');
    expect(policy.admit('10.0.0.3')).toMatchObject({ kind: 'refused', code: 421, reason: 'sessions' });
    policy.release('10.0.0.1');
    expect(policy.admit('10.0.0.3').kind).toBe('admitted');
    expect(policy.sessions()).toBe(2);
  });

  it('refuse the sessions of one address beyond 20 and leave the next address alone', () => {
    const { policy } = createPolicy();
    for (let count = 0; count < 20; count++) expect(policy.admit('10.0.0.1').kind).toBe('admitted');
    expect(policy.admit('10.0.0.1')).toMatchObject({ code: 421, reason: 'address_sessions' });
    expect(policy.admit('::ffff:10.0.0.1')).toMatchObject({ code: 421, reason: 'address_sessions' });
    expect(policy.admit('10.0.0.2').kind).toBe('admitted');
  });

  it('refuse the 61st new session in a minute and refill evenly', () => {
    const { policy, time } = createPolicy();
    const visit = () => {
      const answer = policy.admit('10.0.0.1');
      if (answer.kind === 'admitted') policy.release('10.0.0.1');
      return answer.kind;
    };
    for (let count = 0; count < 60; count++) expect(visit()).toBe('admitted');
    expect(visit()).toBe('refused');
    time.ms += 1_000;
    expect(visit()).toBe('admitted');
    expect(visit()).toBe('refused');
    time.ms += 3_600_000;
    for (let count = 0; count < 60; count++) expect(visit()).toBe('admitted');
    expect(visit()).toBe('refused');
  });

  it('spare this machine, but leave room for others', () => {
    const { policy } = createPolicy();
    for (let count = 0; count < 5_000; count++) {
      expect(policy.admit('127.0.0.1').kind).toBe('admitted');
      policy.release('127.0.0.1');
    }
    for (let count = 0; count < 160; count++) expect(policy.admit('127.0.0.1').kind).toBe('admitted');
    expect(policy.admit('127.0.0.1')).toMatchObject({ code: 421, reason: 'address_sessions' });
    expect(policy.admit('10.0.0.2').kind).toBe('admitted');
  });

  it('spare the networks on the exempt list', () => {
    const { policy } = createPolicy({ exemptNetworks: ['10.9.0.0/16'] });
    for (let count = 0; count < 100; count++) expect(policy.admit('10.9.0.1').kind).toBe('admitted');
  });

  it('forget idle addresses instead of growing without bound', () => {
    const { policy } = createPolicy();
    for (let count = 0; count < 20_000; count++) {
      const address = `10.${count >> 16}.${(count >> 8) & 255}.${count & 255}`;
      expect(policy.admit(address).kind).toBe('admitted');
      policy.release(address);
    }
    expect(policy.sessions()).toBe(0);
  });
});

describe('recipients', () => {
  it('are all accepted without a list', () => {
    expect(createPolicy().policy.acceptsRecipient('anyone@elsewhere.example')).toBe(true);
  });

  it.each([
    ['noc@example.net', true],
    ['NOC@Example.NET', true],
    ['other@example.net', false],
    ['any@alerts.example', true],
    ['any@sub.alerts.example', false],
    ['any@at.example', true],
  ])('with a list: %s %s', (address, isAccepted) => {
    const { policy } = createPolicy({
      acceptedRecipients: ['Noc@example.net', 'alerts.example', '@at.example'],
    });
    expect(policy.acceptsRecipient(address)).toBe(isAccepted);
  });
});

describe('failed sign-ins', () => {
  it('block an address after five in five minutes, no other address, and not for ever', () => {
    const { policy, time } = createPolicy();
    for (let count = 0; count < 4; count++) policy.countAuthFailure('10.0.0.1');
    expect(policy.isAuthBlocked('10.0.0.1')).toBe(false);
    time.ms += 60_000;
    policy.countAuthFailure('10.0.0.1');
    expect(policy.isAuthBlocked('10.0.0.1')).toBe(true);
    expect(policy.isAuthBlocked('10.0.0.2')).toBe(false);
    time.ms += 240_001;
    expect(policy.isAuthBlocked('10.0.0.1')).toBe(false);
  });
});
