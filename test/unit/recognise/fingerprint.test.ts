import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalName, canonicalText } from '../../../src-main/engine/recognise/canonical.ts';
import { fingerprintOf } from '../../../src-main/engine/recognise/fingerprint.ts';
import { recognise } from '../../../src-main/engine/recognise/registry.ts';
import type { Kind } from '../../../src-shared/vocabulary.ts';
import { someEnvelope, someMail } from '../../support/alert-input.ts';

const of = (subject: string, text = '') => recognise(someMail(subject, text), someEnvelope()).fingerprint;

const facts = (changes: Partial<Parameters<typeof fingerprintOf>[0]> = {}) => ({
  source: 'nagios',
  kind: 'problem' as Kind,
  host: 'web01',
  resource: 'HTTP',
  condition: 'HTTP',
  identity: '',
  ...changes,
});
const print = (changes: Partial<Parameters<typeof fingerprintOf>[0]> = {}, sender = '') =>
  fingerprintOf(facts(changes), sender).fingerprint;

/** Two different values of the same sort. */
const pairOf = <T>(one: fc.Arbitrary<T>) => fc.tuple(one, one).filter(([a, b]) => a !== b);

const amounts = fc.oneof(
  fc.nat(99).map((n) => `${n}%`),
  fc.nat(9_999).map((n) => `${n} ms`),
  fc.nat(9_999).map((n) => `${n / 10} GB`),
  fc.tuple(fc.nat(9), fc.nat(23), fc.nat(59)).map(([d, h, m]) => `${d}d ${h}h ${m}m`),
  fc.nat(999).map((n) => `${n} seconds`),
  fc.nat(99).map((n) => `${n} °C`),
  fc.nat(99_999).map((n) => `${n} bytes`),
  fc.nat(99).map((n) => `٪${String(n).replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)]!)}`),
);
const counts = fc.integer({ min: 1, max: 1_000_000 });
const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-12-31'), noInvalidDate: true });
const timeForms: readonly ((at: Date) => string)[] = [
  (at) => at.toISOString(),
  (at) => at.toUTCString(),
  (at) => at.toISOString().slice(0, 19).replace('T', ' '),
  (at) => at.toUTCString().slice(0, 16),
  (at) =>
    `${at.getUTCDate()}.${at.getUTCMonth() + 1}.${at.getUTCFullYear()} ${at.toISOString().slice(11, 16)}`,
  (at) => at.toISOString().slice(0, 10).replaceAll('-', '/'),
  (at) => at.toISOString().slice(11, 19),
  (at) => at.toDateString(),
  (at) => String(at.getTime()),
];
const letters = fc.string({ unit: fc.constantFrom(...'bcdfgjkqvxz'), minLength: 2, maxLength: 6 });
const digits = fc.integer({ min: 0, max: 999_999 });
const names = fc.oneof(
  fc.tuple(letters, digits).map(([word, n]) => `${word}${n}`),
  fc.tuple(letters, digits).map(([word, n]) => `${word}-${String(n).padStart(6, '0')}`),
  fc.tuple(letters, letters, digits).map(([word, domain, n]) => `${word}${n}.${domain}.example.net`),
  fc.tuple(letters, digits).map(([word, n]) => `/dev/${word}${n}`),
  fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `10.1.${a}.${b}`),
  letters.map((word) => `${word}xyz`),
);

describe('the fingerprint', () => {
  it('is short hex, the same for the same, with a basis that can be read', () => {
    const { fingerprint, basis } = fingerprintOf(facts({ condition: 'HTTP slow (5 s)' }));
    expect(fingerprint).toMatch(/^[\da-f]{32}$/);
    expect(basis).toBe('source: nagios · host: web01 · resource: http · condition: http slow (#)');
    expect(print()).toBe(print());
  });

  it('is none where nothing identifies the condition', () => {
    expect(print({ host: '', resource: '', condition: '' })).toBe('');
    expect(print({ host: '', resource: '', condition: '' }, 'ops@example.net')).toBe('');
  });

  it('sees no difference in spelling', () => {
    expect(print({ host: 'WEB01', resource: ' http ' })).toBe(print());
    expect(print({ host: 'سرور-تهران٢' })).toBe(print({ host: 'سرور-تهران۲' }));
    expect(print({ condition: 'پشتيبان‌گيري' })).toBe(print({ condition: 'پشتیبانگیری' }));
    expect(print({ host: 'ｗｅｂ０１' })).toBe(print());
  });

  it.each([
    ['[FIRING:2] disk full', '[RESOLVED] disk full'],
    ['Problem: disk full', 'Resolved in 5m: disk full'],
    ['disk full is CRITICAL', 'disk full is OK'],
    ['disk full (over 90%)', 'disk full (over 85%)'],
    ['3 of 5 disks', '4 of 5 disks'],
    ['queue is 1532 long', 'queue is 17 long'],
    ['errors: 3, retries 4', 'errors: 5, retries 6'],
    ['sda 3 errors', 'sda 4 errors'],
    ['sshd[4242] died', 'sshd[17] died'],
    ['port scan from 192.0.2.1 port 51234', 'port scan from 192.0.2.1 port 40112'],
    ['/dev/sda1 40G 39G 310M', '/dev/sda1 40G 38G 1310M'],
  ])('sees one condition in "%s" and "%s"', (one, other) => {
    expect(print({ condition: one })).toBe(print({ condition: other }));
  });

  it.each([
    ['disk 1 failed', 'disk 2 failed'],
    ['port 443 closed', 'port 80 closed'],
    ['eth0', 'eth1'],
    ['job m-000123', 'job m-000124'],
    ['rule 5710', 'rule 5712'],
    ['10.0.0.7:80', '10.0.0.8:80'],
    ['Gi1/0/1', 'Gi1/0/2'],
    ['00:1a:2b:3c:4d:5e', '00:1a:2b:3c:4d:5f'],
    ['دیسک ۱', 'دیسک ۲'],
    ['kiosk 12 offline', 'kiosk 13 offline'],
    ['Sensor: 3', 'Sensor: 4'],
    ['ifIndex: 49', 'ifIndex: 50'],
    ['Event 7034', 'Event 7036'],
  ])('sees two conditions in "%s" and "%s"', (one, other) => {
    expect(print({ condition: one })).not.toBe(print({ condition: other }));
  });

  it('differs by source, host and resource, and by sender only where there is no host', () => {
    const all = [
      print(),
      print({ source: 'icinga' }),
      print({ host: 'web02' }),
      print({ resource: 'HTTPS' }),
    ];
    expect(new Set(all).size).toBe(4);
    expect(print({}, 'a@example.net')).toBe(print({}, 'b@example.net'));
    for (const host of ['', 'localhost', '127.0.0.1'])
      expect(print({ host }, 'a@example.net')).not.toBe(print({ host }, 'b@example.net'));
  });

  it('keeps a downtime, flapping, report and lifecycle notice apart from the problem', () => {
    const kinds: Kind[] = ['problem', 'downtime', 'flapping', 'report', 'lifecycle'];
    expect(new Set(kinds.map((kind) => print({ kind }))).size).toBe(5);
    for (const kind of ['recovery', 'acknowledgement'] as const) expect(print({ kind })).toBe(print());
  });

  it('masks any measurement and time, wherever it stands', () => {
    fc.assert(
      fc.property(pairOf(amounts), ([one, other]) => {
        const text = (amount: string) => `usage of pool tank was ${amount}, too much`;
        // Two units are two texts only in their unit.
        expect(canonicalText(text(one))).toBe(canonicalText(text(other)));
        expect(canonicalName(text(one))).toBe(canonicalName(text(other)));
      }),
    );
    fc.assert(
      fc.property(pairOf(moments), fc.constantFrom(...timeForms), ([one, other], form) => {
        const text = (at: Date) => `seen on ${form(at)} by the probe`;
        expect(canonicalText(text(one)), form(one)).toBe(canonicalText(text(other)));
      }),
    );
    fc.assert(
      fc.property(pairOf(counts), ([one, other]) => {
        expect(canonicalText(`${one} messages were lost`)).toBe(canonicalText(`${other} messages were lost`));
      }),
    );
  });

  it('keeps every name', () => {
    fc.assert(
      fc.property(pairOf(names), ([one, other]) => {
        expect(canonicalText(`trouble at ${one} again`)).not.toBe(canonicalText(`trouble at ${other} again`));
        expect(print({ host: one })).not.toBe(print({ host: other }));
      }),
    );
  });
});

describe('the fingerprint of a mail of no known tool', () => {
  const templates: readonly ((
    name: string,
    amount: string,
    at: string,
    count: number,
  ) => [string, string])[] = [
    (name, amount, at, count) => [
      `Pump trouble at ${name}`,
      `Measured ${amount} on ${at}\n${count} times so far.\nCall the plant.`,
    ],
    (name, amount, at, count) => [
      'Trouble in the plant',
      `${at}: ${count} events\n${'something long and always the same\n'.repeat(300)}value ${amount}\nseen by ${name}`,
    ],
    (name, amount, at, count) => [
      `هشدار: کمبود فضا ${amount}`,
      `سامانه ${name}\nزمان: ${at}\nتعداد ${count}`,
    ],
  ];
  const template = fc.constantFrom(...templates);
  const at = fc.tuple(moments, fc.constantFrom(...timeForms)).map(([moment, form]) => form(moment));

  it('stays when numbers, times and counts change', () => {
    fc.assert(
      fc.property(
        template,
        names,
        fc.tuple(amounts, moments, counts),
        fc.tuple(amounts, moments, counts),
        (write, name, one, other) => {
          const mail = ([amount, moment, count]: [string, Date, number]) =>
            of(...write(name, amount, moment.toISOString(), count));
          expect(mail(one)).toBe(mail(other));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('changes with the name of what is concerned, however late in the text it stands', () => {
    fc.assert(
      fc.property(
        template,
        pairOf(names),
        amounts,
        at,
        counts,
        (write, [one, other], amount, moment, count) => {
          expect(of(...write(one, amount, moment, count))).not.toBe(
            of(...write(other, amount, moment, count)),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds a name behind more text than is read word by word', () => {
    const text = (host: string) => `${'filler '.repeat(9_000)}\naffected: ${host}`;
    expect(of('Trouble', text('db-17'))).not.toBe(of('Trouble', text('db-18')));
  });

  it.each([
    ['[DOWN] shop.example.com', '[UP] shop.example.com', 'It was down for 5 minutes.'],
    ['CRITICAL: mail queue on mx1', 'OK: mail queue on mx1', ''],
    ['Alert: Fan 3 failed in chassis sw-7', 'Alert: Fan 3 restored in chassis sw-7', ''],
    ['Störung: Heizung Halle 4 ausgefallen', 'Behoben: Heizung Halle 4', ''],
    ['بحرانی: ارتباط با سرور mail1 قطع شد', 'برطرف شد: ارتباط با سرور mail1 وصل شد', ''],
  ])('is the same for "%s" and "%s"', (problem, recovery, text) => {
    expect(of(problem, '2026-11-22 10:00')).toBe(of(recovery, `2026-11-22 10:05\n${text}`));
  });

  it.each([
    ['Alert: Fan 3 failed in chassis sw-7', 'Alert: Fan 4 failed in chassis sw-7'],
    ['Application error on app01', 'Application error on app02'],
    ['Temperature low in room 3', 'Temperature high in room 3'],
    ['Disk full on nas', 'Disk degraded on nas'],
    ['Server orange is down', 'Server green is down'],
    ['Pump P3 overload', 'Pump P4 overload'],
    ['mail service is down', 'time service is down'],
    ['First line is down', 'Second line is down'],
  ])('is another for "%s" and "%s"', (one, other) => {
    expect(of(one)).not.toBe(of(other));
  });

  it('takes a host for one whatever it is called, where a field says so', () => {
    expect(of('Trouble', 'Host: mail')).not.toBe(of('Trouble', 'Host: info'));
  });

  it('tells two faults with the same subject apart by the words of their texts', () => {
    expect(of('Application error on app01', 'unhandled exception in worker')).not.toBe(
      of('Application error on app01', 'خطا در پردازش صف'),
    );
  });
});
