import type { SourceMails } from './source-mail.ts';

export const tenshiMails: SourceMails = {
  source: 'tenshi',
  mails: [
    {
      about: 'misc',
      subject: 'tenshi report [misc]',
      headers: { 'x-tenshi-version': '0.13', 'x-tenshi-hostname': 'log1' },
      text: 'web01:\n\n    12: systemd: Started session ___ of user ___.\n',
      reads: ['report', 'info', 'low', 'web01', 'misc'],
    },
    {
      about: 'critical',
      subject: 'tenshi CRITICAL report [critical]',
      headers: { 'x-tenshi-version': '0.13' },
      text: 'db01:\n\n    1: kernel: EXT4-fs error (device sda1): aborting\n',
      reads: ['problem', 'firing', 'high', 'db01', 'critical'],
    },
  ],
};
