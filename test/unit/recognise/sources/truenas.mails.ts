import type { SourceMails } from './source-mail.ts';

export const truenasMails: SourceMails = {
  source: 'truenas',
  mails: [
    {
      about: 'old',
      subject: 'freenas.local: Critical Alerts',
      text: 'The volume tank (ZFS) state is DEGRADED: One or more devices has been taken offline by the administrator.',
      reads: ['problem', 'firing', 'critical', 'freenas.local', 'tank'],
    },

    {
      about: 'pool',
      subject: 'TrueNAS nas01: Alerts',
      text: 'TrueNAS @ nas01.example.net\n\nNew alert:\n\n  * Pool tank state is DEGRADED: One or more devices has been removed by the administrator.\n\nThe following alert has been cleared:\n\n  * Scrub of pool boot-pool has finished.\n\nCurrent alerts:\n\n  * New ZFS feature flags are available for pool boot-pool.\n  * Pool tank state is DEGRADED: One or more devices has been removed by the administrator.',
      reads: ['problem', 'firing', 'critical', 'nas01.example.net', 'tank'],
      also: { category: 'storage', severityFloor: 'critical' },
      parts: [
        ['firing', 'nas01.example.net', 'tank'],
        ['resolved', 'nas01.example.net', 'boot-pool'],
        ['firing', 'nas01.example.net', 'boot-pool'],
      ],
    },
    {
      about: 'pool',
      subject: 'TrueNAS nas01: Alerts',
      text: 'TrueNAS @ nas01.example.net\n\nThe following alert has been cleared:\n\n  * Pool tank state is DEGRADED: One or more devices has been removed by the administrator.\n',
      reads: ['recovery', 'resolved', 'info', 'nas01.example.net', 'tank'],
    },
    {
      about: 'disk',
      subject: 'Alerts',
      text: 'FreeNAS @ fn2.local\n\nNew alerts:\n* Device: /dev/ada3, 8 Currently unreadable (pending) sectors',
      reads: ['problem', 'firing', 'high', 'fn2.local', '/dev/ada3'],
    },
    {
      about: 'update',
      subject: 'TrueNAS nas01: Alerts',
      text: 'TrueNAS @ nas01.example.net\n\nNew alerts:\n* A system update is available. Go to System > Update to download and apply the update.',
      reads: ['report', 'info', 'low', 'nas01.example.net', ''],
    },
    {
      about: 'test',
      subject: 'TrueNAS nas01: Alerts',
      text: 'TrueNAS @ nas01.example.net\n\nThis is a test alert',
      reads: ['other', 'info', 'info', 'nas01.example.net', ''],
    },
  ],
};
