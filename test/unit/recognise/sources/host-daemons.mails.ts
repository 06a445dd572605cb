import type { SourceMails } from './source-mail.ts';

export const hostDaemonsMails: SourceMails = {
  source: 'host-daemons',
  mails: [
    {
      about: 'exim',
      subject: 'exim paniclog on mail02 has non-zero size',
      text: 'exim paniclog /var/log/exim4/paniclog on mail02 has non-zero size, mail system might be broken. The last 10 lines are quoted below.',
      reads: ['problem', 'firing', 'high', 'mail02', ''],
    },

    {
      about: 'arp',
      subject: 'flip flop (gw.example.net) eth0',
      text: '            hostname: gw.example.net\n          ip address: 10.0.0.1\n           interface: eth0\n    ethernet address: 02:00:00:00:00:01\n',
      reads: ['problem', 'firing', 'medium', 'gw.example.net', 'eth0'],
    },
    {
      about: 'new',
      subject: 'new station (printer4) eth1',
      text: '',
      reads: ['report', 'info', 'low', 'printer4', 'eth1'],
    },
    {
      about: 'rk',
      subject: '[rkhunter] Warnings found for web03',
      text: 'Please inspect this machine, because it may be infected.',
      reads: ['problem', 'firing', 'high', 'web03', ''],
    },
    {
      about: 'collectd',
      subject: 'Collectd notify: FAILURE@ops01',
      text: 'FAILURE - Host ops01, plugin df (instance root) type percent_bytes (instance free): Data source "value" is currently 3.1. That is below the failure threshold of 5.0.',
      reads: ['problem', 'firing', 'high', 'ops01', 'df root percent_bytes free'],
    },
    {
      about: 'collectd',
      subject: 'Collectd notify: OKAY@ops01',
      text: 'OKAY - Host ops01, plugin df (instance root) type percent_bytes (instance free): All data sources are within range again.',
      reads: ['recovery', 'resolved', 'info', 'ops01', 'df root percent_bytes free'],
    },
  ],
};
