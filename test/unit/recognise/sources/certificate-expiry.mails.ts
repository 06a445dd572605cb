import type { SourceMails } from './source-mail.ts';

export const certificateExpiryMails: SourceMails = {
  source: 'certificate-expiry',
  mails: [
    {
      about: 'action',
      subject: "ACTION REQUIRED: Renew these Let's Encrypt certificates by March 4",
      text: 'We recently discovered a bug.\n\nshop.example.org\n',
      reads: ['problem', 'firing', 'medium', 'shop.example.org', 'shop.example.org'],
    },

    {
      about: 'shop',
      subject: 'Let\'s Encrypt certificate expiration notice for domain "shop.example.net" (and 2 more)',
      text: 'Hello,\n\nYour certificate (or certificates) for the names listed below will expire in 10 days (on 2026-12-02). Please make sure to renew your certificate before then.\n\nshop.example.net\nwww.shop.example.net',
      reads: ['problem', 'firing', 'medium', 'shop.example.net', 'shop.example.net'],
      also: { category: 'security' },
    },
    {
      about: 'shop',
      subject: 'Let\'s Encrypt certificate expiration notice for domain "shop.example.net" (and 2 more)',
      text: 'Your certificate will expire in 1 day (on 2026-11-23).',
      reads: ['problem', 'firing', 'high', 'shop.example.net', 'shop.example.net'],
    },
    {
      about: 'early',
      subject: "Let's Encrypt certificate expiration notice",
      text: 'Your certificate (or certificates) for the names listed below will expire in 19 days (on 11 Dec 26 16:22 +0000).\n\nold.example.net\n',
      reads: ['problem', 'firing', 'low', 'old.example.net', 'old.example.net'],
    },
    {
      about: 'acme',
      subject: 'Renew mail.example.net error',
      text: 'Verify error: DNS problem',
      reads: ['problem', 'firing', 'medium', 'mail.example.net', 'mail.example.net'],
    },
    {
      about: 'acme report',
      subject: 'Renew mail.example.net success',
      text: '',
      reads: ['report', 'info', 'info', 'mail.example.net', 'mail.example.net'],
    },
  ],
};
