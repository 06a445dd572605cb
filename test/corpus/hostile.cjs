// Writes 50 small hostile messages (own work, CC0). Usage: node hostile.cjs OUTDIR [scale, default 1]
const fs = require('node:fs'),
  p = require('node:path');
const o = process.argv[2],
  S = +process.argv[3] || 1;
fs.mkdirSync(o, { recursive: true });
const w = (n, b, enc) =>
  fs.writeFileSync(p.join(o, `${n}.eml`), Buffer.isBuffer(b) ? b : Buffer.from(b, enc || 'latin1'));
const N = (x) => Math.floor(x * S);
const h = 'From: a@host.example\r\nTo: noc@example.net\r\nDate: Sat, 14 Nov 2026 03:00:00 +0100\r\n';
const nest = (d) => {
  let s = `${h}Subject: nest\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n`;
  for (let i = 1; i <= d; i++) s += `--b${i - 1}\r\nContent-Type: multipart/mixed; boundary=b${i}\r\n\r\n`;
  s += `--b${d}\r\nContent-Type: text/plain\r\n\r\ndeep CRITICAL\r\n`;
  for (let i = d; i >= 0; i--) s += `--b${i}--\r\n`;
  return s;
};
const M = (ct, b) => `${h}Subject: s\r\nMIME-Version: 1.0\r\nContent-Type: ${ct}\r\n\r\n${b}`;
w('01-nest-900', nest(N(900)));
w('02-nest-5000', nest(N(5000)));
const parts = (n) => {
  let s =
    h +
    'Subject: parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nCRITICAL in part 0\r\n';
  for (let i = 0; i < n; i++)
    s += `--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a${i}\r\n\r\nx\r\n`;
  return `${s}--b--\r\n`;
};
w('03-parts-900', parts(N(900)));
w('04-parts-5000', parts(N(5000)));
w(
  '05-rfc822-nest-500',
  h +
    'Content-Type: message/rfc822\r\nSubject: fwd\r\n\r\n' +
    'Content-Type: message/rfc822\r\n\r\n'.repeat(N(500)) +
    'Subject: CRITICAL inner\r\n\r\ninner\r\n',
);
w('06-header-900k', `${h}Subject: ${'a'.repeat(N(900 * 1024))}\r\n\r\nb`);
w('07-header-2m', `${h}Subject: ${'a'.repeat(N(2 * 1024 * 1024))}\r\n\r\nb`);
w(
  '08-20k-headers',
  h + Array.from({ length: N(20000) }, (_, i) => `X-H${i}: v`).join('\r\n') + '\r\nSubject: many\r\n\r\nb',
);
w('09-to-100k-addresses', `From: a@b\r\nSubject: s\r\nTo: ${'a@b.com,'.repeat(N(100000))}x@y\r\n\r\nb`);
w('10-to-nested-groups', `From: a@b\r\nSubject: s\r\nTo: ${'g:'.repeat(N(50000))}a@b.com;\r\n\r\nb`);
w('11-to-parens', `From: a@b\r\nSubject: s\r\nTo: ${'('.repeat(N(200000))}\r\n\r\nb`);
w('12-50k-encoded-words', `${h}Subject: ${'=?utf-8?B?YQ==?= '.repeat(N(50000))}\r\n\r\nb`);
w(
  '13-20k-rfc2231',
  h +
    'Subject: s\r\nContent-Type: text/plain;' +
    Array.from({ length: N(20000) }, (_, i) => ` name*${i}*=a;`).join('') +
    '\r\n\r\nb',
);
w(
  '14-html-table-100k-rows',
  M(
    'text/html',
    `<table>${'<tr><td>a</td></tr>'.repeat(N(100000))}<tr><td>CRITICAL last row</td></tr></table>`,
  ),
);
w('15-html-100k-div', M('text/html', `${'<div>'.repeat(N(100000))}CRITICAL`));
w('16-html-lt-1m', M('text/html', '<'.repeat(N(1000000))));
w(
  '17-base64-5mb-text',
  M('text/plain\r\nContent-Transfer-Encoding: base64', `${'QUJD'.repeat(19)}\r\n`.repeat(N(66000))),
);
w(
  '18-cid-20k-x-image',
  M(
    'multipart/related; boundary=b',
    '--b\r\nContent-Type: text/html\r\n\r\n' +
      '<img src="cid:x">'.repeat(N(20000)) +
      '\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <x>\r\nContent-Transfer-Encoding: base64\r\n\r\n' +
      `${'QUJD'.repeat(19)}\r\n`.repeat(1300) +
      '\r\n--b--\r\n',
  ),
);
w('19-no-header-separator', 'just text without header, CRITICAL disk full\r\n');
w('20-empty', '');
w('21-only-headers', `${h}Subject: CRITICAL only in subject\r\n\r\n`);
w('22-dup-subject', `${h}Subject: OK resolved\r\nSubject: CRITICAL down\r\n\r\nb`);
w('23-two-from', 'From: a@b\r\nFrom: c@d\r\nSubject: x\r\n\r\nb');
w(
  '24-alternative-mismatch',
  M(
    'multipart/alternative; boundary=b',
    '--b\r\nContent-Type: text/plain\r\n\r\nall fine\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>CRITICAL disk</b>\r\n--b--\r\n',
  ),
);
w(
  '25-alternative-html-only',
  M(
    'multipart/alternative; boundary=b',
    '--b\r\nContent-Type: text/html\r\n\r\n<p>CRITICAL only html</p>\r\n--b--\r\n',
  ),
);
w('26-bare-lf-dot', `${h}Subject: s\r\n\r\nbody\n.\nMAIL FROM:<evil@e.com>\r\n`);
w('27-all-lf', `${h}Subject: lf only\r\n\r\nCRITICAL\r\n`.replace(/\r/g, ''));
w('28-all-cr', `${h}Subject: cr only\r\n\r\nCRITICAL\r\n`.replace(/\n/g, ''));
w('29-nul-ctrl-subject', `${h}Subject: CRIT\0ICAL\x1b[31m\x07\r\n\r\nx\0y`);
w('30-header-injection-encoded', `${h}Subject: =?utf-8?Q?CRITICAL=0D=0ABcc:_x=40evil.example?=\r\n\r\nb`);
w('31-utf7-script', M('text/html; charset=utf-7', '+ADw-script+AD4-alert(1)+ADw-/script+AD4-'));
w('32-iso2022jp-escape', M('text/plain; charset=iso-2022-jp', '\x1b$B<script>'));
w('33-charset-unknown', M('text/plain; charset=x-nope-99', 'CRITICAL \xe4\xf6\xfc'));
w('34-charset-huge', M(`text/plain; charset=${'x'.repeat(5000)}`, 'CRITICAL'));
w('35-proto-headers', `__proto__: x\r\nconstructor: y\r\ntoString: z\r\n${h}Subject: ok\r\n\r\nb`);
w('36-boundary-missing', M('multipart/mixed', 'CRITICAL text without boundary'));
w(
  '37-boundary-unclosed',
  M('multipart/mixed; boundary=b', '--b\r\nContent-Type: text/plain\r\n\r\nCRITICAL unclosed'),
);
w(
  '38-boundary-same-nested',
  M(
    'multipart/mixed; boundary=b',
    '--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nCRITICAL\r\n--b--\r\n--b--',
  ),
);
w('39-bad-base64', M('text/plain\r\nContent-Transfer-Encoding: base64', 'Q1JJVElDQUw\r\n====\r\n@@@@'));
w('40-cte-unknown', M('text/plain\r\nContent-Transfer-Encoding: x-rot13', 'CRITICAL'));
w(
  '41-attachment-name-traversal',
  M(
    'multipart/mixed; boundary=b',
    '--b\r\nContent-Type: text/plain\r\n\r\nsee file\r\n--b\r\nContent-Disposition: attachment; filename="../../../etc/cron.d/x"\r\n\r\nx\r\n--b--',
  ),
);
w('42-rtlo-subject', Buffer.from(`${h}Subject: CRITICAL \u202egnp.exe \u2066ok\u2069\r\n\r\nb`, 'utf8'));
w(
  '43-zero-width-homoglyph',
  Buffer.from(
    `${h}Subject: СRΙТICAL d\u200bo\u200bw\u200bn\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nb`,
    'utf8',
  ),
);
w(
  '44-html-active',
  M(
    'text/html',
    '<script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">x</a><iframe src=http://192.0.2.1></iframe><form action=http://192.0.2.1><input></form><style>@import url(http://192.0.2.1/c.css)</style><svg onload=alert(4)><meta http-equiv=refresh content="0;url=http://192.0.2.1"><base href=http://192.0.2.1/>',
  ),
);
w(
  '45-html-remote-image',
  M(
    'text/html',
    '<img src="http://192.0.2.1/track.png?id=1"><p style="background:url(http://192.0.2.1/b)">CRITICAL</p>',
  ),
);
w('46-very-long-line', `${h}Subject: s\r\n\r\n${'A'.repeat(N(1000000))} CRITICAL`);
w('47-dot-stuffing', `${h}Subject: dots\r\n\r\n..\r\n...\r\n.x\r\n. \r\n`);
w('48-date-absurd', 'From: a@b\r\nDate: Mon, 31 Feb 9999 99:99:99 +9999\r\nSubject: CRITICAL\r\n\r\nb');
w('49-date-missing', 'From: a@b\r\nSubject: CRITICAL\r\n\r\nb');
w('50-message-id-duplicate', `${h}Message-ID: <same@host>\r\nSubject: CRITICAL second\r\n\r\nb`);
