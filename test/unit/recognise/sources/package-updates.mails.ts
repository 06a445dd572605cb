import type { SourceMails } from './source-mail.ts';

export const packageUpdatesMails: SourceMails = {
  source: 'package-updates',
  mails: [
    {
      about: 'web',
      subject: '12 Debian package update(s) for web01.example.net',
      text: 'apticron report\nopenssl 3.0.15-1 (Debian-Security:12/stable-security)',
      reads: ['report', 'info', 'low', 'web01.example.net', ''],
    },
    {
      about: 'news',
      subject: 'apt-listchanges: news for db01',
      text: 'postgresql-common (260) unstable; urgency=high',
      reads: ['report', 'info', 'info', 'db01', ''],
    },
    {
      about: 'dnf',
      subject: "Updates available on 'rocky1.example.net'.",
      text: 'The following updates are available',
      reads: ['report', 'info', 'low', 'rocky1.example.net', ''],
    },
    {
      about: 'cronapt',
      subject: 'CRON-APT error on web02 [/etc/cron-apt/config]',
      text: 'CRON-APT RUN\nE: Failed to fetch',
      reads: ['problem', 'firing', 'medium', 'web02', ''],
    },
  ],
};
