import type { SourceMails } from './source-mail.ts';

export const qnapMails: SourceMails = {
  source: 'qnap',
  mails: [
    {
      about: 'pool',
      subject: '[Error] Notification from your device: NAS-01',
      text: 'NAS Name: NAS-01\nSeverity: Error\nDate/Time: 2026/11/22 10:00:00\n\nApp Name: Storage & Snapshots\nCategory: Storage Pool\nMessage: [Storage & Snapshots] RAID group degraded. Storage pool: 1.\n',
      reads: ['problem', 'firing', 'critical', 'NAS-01', 'Storage pool: 1'],
    },
    {
      about: 'login',
      subject: '[Warning] Notification from your device: NAS-01',
      text: 'NAS Name: NAS-01\nSeverity: Warning\n\nApp Name: Users\nCategory: Login\nMessage: [Users] Failed to log in. User: admin\n',
      reads: ['problem', 'firing', 'medium', 'NAS-01', 'Login'],
    },
    {
      about: 'update',
      subject: '[Information] Notification from your device: NAS-01',
      text: 'NAS Name: NAS-01\nSeverity: Information\n\nApp Name: Firmware Update\nCategory: Version\nMessage: [Firmware Update] A version can be installed.\n',
      reads: ['report', 'info', 'info', 'NAS-01', 'Version'],
    },
  ],
};
