/** Mails as Zabbix writes them: one condition that begins, changes and ends. */
import type { MailToSend } from './send-mail.ts';

export interface ZabbixProblem {
  host: string;
  name: string;
  severity?: 'Disaster' | 'High' | 'Average' | 'Warning' | 'Information';
  id?: number;
  data?: string;
}

const mail = (subject: string, lines: string[]): MailToSend => ({
  from: 'zabbix@zbx.example.net',
  to: ['noc@alerts.example.net'],
  headers: { From: 'Zabbix <zabbix@zbx.example.net>' },
  subject,
  body: `${lines.join('\r\n')}\r\n`,
});

const common = ({ host, name, severity = 'High', data = '97 %', id = 5 }: ZabbixProblem): string[] => [
  `Problem name: ${name}`,
  `Host: ${host}`,
  `Severity: ${severity}`,
  `Operational data: ${data}`,
  `Original problem ID: ${id}`,
];

export const problemMail = (problem: ZabbixProblem): MailToSend =>
  mail(`Problem: ${problem.name}`, ['Problem started at 14:59:10 on 2026.11.22', ...common(problem)]);

export const resolvedMail = (problem: ZabbixProblem): MailToSend =>
  mail(`Resolved in 5m 2s: ${problem.name}`, [
    'Problem has been resolved at 15:04:12 on 2026.11.22',
    `Problem name: ${problem.name}`,
    'Problem duration: 5m 2s',
    ...common(problem).slice(1),
  ]);
