import type { SourceMails } from './source-mail.ts';

export const synologyMails: SourceMails = {
  source: 'synology',
  mails: [
    {
      about: 'login',
      subject: '[nas03] Failed login',
      text: 'Dear user,\n\nUser [admin] from [203.0.113.8] failed to log in via [DSM].\n\nSincerely,\nSynology DiskStation',
      reads: ['problem', 'firing', 'medium', 'nas03', 'admin'],
      also: { category: 'auth' },
    },

    {
      about: 'volume',
      subject: '[nas03] Volume 1 has crashed',
      text: 'Dear user,\n\nVolume 1 on nas03 has crashed. Please back up your data.\n\n---\nSincerely,\nSynology DiskStation',
      reads: ['problem', 'firing', 'critical', 'nas03', 'Volume 1'],
      also: { category: 'storage' },
    },
    {
      about: 'volume',
      subject: '[nas03] Volume 1 has been repaired',
      text: 'Dear user,\n\nThe degraded Volume 1 on nas03 has been repaired.\n\nSincerely,\nSynology DiskStation',
      reads: ['recovery', 'resolved', 'info', 'nas03', 'Volume 1'],
    },
    {
      about: 'pool',
      subject: 'Storage Pool 2 on nas04 is degraded',
      text: 'Dear user,\n\nStorage Pool 2 (RAID 5) is degraded.\n\nSincerely,\nSynology DiskStation',
      reads: ['problem', 'firing', 'critical', 'nas04', 'Storage Pool 2'],
    },
    {
      about: 'backup',
      subject: '[nas03] Hyper Backup: [Offsite] Backup task failed',
      text: 'Dear user,\n\nBackup task: Offsite\nFailed to back up data.\n\nSincerely,\nSynology DiskStation',
      reads: ['problem', 'firing', 'high', 'nas03', 'Offsite'],
      also: { category: 'backup' },
    },
    {
      about: 'block',
      subject: '[nas03] IP address [203.0.113.8] has been blocked by nas03 via SSH',
      text: 'Dear user,\n\nThe IP address [203.0.113.8] experienced 10 failed attempts when attempting to log in to SSH.\n\nSincerely,\nSynology DiskStation',
      reads: ['report', 'info', 'low', 'nas03', '203.0.113.8'],
    },
    {
      about: 'ups',
      subject: 'A new system event occurred on your NAS05 on 22-11-2026 at 10:02.',
      text: 'Dear user,\n\nThe UPS device connected to NAS05 has entered battery mode.\n\nFrom NAS05',
      reads: ['problem', 'firing', 'high', 'NAS05', 'UPS'],
    },
    {
      about: 'update',
      subject: '[nas03] DSM update is available',
      text: 'Dear user,\n\nA new version is ready.\n\nSincerely,\nSynology DiskStation',
      reads: ['report', 'info', 'info', 'nas03', ''],
    },
  ],
};
