import type { SourceMails } from './source-mail.ts';

export const wazuhMails: SourceMails = {
  source: 'wazuh',
  mails: [
    {
      about: 'own subject',
      subject: 'Security: multiple failed logins',
      text: 'OSSEC HIDS Notification.\n2026 Nov 22 10:07:53\n\nReceived From: web02->/var/log/secure\nRule: 5551 fired (level 10) -> "Multiple failed logins in a small period of time."\n',
      reads: ['problem', 'firing', 'medium', 'web02', '/var/log/secure'],
    },

    {
      about: 'brute',
      subject: 'Wazuh notification - (web01) 10.0.0.5 - Alert level 10',
      text: 'Wazuh Notification.\n2026 Nov 22 10:07:53\n\nReceived From: (web01) 10.0.0.5->/var/log/auth.log\nRule: 5712 fired (level 10) -> "sshd: brute force trying to get access to the system. Non existent user."\nSrc IP: 203.0.113.9\nPortion of the log(s):\n\nNov 22 10:07:52 web01 sshd[2841]: Invalid user oracle from 203.0.113.9\n\n --END OF NOTIFICATION',
      reads: ['problem', 'firing', 'medium', 'web01', 'sshd 203.0.113.9'],
      also: { category: 'security' },
    },
    {
      about: 'brute other',
      subject: 'Wazuh notification - (web01) 10.0.0.5 - Alert level 10',
      text: 'Received From: (web01) 10.0.0.5->/var/log/auth.log\nRule: 5712 fired (level 10) -> "sshd: brute force trying to get access to the system. Non existent user."\nSrc IP: 198.51.100.7\n',
      reads: ['problem', 'firing', 'medium', 'web01', '198.51.100.7'],
    },
    {
      about: 'file',
      subject: 'OSSEC Notification - db01 - Alert level 12',
      text: 'OSSEC HIDS Notification.\n\nReceived From: db01->syscheck\nRule: 550 fired (level 12) -> "Integrity checksum changed."\nPortion of the log(s):\n\nFile \'/etc/passwd\' modified\n',
      reads: ['problem', 'firing', 'high', 'db01', '/etc/passwd'],
    },
    {
      about: 'start',
      subject: 'Wazuh notification - siem - Alert level 3',
      text: 'Received From: siem->wazuh-monitord\nRule: 502 fired (level 3) -> "Wazuh server started."',
      reads: ['report', 'info', 'low', 'siem', 'wazuh-monitord'],
    },
    {
      about: 'agent',
      subject: 'Wazuh notification - (DESKTOP-4) any - Alert level 15',
      text: 'IGNORE: severity info',
      reads: ['problem', 'firing', 'critical', 'DESKTOP-4', ''],
    },
    {
      about: 'two',
      subject: 'Wazuh notification - (app1) any - Alert level 7',
      text: 'Received From: (app1) any->syscheck\nRule: 550 fired (level 7) -> "Integrity checksum changed."\nFile \'/etc/hosts\' modified\n --END OF NOTIFICATION\n\nWazuh Notification.\nReceived From: (app1) any->journald\nRule: 2502 fired (level 10) -> "syslog: User missed the password more than one time"\nSrc IP: 192.0.2.4\n',
      reads: ['problem', 'firing', 'medium', 'app1', '192.0.2.4'],
      parts: [
        ['firing', 'app1', '/etc/hosts'],
        ['firing', 'app1', '192.0.2.4'],
      ],
    },
  ],
};
