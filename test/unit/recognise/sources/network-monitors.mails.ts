import type { SourceMails } from './source-mail.ts';

export const networkMonitorsMails: SourceMails = {
  source: 'network-monitors',
  mails: [
    {
      about: 'mon',
      subject: 'ALERT routers/ping: gw1 (Sun Nov 22 10:00:00)',
      text: '',
      reads: ['problem', 'firing', 'high', 'gw1', 'ping'],
    },
    {
      about: 'mon',
      subject: 'UPALERT routers/ping: gw1 (Sun Nov 22 10:05:00)',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'gw1', 'ping'],
    },
    {
      about: 'cacti',
      subject: 'ALERT: sw4 - Traffic - Gi0/1 [traffic_in] went above threshold of 100 with 120',
      text: '',
      reads: ['problem', 'firing', 'high', 'sw4', 'Traffic - Gi0/1 [traffic_in]'],
    },
    {
      about: 'cacti',
      subject: 'NORMAL: sw4 - Traffic - Gi0/1 [traffic_in] restored to normal threshold with 20',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'sw4', 'Traffic - Gi0/1 [traffic_in]'],
    },

    {
      about: 'port',
      subject: 'Alert for device sw1.example.net - Port status down',
      text: 'Severity: critical\nTimestamp: 2026-11-22 10:00:00\nUnique-ID: 991\nRule: Port status down\nFaults:\n#1: Gi0/1',
      reads: ['problem', 'firing', 'critical', 'sw1.example.net', 'Port status down'],
      also: { system: 'LibreNMS' },
    },
    {
      about: 'port',
      subject: 'Device sw1.example.net recovered from Port status down',
      text: 'Severity: critical\nTime elapsed: 5m 2s',
      reads: ['recovery', 'resolved', 'info', 'sw1.example.net', 'Port status down'],
    },
    {
      about: 'observium',
      subject: 'ALERT: [rtr1] [port Te1/1] Error rate',
      text: '',
      reads: ['problem', 'firing', 'high', 'rtr1', 'port Te1/1'],
    },
    {
      about: 'observium',
      subject: 'RECOVER: [rtr1] [port Te1/1] Error rate',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'rtr1', 'port Te1/1'],
    },
    {
      about: 'opennms',
      subject: 'Notice #75: node1 down.',
      text: 'All interfaces on node node1 are down.',
      reads: ['problem', 'firing', 'critical', 'node1', 'node1 down.'],
    },
    {
      about: 'opennms',
      subject: 'RESOLVED: Notice #75: node1 down.',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'node1', 'node1 down.'],
    },
    {
      about: 'sensu',
      subject: 'ALERT - web01/check_http: CRITICAL',
      text: 'host: web01\nCheck Name: check_http',
      reads: ['problem', 'firing', 'critical', 'web01', 'check_http'],
    },
    {
      about: 'sensu',
      subject: 'RESOLVED - web01/check_http: OK',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'web01', 'check_http'],
    },
  ],
};
