/** What to enter in each tool so that its mail comes here, ready to be copied. Pure. */

export const toolNames = [
  'zabbix',
  'alertmanager',
  'grafana',
  'cron',
  'proxmox',
  'nagios',
  'uptimeKuma',
  'swaks',
  'curl',
] as const;
export type ToolName = (typeof toolNames)[number];

export const toolBrands: Readonly<Record<ToolName, string>> = {
  zabbix: 'Zabbix',
  alertmanager: 'Alertmanager',
  grafana: 'Grafana',
  cron: 'cron, msmtp',
  proxmox: 'Proxmox VE',
  nagios: 'Nagios, Icinga',
  uptimeKuma: 'Uptime Kuma',
  swaks: 'swaks',
  curl: 'curl',
};

export interface Server {
  host: string;
  port: number;
}

const recipient = 'noc@example.net';

/** IPv6 addresses stand in brackets before a port. */
const withPort = ({ host, port }: Server): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

const msmtprc = ({ host, port }: Server): string =>
  `# /etc/msmtprc
account default
host ${host}
port ${port}
auto_from on
auth off
tls off`;

const lines: Readonly<Record<ToolName, (server: Server) => string>> = {
  zabbix: ({ host, port }) => `SMTP server:          ${host}
SMTP server port:     ${port}
Email:                zabbix@example.net
Connection security:  None
Authentication:       None`,
  alertmanager: (server) => `global:
  smtp_smarthost: '${withPort(server)}'
  smtp_from: alertmanager@example.net
  smtp_require_tls: false
receivers:
  - name: alertflow
    email_configs:
      - to: ${recipient}
        send_resolved: true`,
  grafana: (server) => `# grafana.ini
[smtp]
enabled = true
host = ${withPort(server)}
from_address = grafana@example.net
startTLS_policy = NoStartTLS`,
  cron: (server) => `${msmtprc(server)}`,
  proxmox: ({ host, port }) => `pvesh create /cluster/notifications/endpoints/smtp \\
  --name alertflow --server ${host} --port ${port} --mode insecure \\
  --from-address proxmox@example.net --mailto ${recipient}
pvesh set /cluster/notifications/matchers/default-matcher --target alertflow`,
  nagios: (server) => `${msmtprc(server)}

# contacts.cfg
define contact {
  contact_name  alertflow
  use           generic-contact
  email         ${recipient}
}`,
  uptimeKuma: ({ host, port }) => `Hostname:          ${host}
Port:              ${port}
Security:          None / STARTTLS (25, 587)
Ignore TLS Error:  on
From Email:        kuma@example.net
To Email:          ${recipient}`,
  swaks: (server) => `swaks --server ${withPort(server)} --from zabbix@db-servers.local --to ${recipient} \\
  --header 'Subject: CRITICAL: replication broken on db01' --body 'slave lag 99999 s'`,
  curl: (
    server,
  ) => `printf 'From: zabbix@db-servers.local\\nTo: ${recipient}\\nSubject: CRITICAL: replication broken on db01\\n\\nslave lag 99999 s\\n' |
  curl smtp://${withPort(server)} --mail-from zabbix@db-servers.local --mail-rcpt ${recipient} -T -`,
};

export const toolLines = (tool: ToolName, server: Server): string => lines[tool](server);

/** Names and addresses that only this machine itself can use. */
export const isLocalOnly = (addresses: readonly string[]): boolean =>
  addresses.length > 0 && addresses.every((one) => /^(127\.|::1$|localhost$)/.test(one));
