import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob, maxAddressLength } from '../../../src-main/engine/route/globs.ts';
import { globSchema } from '../../../src-shared/contract/rules.ts';

const table: [glob: string, address: string, matches: boolean][] = [
  ['*@db-servers.local', 'root@db-servers.local', true],
  ['*@db-servers.local', 'root@DB-Servers.LOCAL', true],
  ['*@db-servers.local', 'root@db-servers.local.evil.example', false],
  ['security-*@domain.com', 'security-scan@domain.com', true],
  ['security-*@domain.com', 'insecurity-scan@domain.com', false],
  ['*', 'anything at all', true],
  ['*', '', true],
  ['*@*', 'root', false],
  ['root', 'root', true],
  ['root', 'groot', false],
  ['?@x', 'a@x', true],
  ['?@x', 'ab@x', false],
  ['[a-c]*@x', 'bob@x', true],
  ['[a-c]*@x', 'eve@x', false],
  ['{ops,noc}@x', 'NOC@x', true],
  ['{ops,noc}@x', 'nocturnal@x', false],
  ['*@*.example', '.hidden@sub.example', true],
  ['a/*@x', 'a/b/c@x', true],
  ['*@x', 'with/slash@x', true],
  ['a+tag@x', 'a+tag@x', true],
  ['a.b@x', 'aXb@x', false],
  ['**@x', 'a@x', true],
  ['*سرور*', 'مدیر@سرور.example', true],
];

describe('a glob over addresses', () => {
  it.each(table)('%s against %s: %s', (glob, address, matches) => {
    expect(compileGlob(glob)(address)).toBe(matches);
  });

  it('matches nothing but * where the address is longer than SMTP allows', () => {
    const long = `${'a'.repeat(maxAddressLength)}@x`;
    expect([compileGlob('*@x')(long), compileGlob('*')(long)]).toEqual([false, true]);
  });

  it('never throws, and matches itself where it holds no special character', () => {
    const plain = fc.stringMatching(/^[a-z0-9._@-]{1,60}$/);
    fc.assert(fc.property(plain, (address) => compileGlob(address)(address.toUpperCase())));
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 100 }), (glob, address) => {
        if (!globSchema.safeParse(glob).success) return;
        compileGlob(glob)(address);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what a glob may be', () => {
  it.each([
    '',
    ' ',
    'a b@x',
    '!a@x',
    '+(a|b)@x',
    '@(a)',
    '(a|b)*',
    'a\\b',
    '{a,b',
    '*a*b*c*d',
    '{a,b}{c,d}{e,f}{g,h}',
    '{a,b}{c,d}*x*y*z',
    'a'.repeat(257),
  ])('refuses %s', (glob) => {
    expect(globSchema.safeParse(glob).success).toBe(false);
  });

  it.each(['*@x', '{a,b}*@*.x', 'zabbix@mon_1.local', '"ups-1"@lan', '*'])('accepts %s', (glob) => {
    expect(globSchema.parse(glob)).toBe(glob);
  });
});
