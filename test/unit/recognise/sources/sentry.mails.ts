import type { SourceMails } from './source-mail.ts';

export const sentryMails: SourceMails = {
  source: 'sentry',
  mails: [
    {
      about: 'issue',
      subject: 'SHOP-1K - TypeError: x is undefined',
      headers: { 'x-sentry-project': 'shop' },
      text: 'level: error\nserver_name: app07\n',
      reads: ['problem', 'firing', 'high', 'app07', 'SHOP-1K'],
    },
    {
      about: 'metric',
      subject: '[Critical] Error rate above 5 % shop',
      from: 'noreply@md.getsentry.com',
      text: '',
      reads: ['problem', 'firing', 'critical', '', 'Error rate above 5 % shop'],
    },
    {
      about: 'metric',
      subject: '[Resolved] Error rate above 5 % shop',
      from: 'noreply@md.getsentry.com',
      text: '',
      reads: ['recovery', 'resolved', 'info', '', 'Error rate above 5 % shop'],
    },
  ],
};
