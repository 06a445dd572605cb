import { describe, expect, it } from 'vitest';
import { degradedMail } from '../../../src-main/engine/ingest/parse-degraded.ts';

describe('degradedMail', () => {
  const raw =
    'From: Zabbix <zbx@mon.example>\r\nTo: noc@example.net, b@example.net\r\n' +
    'Subject: =?utf-8?B?2LPYsdmI2LE=?= CRIT\0ICAL\x1b[31m\r\nDate: Sat, 14 Nov 2026 03:00:00 +0100\r\n' +
    'Message-ID: <1@mon>\r\nX-Jenkins-Job: web\r\n\r\nfirst line\r\n';

  it('reads the headers and shows the beginning of the raw message', () => {
    const mail = degradedMail(Buffer.from(raw), 'it took too long');
    expect(mail).toMatchObject({
      from: { address: 'zbx@mon.example', display: 'Zabbix <zbx@mon.example>' },
      to: ['noc@example.net', 'b@example.net'],
      subject: 'سرور CRITICAL',
      date: Date.UTC(2026, 10, 14, 2),
      messageId: '<1@mon>',
      headers: { 'message-id': '<1@mon>', 'x-jenkins-job': 'web' },
      textFrom: 'raw',
      degraded: true,
    });
    expect(mail.text).toContain('first line');
    expect(mail.notes[0]).toContain('it took too long');
  });

  it('shows 4 KB and splits no character', () => {
    const { text } = degradedMail(Buffer.from(`Subject: s\r\n\r\nx${'س'.repeat(100_000)}`), 'r');
    expect(Buffer.byteLength(text)).toBeGreaterThan(4000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
    expect(text).not.toContain('\ufffd');
  });

  it('gives a mail for bytes that are none', () => {
    for (const bytes of [[], [0], [0xff, 0xfe], [0x0a, 0x0a], [0x3a, 0x3a]]) {
      expect(degradedMail(Uint8Array.from(bytes), 'r').degraded).toBe(true);
    }
  });
});
