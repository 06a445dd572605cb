import type { SourceMails } from './source-mail.ts';

export const checkmkMails: SourceMails = {
  source: 'checkmk',
  mails: [
    {
      about: 'cpu',
      subject: 'Check_MK: srv1/CPU load OK -> CRIT',
      text: 'Host:     srv1\nService:  CPU load\nEvent:    OK -> CRITICAL\nSummary:  15 min load: 44.1',
      reads: ['problem', 'firing', 'critical', 'srv1', 'CPU load'],
    },
    {
      about: 'cpu',
      subject: 'Check_MK: srv1/CPU load CRIT -> OK',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'srv1', 'CPU load'],
      also: { statedSeverity: 'critical' },
    },
    {
      about: 'cpu',
      subject: 'Check_MK: srv1/CPU load Acknowledged (CRIT)',
      text: '',
      reads: ['acknowledgement', 'firing', 'critical', 'srv1', 'CPU load'],
    },
    {
      about: 'host',
      subject: 'Checkmk: srv1 - UP -> DOWN',
      text: 'Host:     srv1\n',
      reads: ['problem', 'firing', 'critical', 'srv1', ''],
    },
    {
      about: 'downtime',
      subject: 'Checkmk: srv1/Filesystem / Downtime started (OK)',
      text: '',
      reads: ['downtime', 'info', 'info', 'srv1', 'Filesystem /'],
    },
    {
      about: 'fs',
      subject: 'Checkmk: srv1/Filesystem /var OK -> WARN',
      text: '',
      reads: ['problem', 'firing', 'medium', 'srv1', 'Filesystem /var'],
    },
  ],
};
