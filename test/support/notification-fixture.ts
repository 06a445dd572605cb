import type { Notification } from '../../src-main/engine/notify/notification.ts';

/** An alert as the pipeline hands it to a channel. */
export const aNotification = (changes: Partial<Notification> = {}): Notification => ({
  alertId: '019abc00-0000-7000-8000-000000000001',
  revision: 0,
  severity: 'critical',
  state: 'firing',
  kind: 'problem',
  category: 'storage',
  system: 'Zabbix',
  host: 'db01',
  resource: '/var',
  summary: 'Disk almost full',
  details: ['Used: 97 %', 'Trend: 2 GB an hour'],
  actions: ['Remove old WAL files'],
  subject: 'PROBLEM: disk space on db01',
  from: 'Zabbix <zabbix@mon.local>',
  to: ['oncall@alerts.local'],
  receivedAt: Date.UTC(2026, 10, 22, 8, 30),
  excerpt: 'Free disk space is less than 3% on volume /var',
  analysedBy: { label: 'rules', isModel: false },
  link: 'http://console.local:8080/#/alerts/019abc00',
  language: 'en',
  timeZone: 'Asia/Tehran',
  isTest: false,
  ...changes,
});
