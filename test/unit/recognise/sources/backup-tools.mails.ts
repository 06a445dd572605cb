import type { SourceMails } from './source-mail.ts';

export const backupToolsMails: SourceMails = {
  source: 'backup-tools',
  mails: [
    {
      about: 'amanda',
      subject: 'tape1 DAILY AMANDA MAIL REPORT FOR November 22, 2026',
      text: 'These dumps were to tape. 0 errors',
      reads: ['report', 'info', 'info', 'tape1', ''],
      also: { category: 'backup' },
    },
    {
      about: 'amanda bad',
      subject: 'tape1 AMANDA PROBLEM: FIX BEFORE RUN, IF POSSIBLE',
      text: '',
      reads: ['problem', 'firing', 'high', 'tape1', ''],
    },
    {
      about: 'ninja',
      subject: 'failed: web07 backupninja',
      text: 'fatal: sys -- *failed*',
      reads: ['problem', 'firing', 'high', 'web07', ''],
    },
    {
      about: 'duplicati',
      subject: 'Duplicati Backup report for Home folders',
      text: 'DeletedFiles: 0\nParsedResult: Error\nMessages: ...',
      reads: ['problem', 'firing', 'high', '', 'Home folders'],
    },
    {
      about: 'duplicati ok',
      subject: 'Duplicati Backup report for Home folders',
      text: 'ParsedResult: Success\nErrors: []',
      reads: ['report', 'info', 'info', '', 'Home folders'],
    },
  ],
};
