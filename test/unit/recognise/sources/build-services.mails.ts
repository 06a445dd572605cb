import type { SourceMails } from './source-mail.ts';

export const buildServicesMails: SourceMails = {
  source: 'build-services',
  mails: [
    {
      about: 'gh',
      subject: '[web/shop] Run failed: CI - main (5e1c2d3)',
      text: 'All jobs have failed',
      reads: ['problem', 'firing', 'medium', '', 'web/shop'],
    },
    {
      about: 'gh',
      subject: '[web/shop] Run failed: CI - main (77aa001)',
      text: '',
      reads: ['problem', 'firing', 'medium', '', 'web/shop'],
    },
    {
      about: 'travis',
      subject: 'Broken: web/api#12 (main - 5e1c2d3)',
      text: '',
      reads: ['problem', 'firing', 'medium', '', 'web/api'],
    },
    {
      about: 'travis',
      subject: 'Fixed: web/api#13 (main - 77aa001)',
      text: '',
      reads: ['recovery', 'resolved', 'info', '', 'web/api'],
    },
    {
      about: 'azure',
      subject: '[Build failed] deploy - shop:main - shop - 5e1c2d3',
      text: '',
      reads: ['problem', 'firing', 'medium', '', 'deploy'],
    },
  ],
};
