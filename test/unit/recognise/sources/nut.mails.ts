import type { SourceMails } from './source-mail.ts';

export const nutMails: SourceMails = {
  source: 'nut',
  mails: [
    {
      about: 'power',
      subject: 'UPS rack1@nut01 on battery',
      text: 'UPS rack1@nut01 on battery',
      reads: ['problem', 'firing', 'high', 'nut01', 'UPS rack1'],
      also: { category: 'hardware' },
    },
    {
      about: 'power',
      subject: 'UPS rack1@nut01 on line power',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'nut01', 'UPS rack1'],
    },
    {
      about: 'low',
      subject: 'NUT: LOWBATT',
      text: 'UPS rack1@nut01 battery is low',
      reads: ['problem', 'firing', 'critical', 'nut01', 'UPS rack1'],
    },
    {
      about: 'comm',
      subject: 'Communications with UPS rack1@nut01 lost',
      text: '',
      reads: ['problem', 'firing', 'medium', 'nut01', 'UPS rack1'],
    },
    {
      about: 'comm',
      subject: 'upsmon',
      text: 'Communications with UPS rack1@nut01 established',
      reads: ['recovery', 'resolved', 'info', 'nut01', 'UPS rack1'],
    },
    {
      about: 'replace',
      subject: 'REPLBATT on srv09',
      text: 'UPS eaton@localhost battery needs to be replaced',
      reads: ['problem', 'firing', 'high', 'srv09', 'UPS eaton'],
    },
    {
      about: 'shutdown',
      subject: 'SHUTDOWN on srv09',
      text: 'Auto logout and shutdown proceeding',
      reads: ['problem', 'firing', 'critical', 'srv09', ''],
    },
  ],
};
