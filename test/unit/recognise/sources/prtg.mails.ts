import type { SourceMails } from './source-mail.ts';

export const prtgMails: SourceMails = {
  source: 'prtg',
  mails: [
    {
      about: 'ping',
      subject:
        '[PRTG Network Monitor (MON01)] Switch-2 (10.0.0.2) Ping Down (Request timed out (ICMP error # 11010))',
      text: 'Sensor: Ping\nDevice: Switch-2 (10.0.0.2)\nProbe: Local\nPRTG Network Monitor 24.1',
      reads: ['problem', 'firing', 'critical', 'Switch-2 (10.0.0.2)', 'Ping'],
    },
    {
      about: 'ping',
      subject: '[PRTG Network Monitor (MON01)] Switch-2 (10.0.0.2) Ping Down ended (now: Up) (OK)',
      text: 'Sensor: Ping\nDevice: Switch-2 (10.0.0.2)\n',
      reads: ['recovery', 'resolved', 'info', 'Switch-2 (10.0.0.2)', 'Ping'],
    },
    {
      about: 'ping',
      subject: '[PRTG Network Monitor (MON01)] Switch-2 (10.0.0.2) Ping Down (Acknowledged)',
      text: '',
      reads: ['acknowledgement', 'firing', 'critical', 'Switch-2 (10.0.0.2)', 'Ping'],
    },
    {
      about: 'disk',
      subject:
        '[PRTG Network Monitor (MON01)] db01 Disk Free Warning (8 % (Free Space C:) is below the warning limit of 10 %)',
      text: '',
      reads: ['problem', 'firing', 'medium', 'db01', 'Disk Free'],
    },
  ],
};
