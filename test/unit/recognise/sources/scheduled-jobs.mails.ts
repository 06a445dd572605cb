import type { SourceMails } from './source-mail.ts';

export const scheduledJobsMails: SourceMails = {
  source: 'scheduled-jobs',
  mails: [
    {
      about: 'daily',
      subject: "Anacron job 'cron.daily' on lap07",
      text: '/etc/cron.daily/logrotate:\nerror: bad file mode',
      reads: ['problem', 'firing', 'high', 'lap07', 'cron.daily'],
    },
    {
      about: 'weekly',
      subject: "Anacron job 'cron.weekly' on lap07",
      text: 'rotated 3 files, 0 errors, all done',
      reads: ['report', 'info', 'info', 'lap07', 'cron.weekly'],
    },
    {
      about: 'unit',
      subject: '[web09] unit backup.service failed',
      text: 'Main process exited',
      reads: ['problem', 'firing', 'high', 'web09', 'backup.service'],
      also: { category: 'backup' },
    },
  ],
};
