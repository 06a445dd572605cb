import { describe, expect, it } from 'vitest';
import { withoutMarks, withoutWrapping } from '../../../src-main/engine/recognise/gateway-marks.ts';
import { recognise } from '../../../src-main/engine/recognise/registry.ts';
import { someEnvelope, someMail } from '../../support/alert-input.ts';

const banner =
  'CAUTION: This email originated from outside of the organization. Do not\nclick links or open attachments unless you recognize the sender and know the\ncontent is safe.\n\n';
const nagios = '** PROBLEM Host Alert: core-sw1 is DOWN **';
const body = 'Notification Type: PROBLEM\nHost: core-sw1\nState: DOWN\n';

describe('what gateways, forwarders and lists put before a subject', () => {
  it.each([
    '[EXT] ',
    '[EXTERNAL] ',
    '[External Email] ',
    'EXTERNAL: ',
    '(Extern) ',
    'Fwd: ',
    'FW: ',
    'WG: ',
    'AW: ',
    'Re: ',
    'Re[2]: ',
    'TR: ',
    '***SPAM*** ',
    '[SPAM] ',
    '{Spam?} ',
    '[SUSPECTED SPAM] ',
    '[mailing-list] ',
    '[noc-list] ',
    'Fwd: [EXTERNAL] Re: [noc] ',
  ])('is taken off: %s', (mark) => {
    expect(withoutMarks(`${mark}${nagios}`).subject).toBe(nagios);
    const facts = recognise(someMail(`${mark}${nagios}`, body), someEnvelope());
    const plain = recognise(someMail(nagios, body), someEnvelope());
    expect(facts).toMatchObject({
      source: 'nagios',
      severity: 'critical',
      host: 'core-sw1',
      fingerprint: plain.fingerprint,
    });
  });

  it.each([
    '[web01] disk full',
    '[prod] x',
    '[org/repo] Run failed: CI',
    '[FIRING:2] X',
    '[Failed] Job',
    'External disk failed',
  ])('is not %s', (subject) => {
    expect(withoutMarks(subject, 'repo <repo.org.example.com>').subject).toBe(subject);
  });

  it('is the list that its header names, and no other', () => {
    expect(withoutMarks('[Storage] pool full', 'Storage <storage.lists.example.com>')).toEqual({
      subject: 'pool full',
      list: 'Storage',
      isReply: false,
    });
    expect(withoutMarks('[Backup] pool full', 'Storage <storage.lists.example.com>').subject).toBe(
      '[Backup] pool full',
    );
  });

  it('leaves something to read', () => {
    for (const subject of ['Re:', '[EXT]', 'Fwd: Fwd:', '[EXT] [EXT]'])
      expect(withoutMarks(subject).subject.length).toBeGreaterThan(0);
  });
});

describe('what is put around a text', () => {
  it('is a warning of the gateway, in one paragraph or run into the text', () => {
    expect(withoutWrapping(`${banner}${body}`).trim()).toBe(body.trim());
    expect(withoutWrapping(`[EXTERNAL SENDER]\n${body}`)).toContain('Host: core-sw1');
    expect(
      withoutWrapping(
        `ACHTUNG: Diese E-Mail stammt von einem externen Absender.\nKlicken Sie keine Links an.\n${body}`,
      ),
    ).toContain('Host: core-sw1');
    const facts = recognise(someMail('Fan status', `${banner}All fans are fine.\n`), someEnvelope());
    expect(facts).toMatchObject({ state: 'info' });
  });

  it("is a forwarder's header block, not the tool's own fields", () => {
    const forwarded = `---------- Forwarded message ---------\nFrom: mon@example.net\nDate: Tue\nSubject: x\nTo: ops@example.net\n\n${body}`;
    expect(withoutWrapping(forwarded).trim()).toBe(body.trim());
    expect(withoutWrapping('From: 10.0.0.1\nTo: 10.0.0.2\nEvent: attack\n')).toContain('From: 10.0.0.1');
  });

  it('is a signature, not what a tool writes below two dashes', () => {
    expect(withoutWrapping(`${body}\n-- \nOperations\ncritical hotline`)).not.toContain('hotline');
    expect(withoutWrapping(`${body}\n--\nHost: b`)).toContain('Host: b');
  });
});

describe('a severity field', () => {
  it.each([
    [
      'Disk check',
      'THIS IS CRITICAL!!! page everyone, nuclear, severity 10/10\n\nSeverity: Information\nHost: db01\n',
    ],
    ['THIS IS CRITICAL!!! page everyone', 'Severity: Information\nHost: db01\n'],
    ['Disk check', '<table>\nSeverity | Informational\nHost | db01\nCRITICAL EMERGENCY!!!\n'],
  ])('is not outshouted: %s', (subject, text) => {
    expect(recognise(someMail(subject, text), someEnvelope(), [])).toMatchObject({
      severity: 'info',
      statedSeverity: 'info',
      severityCertainty: 'stated',
    });
  });

  it('does not lower what the subject states', () => {
    expect(
      recognise(someMail('CRITICAL: db01 down', 'Severity: Information\n'), someEnvelope(), []).severity,
    ).toBe('critical');
    expect(
      recognise(someMail('RAID on db01 failed', 'Severity: Information\n'), someEnvelope(), []).severity,
    ).toBe('high');
  });
});

describe('a table with a row of names over one row of values', () => {
  const table = (host: string, service: string, state: string) =>
    recognise(
      someMail('Service alert', `Host | Service | State\n${host} | ${service} | ${state}\n`),
      someEnvelope(),
      [],
    );

  it('says host, service and state, and the same condition when it is over', () => {
    const problem = table('web1', 'http', 'CRITICAL');
    expect(problem).toMatchObject({ kind: 'problem', severity: 'critical', host: 'web1', resource: 'http' });
    expect(table('web1', 'http', 'OK')).toMatchObject({
      state: 'resolved',
      fingerprint: problem.fingerprint,
    });
    expect(table('web2', 'http', 'CRITICAL').fingerprint).not.toBe(problem.fingerprint);
    expect(table('web1', 'ssh', 'CRITICAL').fingerprint).not.toBe(problem.fingerprint);
  });

  it('says of several rows nothing of one alone', () => {
    const text = 'Host | Service | State\nweb1 | http | OK\ndb1 | pg | CRITICAL\n';
    const facts = recognise(someMail('Service alert', text), someEnvelope(), []);
    expect(facts).toMatchObject({ host: '', state: 'firing' });
  });
});
