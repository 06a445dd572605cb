import type { SourceMails } from './source-mail.ts';

export const muninMails: SourceMails = {
  source: 'munin',
  mails: [
    {
      about: 'df',
      subject: 'Munin notification',
      text: 'lab :: db01.example.net :: Disk usage in percent\n        CRITICALs: / is 98.10 (outside range [:98]).\n        OKs: /var is 40.\n',
      reads: ['problem', 'firing', 'critical', 'db01.example.net', 'Disk usage in percent'],
    },
    {
      about: 'df',
      subject: 'Munin notification',
      text: 'lab :: db01.example.net :: Disk usage in percent\n        OKs: / is 41.10.\n',
      reads: ['recovery', 'resolved', 'info', 'db01.example.net', 'Disk usage in percent'],
    },
    {
      about: 'load',
      subject: 'munin: web01',
      text: 'lab :: web01 :: Load average\n\tWARNINGs: load is 12.10 (outside range [:10]).\n',
      reads: ['problem', 'firing', 'medium', 'web01', 'Load average'],
    },
  ],
};
