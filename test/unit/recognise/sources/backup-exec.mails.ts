import type { SourceMails } from './source-mail.ts';

export const backupExecMails: SourceMails = {
  source: 'backup-exec',
  mails: [
    {
      about: 'daily',
      subject:
        'Backup Exec Alert: Job Failed (Server: "SRV01") (Job: "Daily Full") SRV01-Daily -- The job failed with the following error: access denied',
      text: '',
      reads: ['problem', 'firing', 'high', 'SRV01', 'Daily Full'],
      also: { category: 'backup' },
    },
    {
      about: 'daily report',
      subject: 'Backup Exec Alert: Job Success (Server: "SRV01") (Job: "Daily Full")',
      text: '0 failed',
      reads: ['report', 'info', 'info', 'SRV01', 'Daily Full'],
    },
    {
      about: 'media',
      subject: 'Backup Exec Alert: Media Intervention (Server: "SRV01")',
      text: '',
      reads: ['problem', 'firing', 'high', 'SRV01', 'Media Intervention'],
    },
  ],
};
