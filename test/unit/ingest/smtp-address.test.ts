import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ADDRESS_BYTES, parseEnvelopePath } from '../../../src-main/engine/ingest/smtp-address.ts';

const accepted: [line: string, address: string][] = [
  ['MAIL FROM:<a@b.example>', 'a@b.example'],
  ['MAIL FROM:<>', ''],
  ['MAIL FROM: <>', ''],
  ['MAIL FROM:< >', ''],
  ['MAIL FROM:', ''],
  ['MAIL FROM:<> SIZE=100', ''],
  ['mail from:<a@b.example>', 'a@b.example'],
  ['Mail From: <monit@vm>', 'monit@vm'],
  ['MAIL FROM:   <a@b>  ', 'a@b'],
  ['MAIL  FROM : <a@b>', 'a@b'],
  ['MAIL FROM <a@b>', 'a@b'],
  ['MAIL FROM:a@b.example', 'a@b.example'],
  ['MAIL FROM: a@b.example SIZE=7', 'a@b.example'],
  ['MAIL FROM:<root>', 'root@localhost'],
  ['MAIL FROM:root', 'root@localhost'],
  ['MAIL FROM: root BODY=8BITMIME', 'root@localhost'],
  ['MAIL FROM:root@localhost', 'root@localhost'],
  ['MAIL FROM:<zabbix@my_host.local>', 'zabbix@my_host.local'],
  ['MAIL FROM:<root@host_1>', 'root@host_1'],
  ['MAIL FROM:"Name" <a@b>', 'a@b'],
  ['MAIL FROM:Cron Daemon <root@web1>', 'root@web1'],
  ['MAIL FROM:"a <b> c" <d@e>', 'd@e'],
  ['MAIL FROM:<"UPS 1"@lan>', '"UPS 1"@lan'],
  ['MAIL FROM:"UPS 1"@lan SIZE=3', '"UPS 1"@lan'],
  ['MAIL FROM:<"UPS 1">', '"UPS 1"@localhost'],
  ['MAIL FROM:<"a@b">', '"a@b"@localhost'],
  ['MAIL FROM:<"a>b"@c>', '"a>b"@c'],
  ['MAIL FROM:<a@host.>', 'a@host'],
  ['MAIL FROM:<a@HOST.Example>', 'a@host.example'],
  ['MAIL FROM:<ilo.@server.example>', 'ilo.@server.example'],
  ['MAIL FROM:<a..b@c>', 'a..b@c'],
  ['MAIL FROM:<@relay.example:a@b>', 'a@b'],
  ['MAIL FROM:<@r1.example,@r2.example:a@b>', 'a@b'],
  ['MAIL FROM:<a@[192.0.2.1]>', 'a@[192.0.2.1]'],
  ['MAIL FROM:<a@[IPv6:2001:db8::1]>', 'a@[ipv6:2001:db8::1]'],
  ['MAIL FROM:<a@b@c>', 'a@b@c'],
  ['MAIL FROM:<<a@b>>', 'a@b'],
  ['MAIL FROM:<a@b', 'a@b'],
  ['MAIL FROM:a@b>', 'a@b'],
  ['MAIL FROM:<a@>', 'a@localhost'],
  ['MAIL FROM:< a@b >', 'a@b'],
  ['MAIL FROM:<o"brien@host>', 'o"brien@host'],
  ['MAIL FROM:<هشدار@مثال.example>', 'هشدار@مثال.example'],
  ['MAIL FROM:<DOMAIN\\user@host>', 'DOMAIN\\user@host'],
  ['MAIL FROM:<a@-host-.example>', 'a@-host-.example'],
  ['RCPT TO:<logcheck>', 'logcheck@localhost'],
  ['rcpt to: ops', 'ops@localhost'],
  ['RCPT TO:<postmaster>', 'postmaster@localhost'],
  ['RCPT TO:<a@b> NOTIFY=NEVER ORCPT=rfc822;a@b', 'a@b'],
  ['RCPT TO:<a@b>,<c@d>', 'a@b'],
];

describe('the envelope of sloppy senders', () => {
  it.each(accepted)('reads %s', (line, address) => {
    const verb = /^\s*m/i.test(line) ? 'MAIL FROM' : 'RCPT TO';
    expect(parseEnvelopePath(verb, line)).toMatchObject({ kind: 'path', address });
  });

  it.each([
    ['RCPT TO', 'RCPT TO:<>', 'empty'],
    ['RCPT TO', 'RCPT TO:', 'empty'],
    ['RCPT TO', 'RCPT TO:<@relay.example:>', 'empty'],
    ['MAIL FROM', 'MAIL <a@b>', 'expected'],
    ['MAIL FROM', 'MAIL FROM:<a\u0000@b>', 'control'],
    ['MAIL FROM', 'MAIL FROM:<a\rRCPT TO:x@b>', 'control'],
    ['MAIL FROM', 'MAIL FROM:<a\u200b@b>', 'control'],
    ['RCPT TO', `RCPT TO:<${'x'.repeat(MAX_ADDRESS_BYTES)}@b>`, 'longer'],
  ] as const)('refuses as %s: %s', (verb, line, reason) => {
    const answer = parseEnvelopePath(verb, line);
    expect(answer).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
  });

  it('takes an address of the greatest length', () => {
    const address = `${'x'.repeat(MAX_ADDRESS_BYTES - 2)}@b`;
    expect(parseEnvelopePath('RCPT TO', `RCPT TO:<${address}>`)).toMatchObject({ kind: 'path', address });
  });

  it('reads the known parameters and leaves the others aside', () => {
    const line = 'MAIL FROM:<a@b> size=12 BODY=8bitmime SMTPUTF8 RET=FULL ENVID= AUTH=<> X=y BODY=BINARYMIME';
    expect(parseEnvelopePath('MAIL FROM', line)).toEqual({
      kind: 'path',
      address: 'a@b',
      parameters: { SIZE: '12', BODY: '8bitmime', SMTPUTF8: true },
    });
  });

  it('leaves aside a size that is no number', () => {
    expect(parseEnvelopePath('MAIL FROM', 'MAIL FROM:<a@b> SIZE=big')).toMatchObject({ parameters: {} });
  });

  it('never throws, and never lets a control character or line break into an address', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const answer = parseEnvelopePath('RCPT TO', `RCPT TO:${text}`);
        if (answer.kind === 'refused') return;
        expect(answer.address).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
        expect(answer.address).toContain('@');
      }),
    );
  });
});
