import type { SourceMails } from './source-mail.ts';

export const logPlatformsMails: SourceMails = {
  source: 'log-platforms',
  mails: [
    {
      about: 'graylog',
      subject: 'Graylog event notification: Too many 500s on web02',
      text: '--- [Event Definition] ---\nTitle: Too many 500s',
      reads: ['problem', 'firing', 'medium', 'web02', 'Too many 500s on web02'],
    },
    {
      about: 'splunk',
      subject: 'Splunk Alert: Failed logins',
      text: 'The alert condition was triggered.',
      reads: ['problem', 'firing', 'medium', '', 'Failed logins'],
    },
    {
      about: 'netapp',
      subject: 'HA Group Notification from filer1-a (DISK FAILED) ALERT',
      text: '',
      reads: ['problem', 'firing', 'critical', 'filer1-a', 'DISK FAILED'],
      also: { category: 'storage' },
    },
    {
      about: 'netapp log',
      subject: 'HA Group Notification from filer1-a (WEEKLY_LOG) INFO',
      text: '',
      reads: ['report', 'info', 'info', 'filer1-a', 'WEEKLY_LOG'],
    },
  ],
};
