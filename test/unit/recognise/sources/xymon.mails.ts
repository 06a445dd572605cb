import type { SourceMails } from './source-mail.ts';

export const xymonMails: SourceMails = {
  source: 'xymon',
  mails: [
    {
      about: 'conn',
      subject: 'Xymon [683457] www.example.net:conn CRITICAL (RED)',
      text: 'red Sun Nov 22 10:00:00 2026 conn NOT ok',
      reads: ['problem', 'firing', 'critical', 'www.example.net', 'conn'],
    },
    {
      about: 'conn',
      subject: 'Xymon [683457] www.example.net:conn recovered (GREEN)',
      text: 'was critical',
      reads: ['recovery', 'resolved', 'info', 'www.example.net', 'conn'],
    },
    {
      about: 'disk',
      subject: 'Xymon [111] www.example.net:disk warning (YELLOW)',
      text: '',
      reads: ['problem', 'firing', 'medium', 'www.example.net', 'disk'],
    },
  ],
};
