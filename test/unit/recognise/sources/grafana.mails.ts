import type { SourceMails } from './source-mail.ts';

const alert = (labels: Record<string, string>, summary: string): string =>
  `\nValue: B=91.2, C=1\nLabels:\n${Object.entries(labels)
    .map(([name, value]) => ` - ${name} = ${value}\n`)
    .join(
      '',
    )}Annotations:\n - summary = ${summary}\nSource: http://grafana.example.net/alerting/grafana/abc/view?orgId=1\nSilence: http://grafana.example.net/alerting/silence/new?alertmanager=grafana\n`;

export const grafanaMails: SourceMails = {
  source: 'grafana',
  mails: [
    {
      about: 'group',
      subject: '[FIRING:2, RESOLVED:1] DiskFull Infrastructure (warning)',
      text: `**Firing**\n${alert({ alertname: 'DiskFull', grafana_folder: 'Infrastructure', instance: 'db01:9100', mountpoint: '/var', severity: 'warning' }, 'Disk 91%')}${alert({ alertname: 'DiskFull', grafana_folder: 'Infrastructure', instance: 'db03:9100', mountpoint: '/srv', severity: 'warning' }, 'Disk 95%')}\n**Resolved**\n${alert({ alertname: 'DiskFull', grafana_folder: 'Infrastructure', instance: 'db02:9100', mountpoint: '/', severity: 'critical' }, 'Disk 40%')}`,
      reads: ['problem', 'firing', 'medium', 'db01:9100, db03:9100', 'DiskFull'],
      parts: [
        ['firing', 'db01:9100', '/var'],
        ['firing', 'db03:9100', '/srv'],
        ['resolved', 'db02:9100', '/'],
      ],
    },
    {
      about: 'cpu',
      subject: '[FIRING:1] HighCPU Infrastructure (web01 critical)',
      text: `**Firing**\n${alert({ alertname: 'HighCPU', grafana_folder: 'Infrastructure', instance: 'web01', severity: 'critical' }, 'CPU 97%')}`,
      reads: ['problem', 'firing', 'critical', 'web01', 'HighCPU'],
      also: { severityFloor: 'critical', summary: 'HighCPU: CPU 97%' },
    },
    {
      about: 'cpu',
      subject: '[RESOLVED] HighCPU Infrastructure (web01 critical)',
      text: `**Resolved**\n${alert({ alertname: 'HighCPU', grafana_folder: 'Infrastructure', instance: 'web01', severity: 'critical' }, 'CPU 12%')}`,
      reads: ['recovery', 'resolved', 'info', 'web01', 'HighCPU'],
      also: { statedSeverity: 'critical' },
    },
    {
      about: 'table',
      subject: '[FIRING:1] Queue length Apps (app02)',
      text: '🔥 1 firing instances\n\nFiring  Queue length\nSummary\nToo many jobs wait\nValues\nA=912\nLabels\nalertname\nQueue length\ngrafana_folder\nApps\nhost\napp02\nqueue\nmails\n\nSilence View dashboard\nSent by Grafana v11.2.0',
      reads: ['problem', 'firing', 'medium', 'app02', 'mails'],
    },
    {
      about: 'legacy',
      subject: '[Alerting] Disk usage web07 alert',
      text: 'Disk usage web07 alert\n\nMetric name  Value\n/var  93.1\n\nView your Alert rule\nSent by Grafana v7.5.7',
      reads: ['problem', 'firing', 'high', 'web07', 'Disk usage web07 alert'],
      also: { severityFloor: 'medium' },
    },
    {
      about: 'legacy',
      subject: '[OK] Disk usage web07 alert',
      text: 'Disk usage web07 alert\n\nView your Alert rule\nSent by Grafana v7.5.7',
      reads: ['recovery', 'resolved', 'info', 'web07', 'Disk usage web07 alert'],
    },
    {
      about: 'legacy-nodata',
      subject: '[No Data] Orders per minute alert',
      text: '',
      from: 'grafana@mon.example.net',
      reads: ['problem', 'firing', 'medium', '', 'Orders per minute alert'],
    },
  ],
};
