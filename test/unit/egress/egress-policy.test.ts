import { describe, expect, it } from 'vitest';
import {
  connectableAddresses,
  judgeAddress,
  judgeProxyUrl,
  judgeUrl,
  type Surroundings,
} from '../../../src-main/engine/egress-policy.ts';

const surroundings: Surroundings = {
  ownPorts: [
    { port: 8025 },
    { host: '127.0.0.1', port: 6379 },
    { host: '0.0.0.0', port: 2525 },
    { host: 'redis.internal', port: 6380 },
    { host: '10.9.9.9', port: 6381 },
  ],
  ownAddresses: ['10.1.2.3', 'fd12::5', '203.0.113.77'],
  allowedPrivateHosts: ['hooks.internal', 'chat.internal:8008', '198.51.100.9:80', '[fd00::9]:81'],
};

const allowed: string[] = [
  'https://api.telegram.org/bot1:a/getMe',
  'https://api.telegram.org:8443/',
  'https://EXAMPLE.com./path?query#fragment',
  'https://8.8.8.8/',
  'https://[2606:4700:4700::1111]/',
  'https://bücher.example/',
  // Named literally by an administrator: that is the listing.
  'http://127.0.0.1:11434/v1',
  'http://localhost:11434/v1',
  'https://localhost/',
  'http://[::1]:9000/',
  'http://10.0.0.5/hook',
  'http://192.168.1.20:8008/',
  'http://172.16.0.1/',
  'http://100.64.0.7/',
  'http://[fd00::5]/',
  'http://[::ffff:10.0.0.5]/',
  // Listed by name, with and without a port.
  'http://hooks.internal/x',
  'http://HOOKS.internal.:8080/x',
  'https://hooks.internal/x',
  'http://chat.internal:8008/',
  'http://198.51.100.9/',
  'http://[fd00:0:0:0:0:0:0:9]:81/',
];

const refusals: [url: string, reason: RegExp][] = [
  // Spellings of an address that only some software reads as one.
  ['http://2130706433/', /write the address as 127\.0\.0\.1/],
  ['http://0x7f000001/', /write the address as 127\.0\.0\.1/],
  ['http://0x7f.0.0.1/', /write the address as 127\.0\.0\.1/],
  ['http://017700000001/', /write the address as 127\.0\.0\.1/],
  ['http://0177.0.0.1/', /write the address as 127\.0\.0\.1/],
  ['http://127.1/', /write the address as 127\.0\.0\.1/],
  ['http://127.0.1/', /write the address as 127\.0\.0\.1/],
  ['http://10.1/', /write the address as 10\.0\.0\.1/],
  ['http://127.0.0.1./', /write the address as 127\.0\.0\.1/],
  ['http://%31%32%37.0.0.1/', /write the address as 127\.0\.0\.1/],
  ['http://127。0。0。1/', /write the address as 127\.0\.0\.1/],
  ['http://１２７.0.0.1/', /write the address as 127\.0\.0\.1/],
  ['https://134744072/', /write the address as 8\.8\.8\.8/],
  // Never, whoever asks.
  ['http://169.254.169.254/latest/meta-data/', /link-local/],
  ['https://169.254.1.1/', /link-local/],
  ['http://[::ffff:169.254.169.254]/', /link-local/],
  ['http://[::ffff:a9fe:a9fe]/', /link-local/],
  ['http://[64:ff9b::169.254.169.254]/', /link-local/],
  ['http://metadata.google.internal/', /metadata/],
  ['https://metadata.google.internal./', /metadata/],
  ['https://METADATA.google.internal/', /metadata/],
  ['http://[fd00:ec2::254]/', /metadata/],
  ['http://[FD00:0EC2:0:0:0:0:0:0254]/', /metadata/],
  ['http://100.100.100.200/', /metadata/],
  ['http://168.63.129.16/', /metadata/],
  ['http://[fe80::1]/', /link-local/],
  ['http://0.0.0.0/', /unspecified/],
  ['http://0.1.2.3/', /unspecified/],
  ['http://0/', /write the address as 0\.0\.0\.0/],
  ['http://[::]/', /unspecified/],
  ['http://224.0.0.1/', /multicast/],
  ['http://[ff02::1]/', /multicast/],
  ['http://255.255.255.255/', /broadcast/],
  ['https://[2002:7f00:1::]/', /6to4/],
  ['https://[2001:0:1::1]/', /Teredo/],
  ['https://[::127.0.0.1]/', /IPv4-compatible/],
  // Doors of the program itself, by every name of this machine.
  ['http://127.0.0.1:6379/', /door of this program/],
  ['http://127.9.9.9:6379/', /door of this program/],
  ['http://localhost:8025/', /door of this program/],
  ['http://LOCALHOST.:8025/', /door of this program/],
  ['http://[::1]:2525/', /door of this program/],
  ['http://[::ffff:127.0.0.1]:6379/', /door of this program/],
  ['http://10.1.2.3:8025/', /door of this program/],
  ['http://[fd12::5]:8025/', /door of this program/],
  ['https://203.0.113.77:8025/', /door of this program/],
  ['https://redis.internal:6380/', /door of this program/],
  ['http://10.9.9.9:6381/', /door of this program/],
  // Credentials, schemes, odd spellings.
  ['https://user:password@example.com/', /user name/],
  ['https://good.example@127.0.0.1/', /user name/],
  ['https://@example.com/', /user name/],
  ['ftp://example.com/', /must be a URL/],
  ['file:///etc/passwd', /must be a URL/],
  ['gopher://127.0.0.1:6379/_FLUSHALL', /must be a URL/],
  ['javascript:alert(1)', /must be a URL/],
  ['data:text/plain,x', /must be a URL/],
  ['https:example.com', /must be a URL/],
  ['https:///example.com', /must be a URL/],
  ['//example.com/', /must be a URL/],
  ['', /must be a URL/],
  ['https://exa\tmple.com/', /spaces/],
  ['https://example.com\\@127.0.0.1/', /backslashes/],
  [' https://example.com/', /spaces/],
  ['https://example.com:0/', /port 0/],
  ['https://example.com:99999/', /must be a URL/],
  // Plain http is for hosts an administrator named.
  ['http://example.com/', /needs https/],
  ['http://8.8.8.8/', /needs https/],
  ['http://chat.internal:8009/', /needs https/],
  ['http://x.hooks.internal/', /needs https/],
  ['http://198.51.100.9.example.com/', /needs https/],
];

describe('judgeUrl', () => {
  it.each(allowed)('allows %s', (url) => {
    expect(judgeUrl(url, surroundings)).toMatchObject({ kind: 'allowed' });
  });

  it.each(refusals)('refuses %j', (url, reason) => {
    const verdict = judgeUrl(url, surroundings);
    expect(verdict.kind === 'refused' ? verdict.reason : 'allowed').toMatch(reason);
  });

  it('covers at least 40 forms', () => {
    expect(new Set([...allowed, ...refusals.map(([url]) => url)]).size).toBeGreaterThanOrEqual(80);
  });

  it('never repeats path or query in a reason', () => {
    for (const [url] of refusals) {
      const marked = `${url.replace(/\/$/, '')}/canary?canary`;
      const verdict = judgeUrl(marked, surroundings);
      if (verdict.kind === 'refused') expect(verdict.reason).not.toContain('canary');
    }
  });
});

describe('judgeProxyUrl', () => {
  it.each([
    'http://user:password@proxy.example.com:3128',
    'https://proxy.example.com',
    'socks5://127.0.0.1:1080',
    'socks5h://user:p%40ss@proxy.example.com:1080',
    'socks5://[::1]:1080',
  ])('allows %s', (url) => {
    expect(judgeProxyUrl(url, surroundings)).toMatchObject({ kind: 'allowed' });
  });

  it.each([
    'socks4://127.0.0.1:1080',
    'ftp://127.0.0.1',
    'socks5://127.1:1080',
    'socks5://0x7f.0.0.1:1080',
    'socks5://2130706433:1080',
    'socks5://169.254.169.254:1080',
    'http://localhost:6379',
    'http://0.0.0.0:3128',
  ])('refuses %s', (url) => {
    expect(judgeProxyUrl(url, surroundings)).toMatchObject({ kind: 'refused' });
  });

  it('knows the default port of SOCKS', () => {
    expect(judgeProxyUrl('socks5://proxy.example.com', surroundings)).toMatchObject({
      target: { port: 1080 },
    });
  });
});

describe('connectableAddresses', () => {
  const target = { isTls: true, host: 'hook.example.com', port: 443, isLiteral: false, isNamed: false };

  it('uses only the public ones of mixed addresses', () => {
    expect(
      connectableAddresses(
        target,
        ['10.0.0.1', '1.1.1.1', '::1', '169.254.169.254', '9.9.9.9'],
        surroundings,
      ),
    ).toEqual({ kind: 'allowed', addresses: ['1.1.1.1', '9.9.9.9'] });
  });

  it.each(['127.0.0.1', '10.0.0.1', '::ffff:10.0.0.1', 'fd00::1', '192.168.0.1'])(
    'refuses a name nobody listed that leads to %s, and says how to list it',
    (address) => {
      const verdict = connectableAddresses(target, [address], surroundings);
      expect(verdict).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining('hook.example.com:443'),
      });
    },
  );

  it('lets a listed name lead to a private address, but not to metadata or to the program itself', () => {
    const named = { ...target, isNamed: true };
    expect(connectableAddresses(named, ['10.0.0.1'], surroundings)).toMatchObject({ kind: 'allowed' });
    expect(connectableAddresses(named, ['169.254.169.254'], surroundings)).toMatchObject({ kind: 'refused' });
    expect(connectableAddresses({ ...named, port: 8025 }, ['127.0.0.1'], surroundings)).toMatchObject({
      kind: 'refused',
    });
  });

  it('refuses a public name that leads back to this machine', () => {
    expect(connectableAddresses({ ...target, port: 8025 }, ['203.0.113.77'], surroundings)).toMatchObject({
      kind: 'refused',
    });
  });

  it('refuses a name without addresses', () => {
    expect(connectableAddresses(target, [], surroundings)).toMatchObject({ kind: 'refused' });
  });
});

describe('judgeAddress', () => {
  it('judges mapped and NAT64 addresses by the address inside', () => {
    expect(judgeAddress('::ffff:8.8.8.8').zone).toBe('public');
    expect(judgeAddress('64:ff9b::10.0.0.1').zone).toBe('private');
    expect(judgeAddress('::ffff:127.0.0.1').zone).toBe('loopback');
  });

  it('takes what is no address as never to be connected to', () => {
    expect(judgeAddress('example.com').zone).toBe('never');
    expect(judgeAddress('fe80::1%eth0').zone).toBe('never');
  });
});
