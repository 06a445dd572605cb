import type { SourceMails } from './source-mail.ts';

export const cloudwatchMails: SourceMails = {
  source: 'cloudwatch',
  mails: [
    {
      about: 'cpu',
      subject: 'ALARM: "web-cpu" in EU (Ireland)',
      text: 'You are receiving this email because your Amazon CloudWatch Alarm "web-cpu" in the EU (Ireland) region has entered the ALARM state, because "Threshold Crossed".\n\nAlarm Details:\n- Name:                       web-cpu\n- State Change:               OK -> ALARM\n- Reason for State Change:    Threshold Crossed: 1 datapoint [93.2] was greater than the threshold (80.0).\n\nMonitored Metric:\n- MetricNamespace:            AWS/EC2\n- MetricName:                 CPUUtilization\n- Dimensions:                 [InstanceId = i-0123456789abcdef0]\n',
      reads: ['problem', 'firing', 'medium', 'i-0123456789abcdef0', 'web-cpu'],
      also: { category: 'system', severityFloor: 'medium' },
    },
    {
      about: 'cpu',
      subject: 'OK: "web-cpu" in EU (Ireland)',
      text: '- State Change: ALARM -> OK\n- Dimensions: [InstanceId = i-0123456789abcdef0]',
      reads: ['recovery', 'resolved', 'info', 'i-0123456789abcdef0', 'web-cpu'],
    },
    {
      about: 'cpu elsewhere',
      subject: 'ALARM: "web-cpu" in US East (N. Virginia)',
      text: '- Dimensions: [InstanceId = i-0123456789abcdef0]',
      reads: ['problem', 'firing', 'medium', 'i-0123456789abcdef0', 'web-cpu'],
    },
    {
      about: 'status',
      subject: 'ALARM: "StatusCheckFailed-app" in EU (Frankfurt)',
      text: '- MetricName: StatusCheckFailed_Instance',
      reads: ['problem', 'firing', 'critical', '', 'StatusCheckFailed-app'],
    },
    {
      about: 'nodata',
      subject: 'INSUFFICIENT_DATA: "queue-depth" in EU (Ireland)',
      text: '',
      reads: ['other', 'info', 'low', '', 'queue-depth'],
    },
  ],
};
