import type { SourceMails } from './source-mail.ts';

export const apcNmcMails: SourceMails = {
  source: 'apc-nmc',
  mails: [
    {
      about: 'power',
      subject: 'UPS: On battery power in response to an input power problem.',
      text: 'Name     : ups-rack4\nLocation : DC1\nContact  : ops\n\nhttp://192.0.2.30\n\nSerial Number : AS1\nDate     : 11/22/2026\nTime     : 10:00:00\nCode     : 0x0109\n\nWarning - UPS: On battery power in response to an input power problem.',
      reads: ['problem', 'firing', 'high', 'ups-rack4', 'UPS'],
      also: { category: 'hardware' },
    },
    {
      about: 'power',
      subject: 'UPS: No longer on battery power.',
      text: 'Name     : ups-rack4\nCode     : 0x010A\n\nInformational - UPS: No longer on battery power.',
      reads: ['recovery', 'resolved', 'info', 'ups-rack4', 'UPS'],
    },
    {
      about: 'test',
      subject: 'UPS: Self-Test',
      text: 'Name     : ups-rack4\nCode     : 0x0105\n\nInformational - UPS: A self-test was started.',
      reads: ['report', 'info', 'info', 'ups-rack4', 'UPS'],
    },
  ],
};
