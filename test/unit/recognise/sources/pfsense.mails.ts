import type { SourceMails } from './source-mail.ts';

export const pfsenseMails: SourceMails = {
  source: 'pfsense',
  mails: [
    {
      about: 'wan',
      subject: 'fw01.example.net - Notification',
      text: 'Notifications in this message: 1\n================================\n\n10:22:33 MONITOR: WAN_DHCP is down, omitting from routing group Failover\n192.0.2.1|192.0.2.7|WAN_DHCP|0ms|0ms|100%|down\n'.replace(
        /192.*\n/,
        '',
      ),
      reads: ['problem', 'firing', 'critical', 'fw01.example.net', 'WAN_DHCP'],
      also: { category: 'network' },
    },
    {
      about: 'wan',
      subject: 'fw01.example.net - Notification',
      text: 'Notifications in this message: 1\n================================\n\n10:29:01 MONITOR: WAN_DHCP is available now, adding to routing group Failover\n',
      reads: ['recovery', 'resolved', 'info', 'fw01.example.net', 'WAN_DHCP'],
    },
    {
      about: 'boot',
      subject: 'fw01.example.net - Notification',
      text: 'Notifications in this message: 1\n================================\n\n10:00:01 Bootup complete\n',
      reads: ['lifecycle', 'info', 'info', 'fw01.example.net', ''],
    },
  ],
};
