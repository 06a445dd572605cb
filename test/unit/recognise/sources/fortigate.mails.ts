import type { SourceMails } from './source-mail.ts';

export const fortigateMails: SourceMails = {
  source: 'fortigate',
  mails: [
    {
      about: 'several',
      subject: 'Message meets Alert condition',
      text: 'date=2026-11-22 time=10:00:00 devname=fw1 devid=F1 logid=01 type=event subtype=system level=warning logdesc="Disk log full" msg="log disk is 90% full"\ndate=2026-11-22 time=10:00:09 devname=fw1 devid=F1 logid=02 type=event subtype=vpn level=error logdesc="IPsec" action=tunnel-down vpntunnel="branch" msg="tunnel status"',
      reads: ['problem', 'firing', 'high', 'fw1', 'branch'],
      parts: [
        ['firing', 'fw1', 'event system'],
        ['firing', 'fw1', 'branch'],
      ],
    },
    {
      about: 'branch up',
      subject: 'Message meets Alert condition',
      text: 'date=2026-11-22 time=10:00:09 devname=fw1 devid=F1 logid=02 type=event subtype=vpn level=notice logdesc="IPsec status" action=tunnel-up vpntunnel="branch" msg="tunnel status"',
      reads: ['recovery', 'resolved', 'info', 'fw1', 'branch'],
    },

    {
      about: 'login',
      subject: 'Message meets Alert condition',
      text: 'Message meets Alert condition\ndate=2026-11-22 time=09:12:31 devname=FG100A device_id=FG100A0000000001 log_id=0104032001 type=event subtype=admin pri=alert vd=root user="admin" ui=https(192.0.2.7) action=login status=failed reason="passwd_invalid" msg="Administrator admin login failed from https(192.0.2.7) because of invalid password"',
      reads: ['problem', 'firing', 'critical', 'FG100A', 'admin'],
      also: { category: 'auth', severityFloor: 'critical' },
    },
    {
      about: 'info',
      subject: 'Message meets Alert condition',
      text: 'date=2026-11-22 time=10:00:00 devname=FG100A device_id=FG1 type=event subtype=system pri=information msg="Firmware upgrade succeeded, no critical error"',
      reads: ['report', 'info', 'info', 'FG100A', 'event system'],
    },
    {
      about: 'vpn',
      subject: 'Message meets Alert condition',
      text: 'date=2026-11-22 time=10:00:00 devname="fw-branch" devid="FGT60F" logid="0101037138" type="event" subtype="vpn" level="error" logdesc="IPsec connection status changed" vpntunnel="hq" msg="IPsec connection status change"',
      reads: ['problem', 'firing', 'high', 'fw-branch', 'hq'],
    },
  ],
};
