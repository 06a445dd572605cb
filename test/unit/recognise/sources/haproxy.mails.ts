import type { SourceMails } from './source-mail.ts';

export const haproxyMails: SourceMails = {
  source: 'haproxy',
  mails: [
    {
      about: 'other',
      subject: '[HAproxy Alert] Server app/web1 is administratively READY thanks to a suitable default.',
      text: '',
      reads: ['other', 'info', 'low', 'web1', 'app/web1'],
    },

    {
      about: 'web1',
      subject:
        '[HAproxy Alert] Server app/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.',
      text: '',
      reads: ['problem', 'firing', 'high', 'web1', 'app/web1'],
      also: { category: 'service' },
    },
    {
      about: 'web1',
      subject:
        '[HAproxy Alert] Server app/web1 is UP, reason: Layer7 check passed, code: 200, check duration: 3ms. 2 active and 0 backup servers online.',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'web1', 'app/web1'],
    },
    {
      about: 'web1',
      subject:
        '[HAproxy Alert] Health check for server app/web1 failed, reason: Layer4 timeout, check duration: 2001ms, status: 2/3 UP.',
      text: '',
      reads: ['problem', 'firing', 'medium', 'web1', 'app/web1'],
    },
    {
      about: 'web2',
      subject: 'Server app/web2 is DOWN, reason: Layer7 timeout. 0 active and 0 backup servers left.',
      text: '',
      reads: ['problem', 'firing', 'critical', 'web2', 'app/web2'],
    },
    {
      about: 'empty',
      subject: '[HAproxy Alert] backend app has no server available!',
      text: '',
      reads: ['problem', 'firing', 'critical', '', 'app'],
    },
    {
      about: 'maintenance',
      subject:
        '[HAproxy Alert] Server app/web1 is going DOWN for maintenance. 1 active and 0 backup servers left.',
      text: '',
      reads: ['downtime', 'info', 'info', 'web1', 'app/web1'],
    },
    {
      about: 'maintenance',
      subject: '[HAproxy Alert] Server app/web1 is UP/READY (leaving forced maintenance).',
      text: '',
      reads: ['downtime', 'info', 'info', 'web1', 'app/web1'],
    },
  ],
};
