import type { SourceMails } from './source-mail.ts';

export const hostingMails: SourceMails = {
  source: 'hosting',
  mails: [
    {
      about: 'block',
      subject: 'lfd on srv1.example.net: blocked 203.0.113.9 (DE/Germany/-)',
      text: 'Failures: 5 (sshd)',
      reads: ['report', 'info', 'low', 'srv1.example.net', '203.0.113.9'],
    },
    {
      about: 'load',
      subject: 'lfd on srv1.example.net: High 5 minute load average alert - 14.22',
      text: '',
      reads: ['problem', 'firing', 'medium', 'srv1.example.net', ''],
    },
    {
      about: 'exim',
      subject: '[srv1.example.net] FAILED ⛔: exim (smtp)',
      text: 'The service exim appears to be down.',
      reads: ['problem', 'firing', 'high', 'srv1.example.net', 'exim'],
    },
    {
      about: 'exim',
      subject: '[srv1.example.net] RECOVERED ✅: exim (smtp)',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'srv1.example.net', 'exim'],
    },
  ],
};
