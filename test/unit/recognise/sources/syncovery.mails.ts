import type { SourceMails } from './source-mail.ts';

export const syncoveryMails: SourceMails = {
  source: 'syncovery',
  mails: [
    {
      about: 'docs',
      subject: 'Syncovery on FILESRV2: Profile "Documents to NAS" completed with 3 errors',
      text: 'Syncovery 10.5\nCould not copy x.docx',
      reads: ['problem', 'firing', 'high', 'FILESRV2', 'Documents to NAS'],
      also: { category: 'backup' },
    },
    {
      about: 'docs report',
      subject: 'Syncovery on FILESRV2: Profile "Documents to NAS" completed without errors',
      text: '12 files copied',
      reads: ['report', 'info', 'info', 'FILESRV2', 'Documents to NAS'],
    },
    {
      about: 'mails',
      subject: 'Profile finished',
      text: 'Syncovery Profile: Mail archive\nComputer: MX3\nResult: The destination was not reachable.',
      reads: ['problem', 'firing', 'high', 'MX3', 'Mail archive'],
    },
  ],
};
