import type { SourceMails } from './source-mail.ts';

export const logcheckMails: SourceMails = {
  source: 'logcheck',
  mails: [
    {
      about: 'system',
      subject: 'mail01 2026-11-22 15:02 System Events',
      text: 'System Events\n=-=-=-=-=-=-=\nNov 22 14:30:01 mail01 systemd[1]: Started daily task.',
      reads: ['report', 'info', 'low', 'mail01', 'System Events'],
      also: { category: 'system' },
    },
    {
      about: 'system',
      subject: 'Reboot: mail01 2026-11-22 16:02 System Events',
      text: 'System Events\n=-=-=-=-=-=-=\nNov 22 15:30:01 mail01 kernel: sda: I/O error, critical medium error',
      reads: ['report', 'info', 'medium', 'mail01', 'System Events'],
    },
    {
      about: 'security',
      subject: 'mail01 2026-11-22 15:02 Security Events',
      text: 'Nov 22 14:30:01 mail01 sshd[3]: Failed password for root',
      reads: ['problem', 'firing', 'medium', 'mail01', 'Security Events'],
      also: { category: 'security', severityFloor: 'low' },
    },
    {
      about: 'attack',
      subject: '[logcheck] mail01 2026-11-22 15:02 Security Alerts',
      text: '',
      reads: ['problem', 'firing', 'high', 'mail01', 'Security Alerts'],
    },
    {
      about: 'broken',
      subject: 'Logcheck: mail01 2026-11-22 15:02 exiting due to errors',
      text: 'Warning: If you are seeing this message, your log files may not have been checked!\ndeclare -x HOME="/root"',
      reads: ['problem', 'firing', 'medium', 'mail01', 'logcheck'],
    },
  ],
};
