import { describe, expect, it } from 'vitest';
import { headerDate, headerValues, scanHeaders } from '../../../src-main/engine/ingest/header-scan.ts';
import { selectHeaders } from '../../../src-main/engine/ingest/header-select.ts';
import { decodeHeaderWords } from '../../../src-main/engine/ingest/header-words.ts';

const scan = (text: string, encoding: BufferEncoding = 'utf8') => scanHeaders(Buffer.from(text, encoding));
const subjectOf = (text: string, encoding?: BufferEncoding) =>
  headerValues(scan(text, encoding), 'subject')[0];

describe('scanHeaders', () => {
  it.each([
    ['CRLF', 'Subject: down\r\nTo: a@b\r\n\r\nbody'],
    ['LF', 'Subject: down\nTo: a@b\n\nbody'],
    ['mixed line ends', 'Subject: down\nTo: a@b\r\n\r\nbody'],
    ['upper case names', 'SUBJECT: down\r\n\r\nbody'],
    ['a blank before the colon', 'Subject : down\r\n\r\nbody'],
    ['no blank after the colon', 'Subject:down\r\n\r\nbody'],
    ['an mbox line first', 'From root Sat Nov 14 03:00:00 2026\nSubject: down\n\nbody'],
    ['a blank line first', '\r\nSubject: down\r\n\r\nbody'],
    ['a blank before the first header', ' Subject: down\r\nTo: a@b\r\n\r\nbody'],
    ['a byte order mark first', '\ufeffSubject: down\r\n\r\nbody'],
    ['no blank line before the body', 'Subject: down\r\nbody text\r\nmore'],
    ['a line that is no header among them', 'To: a@b\r\nrubbish\r\nSubject: down\r\n\r\nbody'],
  ])('finds the subject with %s', (_, text) => {
    expect(subjectOf(text)).toBe('down');
  });

  it('unfolds', () => {
    expect(subjectOf('Subject: disk\r\n\tis full\r\n\r\n')).toBe('disk\tis full');
  });

  it('gives the offset of the body', () => {
    const text = 'Subject: x\r\n\r\nbody';
    expect(text.slice(scan(text).bodyStart)).toBe('body');
    const glued = 'Subject: x\r\nbody text';
    expect(glued.slice(scan(glued).bodyStart)).toBe('body text');
  });

  it('takes bytes without any header as body', () => {
    expect(scan('just text, CRITICAL disk full\r\n')).toMatchObject({
      bodyStart: 0,
      lines: [],
      notes: ['no headers'],
    });
    expect(scan('Error: disk full\r\nLook: here\r\n\r\n')).toMatchObject({ bodyStart: 0, lines: [] });
  });

  it('reads raw UTF-8, latin1, and the charset of the body', () => {
    expect(subjectOf('Subject: سرور\r\n\r\n')).toBe('سرور');
    expect(subjectOf('Subject: St\xf6rung\r\n\r\n', 'latin1')).toBe('Störung');
    expect(
      subjectOf('Subject: \xeb\xcf\xc4\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n', 'latin1'),
    ).toBe('Код');
  });

  it('finds a subject behind twenty thousand other headers and keeps a bounded number', () => {
    const flood = Array.from({ length: 20_000 }, (_, i) => `X-H${i}: v`).join('\r\n');
    const found = scan(`${flood}\r\nSubject: many\r\n\r\nb`);
    expect(headerValues(found, 'subject')).toEqual(['many']);
    expect(found.lines.length).toBeLessThan(1000);
  });

  it('bounds one value of megabytes', () => {
    expect(subjectOf(`Subject: ${'a'.repeat(2_000_000)}\r\n\r\n`)?.length).toBeLessThanOrEqual(64 * 1024);
  });
});

describe('decodeHeaderWords', () => {
  it.each([
    ['=?utf-8?B?2LPYsdmI2LE=?=', 'سرور'],
    ['=?UTF-8?q?Disk_=D9=BE=D8=B1?= on db01', 'Disk پر on db01'],
    ['=?utf-8?q?a?= =?utf-8?q?b?=', 'ab'],
    ['a =?utf-8?q?b?= c', 'a b c'],
    // One character split over two words.
    ['=?utf-8?B?2A==?= =?utf-8?B?sw==?=', 'س'],
    ['=?utf-8?q?a?= =?iso-8859-1?q?=F6?=', 'aö'],
    ['=?windows-1256?q?=D3=E1=C7=E3?=', 'سلام'],
    ['=?iso-2022-jp?B?GyRCPmMzMhsoQg==?=', '障害'],
    ['=?utf-8*fa?q?x?=', 'x'],
    ['=?utf-8?q?two words?=', 'two words'],
    ['=?nope?x?y?=', '=?nope?x?y?='],
    ['=?utf-8?q?unended', '=?utf-8?q?unended'],
    ['no words', 'no words'],
  ])('decodes %s', (value, expected) => {
    expect(decodeHeaderWords(value)).toBe(expected);
  });
});

describe('headerDate', () => {
  it('reads RFC 5322 dates, with or without a comment', () => {
    const at = Date.UTC(2026, 10, 14, 2, 0, 0);
    expect(headerDate(scan('Date: Sat, 14 Nov 2026 03:00:00 +0100\r\n\r\n'))).toBe(at);
    expect(headerDate(scan('Date: Sat, 14 Nov 2026 02:00:00 +0000 (UTC)\r\n\r\n'))).toBe(at);
  });

  it('gives null for a date that is none', () => {
    expect(headerDate(scan('Date: Mon, 31 Feb 9999 99:99:99 +9999\r\n\r\n'))).toBeNull();
    expect(headerDate(scan('Subject: x\r\n\r\n'))).toBeNull();
  });
});

describe('selectHeaders', () => {
  it('keeps the useful headers and every X- header, the first of each', () => {
    const selected = selectHeaders(
      scan(
        'Received: a\r\nReceived: b\r\nX-Netdata-Severity: critical\r\nX-Netdata-Severity: no\r\nPrecedence: bulk\r\nDKIM-Signature: v=1\r\nSubject: s\r\n\r\n',
      ),
    );
    expect(selected).toEqual({ precedence: 'bulk', 'received-count': '2', 'x-netdata-severity': 'critical' });
  });

  it('is not poisoned by header names that objects use themselves', () => {
    const selected = selectHeaders(
      scan('__proto__: x\r\nconstructor: y\r\ntoString: z\r\nX-A: 1\r\nSubject: ok\r\n\r\n'),
    );
    expect(Object.keys(selected)).toEqual(['x-a']);
    expect(Object.getPrototypeOf(structuredClone(selected))).toBe(Object.prototype);
  });

  it('bounds number and length, and makes one line of each', () => {
    const many = Array.from({ length: 300 }, (_, i) => `X-${i}: ${'v'.repeat(5000)}\r\n folded`).join('\r\n');
    const selected = selectHeaders(scan(`${many}\r\nSubject: s\r\n\r\n`));
    expect(Object.keys(selected).length).toBe(60);
    for (const value of Object.values(selected)) {
      expect(value.length).toBeLessThanOrEqual(1000);
      expect(value).not.toContain('\n');
    }
  });
});
