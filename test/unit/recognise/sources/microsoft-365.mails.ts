import type { SourceMails } from './source-mail.ts';

export const microsoft365Mails: SourceMails = {
  source: 'microsoft-365',
  mails: [
    {
      about: 'rule',
      subject: 'High-severity alert: Creation of forwarding/redirect rule',
      text: 'A high-severity alert has been triggered\nSeverity: High\nActivity: New-InboxRule\nUser: jo@example.com\n',
      reads: ['problem', 'firing', 'high', '', 'jo@example.com'],
      also: { category: 'security' },
    },
    {
      about: 'phish',
      subject: 'Informational-severity alert: Email reported by user as phish',
      text: 'User: max@example.com\n',
      reads: ['report', 'info', 'info', '', 'max@example.com'],
      also: { category: 'phishing' },
    },
  ],
};
