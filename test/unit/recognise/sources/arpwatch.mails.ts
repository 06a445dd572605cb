import type { SourceMails } from './source-mail.ts';

export const arpwatchMails: SourceMails = {
  source: 'arpwatch',
  mails: [
    {
      about: 'gw',
      subject: 'flip flop (gw.example.net) eth0',
      text: '            hostname: gw.example.net\n          ip address: 10.0.0.1\n           interface: eth0\n    ethernet address: 02:00:00:00:00:01\nold ethernet address: 02:00:00:00:00:02\n',
      reads: ['problem', 'firing', 'medium', 'gw.example.net', '10.0.0.1 eth0'],
      also: { category: 'security' },
    },
    {
      about: 'new',
      subject: 'new station (<unknown>) eth1',
      text: '            hostname: <unknown>\n          ip address: 10.0.0.44\n           interface: eth1\n',
      reads: ['report', 'info', 'low', '10.0.0.44', '10.0.0.44 eth1'],
    },
  ],
};
