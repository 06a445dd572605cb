import type { SourceMails } from './source-mail.ts';

export const pagerdutyMails: SourceMails = {
  source: 'pagerduty',
  mails: [
    {
      about: '12',
      subject: '[PagerDuty] Incident #12 triggered: Disk full on db04',
      text: '',
      reads: ['problem', 'firing', 'high', 'db04', 'Disk full on db04'],
    },
    {
      about: '12',
      subject: '[PagerDuty] Incident #12 acknowledged: Disk full on db04',
      text: '',
      reads: ['acknowledgement', 'firing', 'high', 'db04', 'Disk full on db04'],
    },
    {
      about: '12',
      subject: '[PagerDuty] Incident #12 resolved: Disk full on db04',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'db04', 'Disk full on db04'],
    },
    {
      about: 'count',
      subject: '[PagerDuty ALERT] You have 1 triggered incident (Web)',
      text: 'Hello,\n#77: Checkout is slow\nPagerDuty',
      reads: ['problem', 'firing', 'high', '', 'Checkout is slow'],
    },
  ],
};
