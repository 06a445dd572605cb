import type { SourceMails } from './source-mail.ts';

export const collectdMails: SourceMails = {
  source: 'collectd',
  mails: [
    {
      about: 'root',
      subject: 'Collectd notify: FAILURE@ops01',
      text: '2026-11-22 15:00:00 - FAILURE@ops01\n\nMessage: Host ops01, plugin df (instance root) type percent_bytes (instance free): Data source "value" is currently 3.1. That is below the failure threshold of 5.0.',
      reads: ['problem', 'firing', 'high', 'ops01', 'df root percent_bytes free'],
    },
    {
      about: 'root',
      subject: 'Collectd notify: OKAY@ops01',
      text: 'Message: Host ops01, plugin df (instance root) type percent_bytes (instance free): All data sources are within range again.',
      reads: ['recovery', 'resolved', 'info', 'ops01', 'df root percent_bytes free'],
    },
    {
      about: 'load',
      subject: 'load is high',
      text: '2026-11-22 15:00:00 - WARNING@ops02\n\nHost: ops02\nPlugin: load\nType: load\nMessage: too high',
      reads: ['problem', 'firing', 'medium', 'ops02', 'load load'],
    },
  ],
};
