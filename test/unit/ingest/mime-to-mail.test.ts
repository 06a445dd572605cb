import { describe, expect, it } from 'vitest';
import { mimeToMail } from '../../../src-main/engine/ingest/mime-to-mail.ts';

const head = 'From: Zabbix <zbx@mon.example>\r\nTo: noc@example.net\r\nSubject: s\r\nMIME-Version: 1.0\r\n';
const mail = (type: string, body: string) => Buffer.from(`${head}Content-Type: ${type}\r\n\r\n${body}`);
const part = (headers: string, body: string) => `--b\r\n${headers}\r\n\r\n${body}\r\n`;
const multipart = (subtype: string, ...parts: string[]) =>
  mail(`multipart/${subtype}; boundary=b`, `${parts.join('')}--b--\r\n`);
const plain = (body: string) => part('Content-Type: text/plain; charset=utf-8', body);
const html = (body: string) => part('Content-Type: text/html; charset=utf-8', body);
const base64 = (type: string, body: string, more = '') =>
  part(
    `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64${more}`,
    Buffer.from(body).toString('base64'),
  );

describe('the text of a mail', () => {
  it.each<[string, Buffer, string, string]>([
    ['the only part', mail('text/plain', 'CRITICAL'), 'CRITICAL', 'text'],
    [
      'an alternative of HTML alone, as Alertmanager sends',
      multipart('alternative', html('<p>CRITICAL</p>')),
      'CRITICAL',
      'html',
    ],
    ['a mixed mail of HTML alone', multipart('mixed', html('<p>CRITICAL</p>')), 'CRITICAL', 'html'],
    ['HTML at the root', mail('text/html', '<p>CRITICAL</p>'), 'CRITICAL', 'html'],
    [
      'the text of agreeing alternatives',
      multipart('alternative', plain('Disk: CRITICAL'), html('<b>Disk</b>: CRITICAL')),
      'Disk: CRITICAL',
      'text',
    ],
    [
      'the HTML beside an empty text',
      multipart('alternative', plain('  '), html('<p>CRITICAL</p>')),
      'CRITICAL',
      'html',
    ],
    ['several text parts', multipart('mixed', plain('one'), plain('two')), 'one\n\ntwo', 'text'],
    [
      'quoted-printable',
      mail(
        'text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable',
        'CRIT=\r\nICAL =D8=B3',
      ),
      'CRITICAL س',
      'text',
    ],
    [
      'base64',
      multipart('mixed', base64('text/plain; charset=utf-8', 'سرور CRITICAL')),
      'سرور CRITICAL',
      'text',
    ],
    [
      'an unknown transfer encoding as it is',
      mail('text/plain\r\nContent-Transfer-Encoding: x-rot13', 'CRITICAL'),
      'CRITICAL',
      'text',
    ],
    ['a multipart without its boundary', mail('multipart/mixed', 'CRITICAL text'), 'CRITICAL text', 'text'],
    [
      'a multipart whose boundary only the body tells',
      mail('multipart/mixed', `${plain('CRITICAL')}--b--\r\n`),
      'CRITICAL',
      'text',
    ],
    ['a multipart never closed', mail('multipart/mixed; boundary=b', plain('CRITICAL')), 'CRITICAL', 'text'],
    [
      'a multipart without any part',
      mail('multipart/mixed; boundary=b', 'CRITICAL preamble only'),
      'CRITICAL preamble only',
      'raw',
    ],
    ['a content type that is none', mail('plain', 'CRITICAL'), 'CRITICAL', 'text'],
    [
      'a charset parameter by another name, as netdata sends',
      mail('text/plain; encoding=ANSI_X3.4-1968', 'CRITICAL'),
      'CRITICAL',
      'text',
    ],
    ['a body without a header', Buffer.from('CRITICAL disk full\r\nnow'), 'CRITICAL disk full\nnow', 'text'],
    ['lines ended by CR alone', Buffer.from('Subject: s\r\rCRITICAL\rnow\r'), 'CRITICAL\nnow', 'text'],
    [
      'raw UTF-8 without MIME headers',
      Buffer.from('Subject: s\r\n\r\nسرور از دسترس خارج شد'),
      'سرور از دسترس خارج شد',
      'text',
    ],
    [
      'flowed lines',
      mail('text/plain; format=flowed', 'the disk \r\nis full\r\n-- \r\nsig'),
      'the disk is full\n--\nsig',
      'text',
    ],
    [
      'the first text attachment where there is nothing else',
      multipart(
        'mixed',
        base64('text/plain', 'CRITICAL', '\r\nContent-Disposition: attachment; filename=out.log'),
      ),
      'CRITICAL',
      'text',
    ],
    ['nothing but a picture', multipart('mixed', base64('image/png', 'x')), '', 'text'],
    ['nothing', Buffer.from(''), '', 'text'],
  ])('comes from %s', async (_, raw, text, textFrom) => {
    expect(await mimeToMail(raw)).toMatchObject({ text, textFrom, degraded: false });
  });

  it('shows both alternatives, marked, when they disagree', async () => {
    const parsed = await mimeToMail(
      multipart('alternative', plain('all fine'), html('<b>CRITICAL disk</b>')),
    );
    expect(parsed.textFrom).toBe('both');
    expect(parsed.text).toMatch(/^all fine\n\n--- .+ ---\n\nCRITICAL disk$/);
    expect(parsed.notes).toContain('text and HTML parts differ');
  });

  it('opens attached messages three deep and shows the readable rest below', async () => {
    const wrap = (inner: string, subject: string) =>
      `Subject: ${subject}\r\nContent-Type: message/rfc822\r\n\r\n${inner}`;
    let raw = 'Subject: CRITICAL innermost\r\n\r\nbody';
    for (const subject of ['five', 'four', 'three', 'two', 'one']) raw = wrap(raw, subject);
    const parsed = await mimeToMail(Buffer.from(raw));
    expect(parsed.subject).toBe('one');
    for (const subject of ['two', 'three', 'four', 'five', 'CRITICAL innermost'])
      expect(parsed.text).toContain(subject);
    expect(parsed.notes).toContain('attached messages nested more than 3 deep');
  });

  it('shows the report and the subject of the mail that bounced', async () => {
    const parsed = await mimeToMail(
      multipart(
        'report',
        plain('could not be delivered'),
        part('Content-Type: message/delivery-status', 'Status: 5.1.1'),
        part('Content-Type: message/rfc822', 'From: mon@x\r\nSubject: CRITICAL db01\r\n\r\ndown'),
      ),
    );
    expect(parsed.text).toBe(
      'could not be delivered\n\nStatus: 5.1.1\n\n--- Attached message ---\nFrom: mon@x\nSubject: CRITICAL db01\n\ndown',
    );
    expect(parsed.attachments).toMatchObject([{ name: 'CRITICAL db01.eml', contentType: 'message/rfc822' }]);
  });

  it('keeps the first and the last of a text that is too long', async () => {
    const parsed = await mimeToMail(mail('text/plain', `first ${'A'.repeat(1_000_000)} CRITICAL`));
    expect(parsed.text.length).toBeLessThanOrEqual(200_000);
    expect(parsed.text).toMatch(/^first A+\n\n\[\.\.\. \d+ characters left out \.\.\.\]\n\n/);
    expect(parsed.text.endsWith('CRITICAL')).toBe(true);
  });

  it('reads the first parts of thousands', async () => {
    const files = Array.from({ length: 5000 }, (_, i) =>
      part(`Content-Disposition: attachment; filename=a${i}`, 'x'),
    );
    const parsed = await mimeToMail(multipart('mixed', plain('CRITICAL'), ...files));
    expect(parsed.text).toBe('CRITICAL');
    expect(parsed.attachments.length).toBe(100);
    expect(parsed.notes.some((note) => note.startsWith('more than 900 parts'))).toBe(true);
  });
});

describe('the headers of a mail', () => {
  const of = (headers: string) => mimeToMail(Buffer.from(`${headers}\r\n\r\nb`));

  it.each([
    ['From: Fail2Ban <f2b@ops.example>', { address: 'f2b@ops.example', display: 'Fail2Ban' }],
    ['From: f2b@ops.example', { address: 'f2b@ops.example', display: 'f2b@ops.example' }],
    ['From: root (Cron Daemon)', { address: '', display: 'root (Cron Daemon)' }],
    ['From: nobody', { address: '', display: 'nobody' }],
    ['From: =?utf-8?B?2LPYsdmI2LE=?= <a@b.example>', { address: 'a@b.example', display: 'سرور' }],
    ['From: سرور <a@b.example>', { address: 'a@b.example', display: 'سرور' }],
    ['From: =?utf-8?q?x=0D=0ABcc:_y?= <a@b.example>', { address: 'a@b.example', display: 'x Bcc: y' }],
    ['From: a@b.example\r\nFrom: c@d.example', { address: 'a@b.example', display: 'a@b.example' }],
    ['X-Nothing: here', { address: '', display: '' }],
  ])('gives the sender of %j', async (headers, from) => {
    expect((await of(headers)).from).toEqual(from);
  });

  it('does not let an encoded word name another sender', async () => {
    const { from } = await of(
      'From: =?utf-8?q?ceo=40bank=2Eexample_=3Cx=40y=2Eexample=3E=2C?= <a@b.example>',
    );
    expect(from.address).toBe('a@b.example');
  });

  it('lists To and Cc, groups opened', async () => {
    expect((await of('To: a@x, "B, C" <b@x>\r\nTo: c@x\r\nCc: g: d@x, e@x;')).to).toEqual([
      'a@x',
      'b@x',
      'c@x',
      'd@x',
      'e@x',
    ]);
  });

  it('bounds the addresses', async () => {
    const { to } = await of(`To: ${'a@b.example,'.repeat(100_000)}x@y`);
    expect(to.length).toBeGreaterThan(0);
    expect(to.length).toBeLessThanOrEqual(1000);
  });

  it('keeps both of two subjects', async () => {
    const parsed = await of('Subject: OK resolved\r\nSubject: CRITICAL down');
    expect(parsed).toMatchObject({ subject: 'OK resolved', otherSubjects: ['CRITICAL down'] });
    expect(parsed.notes).toContain('2 Subject headers');
  });

  it('bounds a subject of megabytes', async () => {
    expect((await of(`Subject: ${'a'.repeat(2_000_000)}`)).subject.length).toBe(2000);
  });

  it('neutralises subject and text, and says so', async () => {
    const parsed = await mimeToMail(
      Buffer.from('Subject: CRIT\0ICAL\x1b[31m\x07 \u202egnp\r\n\r\nx\0y\x1b]0;t\x07\r\n'),
    );
    expect(parsed).toMatchObject({ subject: 'CRITICAL gnp', text: 'xy' });
    expect(parsed.notes).toEqual(
      expect.arrayContaining(['control characters removed', 'text direction controls removed']),
    );
  });

  it('survives being sent between threads with header names that objects use themselves', async () => {
    const parsed = structuredClone(await of('__proto__: x\r\nconstructor: y\r\nX-Ok: 1\r\nSubject: ok'));
    expect(parsed.subject).toBe('ok');
    expect(parsed.headers).toEqual({ 'x-ok': '1' });
  });
});

describe('the attachments of a mail', () => {
  const named = async (disposition: string) => {
    const file = part(`Content-Type: application/pdf\r\nContent-Disposition: ${disposition}`, 'x');
    return (await mimeToMail(multipart('mixed', plain('see file'), file))).attachments;
  };

  it.each([
    ['attachment; filename="../../../etc/cron.d/x"', 'x'],
    ['attachment; filename="C:\\\\temp\\\\report.pdf"', 'report.pdf'],
    ['attachment; filename="..."', 'unnamed'],
    ['attachment', 'unnamed'],
    ["attachment; filename*=utf-8''%D8%B3%D8%B1%D9%88%D8%B1.pdf", 'سرور.pdf'],
    ['attachment; filename="=?utf-8?B?2LPYsdmI2LE=?=.pdf"', 'سرور.pdf'],
    ['attachment; filename="a\x1b[31m\u202efdp.exe"', 'afdp.exe'],
  ])('are named for display only: %j', async (disposition, name) => {
    expect(await named(disposition)).toEqual([{ name, contentType: 'application/pdf', sizeBytes: 1 }]);
  });

  it('keeps the ending of a name that is too long', async () => {
    const [file] = await named(`attachment; filename="${'a'.repeat(5000)}.pdf"`);
    expect(file?.name.length).toBe(200);
    expect(file?.name.endsWith('.pdf')).toBe(true);
  });

  it('are listed when they are text too, beside the text of the mail', async () => {
    const log = part('Content-Type: text/plain; name=out.log', 'lines of a log');
    const parsed = await mimeToMail(multipart('mixed', plain('see log'), log));
    expect(parsed.text).toBe('see log');
    expect(parsed.attachments).toEqual([{ name: 'out.log', contentType: 'text/plain', sizeBytes: 14 }]);
  });
});
