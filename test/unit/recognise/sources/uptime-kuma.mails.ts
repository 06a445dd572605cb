import type { SourceMails } from './source-mail.ts';

export const uptimeKumaMails: SourceMails = {
  source: 'uptime-kuma',
  mails: [
    {
      about: 'shop',
      subject: '[shop.example.com] [🔴 Down] connect ECONNREFUSED 192.0.2.10:443',
      text: '[shop.example.com] [🔴 Down] connect ECONNREFUSED 192.0.2.10:443\nTime (Europe/Berlin): 2026-11-22 14:02:11',
      reads: ['problem', 'firing', 'critical', 'shop.example.com', 'shop.example.com'],
    },
    {
      about: 'shop',
      subject: '[shop.example.com] [✅ Up] 200 - OK',
      text: '[shop.example.com] [✅ Up] 200 - OK\nTime (UTC): 2026-11-22 14:09:40',
      reads: ['recovery', 'resolved', 'info', 'shop.example.com', 'shop.example.com'],
    },
    {
      about: 'payment',
      subject: '[Payment API [EU]] [🔴 Down] timeout of 48000ms exceeded',
      text: '',
      reads: ['problem', 'firing', 'critical', '', 'Payment API [EU]'],
    },
    {
      about: 'payment-own',
      subject: '🔴 Down: Shop backend',
      text: 'Shop backend is down',
      reads: ['problem', 'firing', 'critical', '', 'Shop backend'],
    },
    {
      about: 'payment-own',
      subject: 'Shop backend ✅ Up',
      text: 'all good again, critical error gone',
      reads: ['recovery', 'resolved', 'info', '', 'Shop backend'],
    },
    {
      about: 'certificate',
      subject:
        '[Shop][https://shop.example.com/health] server certificate CN=shop.example.com will be expired in 7 days',
      text: '',
      reads: ['problem', 'firing', 'high', 'shop.example.com', 'Shop'],
    },
    {
      about: 'certificate',
      subject:
        '[Shop][https://shop.example.com/health] server certificate CN=shop.example.com will be expired in 21 days',
      text: '',
      reads: ['problem', 'firing', 'medium', 'shop.example.com', 'Shop'],
    },
  ],
};
