import type { SourceMails } from './source-mail.ts';

export const logwatchMails: SourceMails = {
  source: 'logwatch',
  mails: [
    {
      about: 'web',
      subject: 'Logwatch for web01.example.net (Linux)',
      text: '################### Logwatch 7.7 ####################\nsshd: 312 failed logins, CRITICAL\n',
      reads: ['report', 'info', 'info', 'web01.example.net', ''],
      also: { category: 'system' },
    },
    {
      about: 'db',
      subject: 'Logwatch for db01 (Linux)',
      text: '',
      reads: ['report', 'info', 'info', 'db01', ''],
    },
  ],
};
