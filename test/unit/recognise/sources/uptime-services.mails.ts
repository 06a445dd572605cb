import type { SourceMails } from './source-mail.ts';

export const uptimeServicesMails: SourceMails = {
  source: 'uptime-services',
  mails: [
    {
      about: 'robot',
      subject: 'Monitor is DOWN: shop.example.com',
      text: 'The monitor shop.example.com (https://shop.example.com) is currently DOWN (Connection Timeout).',
      reads: ['problem', 'firing', 'critical', 'shop.example.com', 'shop.example.com'],
    },
    {
      about: 'robot',
      subject: 'Monitor is UP: shop.example.com',
      text: 'It was down for 4 minutes and 12 seconds.',
      reads: ['recovery', 'resolved', 'info', 'shop.example.com', 'shop.example.com'],
    },
    {
      about: 'pingdom',
      subject: 'DOWN alert: Shop front (www.example.com) is DOWN',
      text: '',
      reads: ['problem', 'firing', 'critical', 'www.example.com', 'Shop front'],
    },
    {
      about: 'pingdom',
      subject: 'UP alert: Shop front (www.example.com) is UP',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'www.example.com', 'Shop front'],
    },
    {
      about: 'job',
      subject: 'DOWN | Nightly backup',
      text: 'The check "Nightly backup" has gone down.',
      reads: ['problem', 'firing', 'high', '', 'Nightly backup'],
    },
    {
      about: 'job',
      subject: 'UP | Nightly backup',
      text: 'The check "Nightly backup" is up again.',
      reads: ['recovery', 'resolved', 'info', '', 'Nightly backup'],
    },
  ],
};
