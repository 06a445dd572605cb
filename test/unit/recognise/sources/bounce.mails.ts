import type { SourceMails } from './source-mail.ts';

export const bounceMails: SourceMails = {
  source: 'bounce',
  mails: [
    {
      about: 'postfix',
      subject: 'Undelivered Mail Returned to Sender',
      from: 'MAILER-DAEMON@mx1.example.net',
      headers: { 'content-type': 'multipart/report; report-type=delivery-status; boundary="x"' },
      text: "This is the mail system at host mx1.example.net.\n\nI'm sorry to have to inform you that your message could not be delivered\n\n<ops@example.com>: host mx.example.com said: 550 5.1.1 unknown user\n\nReporting-MTA: dns; mx1.example.net\nFinal-Recipient: rfc822; ops@example.com\n",
      reads: ['bounce', 'info', 'medium', 'mx1.example.net', 'ops@example.com'],
    },
    {
      about: 'exim',
      subject: 'Mail delivery failed: returning message to sender',
      from: 'Mailer-Daemon@vm.example.net',
      headers: { 'x-failed-recipients': 'old@example.org' },
      text: 'This message was created automatically by mail delivery software.\n\nSubject: CRITICAL everything is down',
      reads: ['bounce', 'info', 'medium', 'vm.example.net', 'old@example.org'],
    },
    {
      about: 'late',
      subject: 'Delayed Mail (still being retried)',
      from: 'MAILER-DAEMON@mx1.example.net',
      text: 'This is the mail system at host mx1.example.net.\n\n<ops@example.com>: connect to mx.example.com: Connection timed out\n',
      reads: ['bounce', 'info', 'low', 'mx1.example.net', 'ops@example.com'],
    },
  ],
};
