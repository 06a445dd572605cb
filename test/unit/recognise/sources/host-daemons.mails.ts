import type { SourceMails } from './source-mail.ts';

export const hostDaemonsMails: SourceMails = {
  source: 'host-daemons',
  mails: [
    {
      about: 'exim',
      subject: 'exim paniclog on mail02 has non-zero size',
      text: 'exim paniclog /var/log/exim4/paniclog on mail02 has non-zero size, mail system might be broken.',
      reads: ['problem', 'firing', 'high', 'mail02', ''],
    },
    {
      about: 'rk',
      subject: '[rkhunter] Warnings found for web03',
      text: 'Please inspect this machine, because it may be infected.',
      reads: ['problem', 'firing', 'high', 'web03', ''],
    },
    {
      about: 'rk',
      subject: '[rkhunter] web03 - Daily report',
      text: "Warning: The command '/usr/bin/lwp-request' has been replaced by a script.",
      reads: ['problem', 'firing', 'medium', 'web03', ''],
    },
    {
      about: 'aide',
      subject: 'Daily AIDE report for web03.example.net',
      text: 'This is an automated report.\nAIDE found NO differences between database and filesystem. Looks okay!!',
      reads: ['report', 'info', 'low', 'web03.example.net', ''],
    },
    {
      about: 'aide finding',
      subject: 'Daily AIDE report for web03.example.net',
      text: 'AIDE found differences between database and filesystem!!\nChanged entries: 3',
      reads: ['problem', 'firing', 'medium', 'web03.example.net', ''],
    },
    {
      about: 'chk',
      subject: '[chkrootkit] alert for web04',
      text: 'INFECTED',
      reads: ['problem', 'firing', 'medium', 'web04', ''],
    },
  ],
};
