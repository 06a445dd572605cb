import type { SourceMails } from './source-mail.ts';

export const serverHardwareMails: SourceMails = {
  source: 'server-hardware',
  mails: [
    {
      about: 'psu',
      subject: 'System Alert from Host: srv-db3',
      text: 'iDRAC Alert\nSystem Host Name: srv-db3\nService Tag: ABC1234\nMessage: The power input for power supply 2 is lost.\nMessage ID: PSU0003\nSeverity: Critical\n',
      reads: ['problem', 'firing', 'critical', 'srv-db3', 'power supply 2'],
      also: { category: 'hardware' },
    },
    {
      about: 'psu',
      subject: 'System Alert from Host: srv-db3',
      text: 'iDRAC Alert\nSystem Host Name: srv-db3\nMessage: The input power for power supply 2 has been restored.\nMessage ID: PSU0017\nSeverity: Informational\n',
      reads: ['recovery', 'resolved', 'info', 'srv-db3', 'power supply 2'],
    },
    {
      about: 'ilo',
      subject: 'iLO AlertMail-0042: (CAUTION) Fan 3 speed is outside of its range',
      text: 'EVENT (22 Nov 10:00): Fan 3\niLO Name: ILOCZ01\nServer: hv02.example.net\n',
      reads: ['problem', 'firing', 'medium', 'hv02.example.net', 'Fan 3'],
    },
    {
      about: 'ilo',
      subject: 'iLO AlertMail-0043: (REPAIRED) Fan 3 speed is back in its range',
      text: 'Server: hv02.example.net\n',
      reads: ['recovery', 'resolved', 'info', 'hv02.example.net', 'Fan 3'],
    },
  ],
};
