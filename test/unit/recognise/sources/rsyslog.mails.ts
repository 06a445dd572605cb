import type { SourceMails } from './source-mail.ts';

export const rsyslogMails: SourceMails = {
  source: 'rsyslog',
  mails: [
    {
      about: 'disk',
      subject: 'disk problem on ops01',
      headers: { 'x-mailer': 'rsyslog-ommail' },
      text: "RSYSLOG Alert\nmsg='hard disk fatal failure on /dev/sdb'",
      reads: ['problem', 'firing', 'critical', 'ops01', '/dev/sdb'],
    },
    {
      about: 'plain',
      subject: 'syslog rule matched on ops02',
      headers: { 'x-mailer': 'rsyslog-ommail' },
      text: "RSYSLOG Alert\nmsg='link changed'",
      reads: ['problem', 'firing', 'medium', 'ops02', ''],
    },
  ],
};
