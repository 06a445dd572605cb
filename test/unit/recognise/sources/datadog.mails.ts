import type { SourceMails } from './source-mail.ts';

export const datadogMails: SourceMails = {
  source: 'datadog',
  mails: [
    {
      about: 'cpu',
      subject: '[Monitor Alert] Triggered on {host:web01}: CPU is high',
      text: 'See https://app.datadoghq.com/monitors/1',
      from: 'alert@dtdg.co',
      reads: ['problem', 'firing', 'high', 'web01', 'CPU is high'],
    },
    {
      about: 'cpu',
      subject: '[Recovered on {host:web01}] CPU is high',
      text: 'Datadog',
      reads: ['recovery', 'resolved', 'info', 'web01', 'CPU is high'],
    },
    {
      about: 'mem',
      subject: '[P1] [Triggered on {host:web02}] Memory',
      text: 'Datadog',
      reads: ['problem', 'firing', 'critical', 'web02', 'Memory'],
      also: { severityFloor: 'critical' },
    },
  ],
};
