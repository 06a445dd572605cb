import type { SourceMails } from './source-mail.ts';

export const veeamMails: SourceMails = {
  source: 'veeam',
  mails: [
    {
      about: 'dc',
      subject: '[Failed] Backup Job DC01 (3 objects) 1 failed',
      text: 'Backup job: Backup Job DC01\nCreated by LAB\\admin\nFailed\nVeeam Backup & Replication 12.1.0.2131',
      reads: ['problem', 'firing', 'high', 'DC01', 'Backup Job DC01'],
      also: { category: 'backup', severityFloor: 'high' },
    },
    {
      about: 'dc',
      subject: '[Warning] Backup Job DC01 (3 objects) 1 warning',
      text: 'Veeam Backup & Replication',
      reads: ['problem', 'firing', 'medium', 'DC01', 'Backup Job DC01'],
    },
    {
      about: 'dc report',
      subject: '[Success] Backup Job DC01 (3 objects)',
      text: 'Errors 0, failed 0\nVeeam Backup & Replication',
      reads: ['report', 'info', 'info', 'DC01', 'Backup Job DC01'],
    },
    {
      about: 'agent',
      subject: '[Failed] Daily workstation backup',
      text: 'Agent Backup job: Daily\nHost name: WS-17\nError: VSS\nVeeam Agent for Microsoft Windows 6.0',
      reads: ['problem', 'firing', 'high', 'WS-17', 'Daily workstation backup'],
    },
  ],
};
