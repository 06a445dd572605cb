import type { SourceMails } from './source-mail.ts';

const headers = (severity: string, alert: string, chart: string, host: string): Record<string, string> => ({
  'x-netdata-severity': severity,
  'x-netdata-alert-name': alert,
  'x-netdata-chart': chart,
  'x-netdata-host': host,
  'in-reply-to': `<${chart}-${alert}@${host}>\\r\\nReferences: <${chart}-${alert}@${host}>`,
});

export const netdataMails: SourceMails = {
  source: 'netdata',
  mails: [
    {
      about: 'var',
      subject: 'Critical, disk_space_usage = 98.2%, on srv11',
      text: 'disk_space_usage = 98.2%\nThe host has 3 WARNING and 1 CRITICAL alarm(s) raised.',
      headers: headers('critical', 'disk_space_usage', 'disk_space._var', 'srv11'),
      reads: ['problem', 'firing', 'critical', 'srv11', 'disk_space_usage disk_space._var'],
      also: { category: 'storage', statedSeverity: 'critical', severityFloor: 'critical' },
    },
    {
      about: 'var',
      subject: 'Warning, disk_space_usage = 88%, on srv11',
      text: 'Demoted from critical',
      headers: headers('warning', 'disk_space_usage', 'disk_space._var', 'srv11'),
      reads: ['problem', 'firing', 'medium', 'srv11', 'disk_space_usage disk_space._var'],
    },
    {
      about: 'var',
      subject: 'Clear, disk_space_usage = 41%, on srv11',
      text: 'was CRITICAL for 3 hours, raised for 3 seconds',
      headers: headers('clear', 'disk_space_usage', 'disk_space._var', 'srv11'),
      reads: ['recovery', 'resolved', 'info', 'srv11', 'disk_space_usage disk_space._var'],
    },
    {
      about: 'home',
      subject: 'Critical, disk_space_usage = 97%, on srv11',
      text: '',
      headers: headers('critical', 'disk_space_usage', 'disk_space._home', 'srv11'),
      reads: ['problem', 'firing', 'critical', 'srv11', 'disk_space_usage disk_space._home'],
    },
    {
      about: 'ram',
      subject: 'web02 needs attention - ram in use - system.ram',
      text: 'web02 needs attention\n\nram in use = 91.2%\n\nChart   : system.ram\nFamily  : ram\nSeverity: WARNING\nURL     : http://web02:19999/\nNotification generated on web02',
      reads: ['problem', 'firing', 'medium', 'web02', 'ram in use system.ram'],
    },
    {
      about: 'ram',
      subject: 'web02 recovered - ram in use - system.ram',
      text: 'web02 recovered\n\nram in use = 40%\n\nChart   : system.ram\nFamily  : ram\nSeverity: Recovered from WARNING\nURL     : http://web02:19999/\nSent by netdata',
      reads: ['recovery', 'resolved', 'info', 'web02', 'ram in use system.ram'],
    },
  ],
};
