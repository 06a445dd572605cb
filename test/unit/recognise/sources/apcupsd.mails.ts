import type { SourceMails } from './source-mail.ts';

export const apcupsdMails: SourceMails = {
  source: 'apcupsd',
  mails: [
    {
      about: 'power',
      subject: 'srv03 UPS smart1500 Power Failure !!!',
      text: 'srv03 UPS smart1500 Power Failure !!!\n\nAPC      : 001,036,0879\nHOSTNAME : srv03\nUPSNAME  : smart1500\nSTATUS   : ONBATT \nBCHARGE  : 98.0 Percent\nTIMELEFT : 41.0 Minutes',
      reads: ['problem', 'firing', 'high', 'srv03', 'UPS smart1500'],
      also: { category: 'hardware', severityFloor: 'high' },
    },
    {
      about: 'power',
      subject: 'srv03 UPS smart1500 Power has returned',
      text: 'HOSTNAME : srv03\nSTATUS   : ONLINE',
      reads: ['recovery', 'resolved', 'info', 'srv03', 'UPS smart1500'],
    },
    {
      about: 'link',
      subject: 'srv03 Communications with UPS smart1500 lost',
      text: 'HOSTNAME : srv03\nSTATUS   : COMMLOST',
      reads: ['problem', 'firing', 'medium', 'srv03', 'UPS smart1500'],
    },
    {
      about: 'link',
      subject: 'srv03 Communications with UPS smart1500 restored',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'srv03', 'UPS smart1500'],
    },
    {
      about: 'battery',
      subject: 'srv03 UPS smart1500 battery needs changing NOW.',
      text: '',
      reads: ['problem', 'firing', 'high', 'srv03', 'UPS smart1500'],
    },
    {
      about: 'other ups',
      subject: 'UPS rack two Power Failure !!!',
      text: 'HOSTNAME : srv04',
      reads: ['problem', 'firing', 'high', 'srv04', 'UPS rack two'],
    },
  ],
};
