import type { SourceMails } from './source-mail.ts';

export const fortigateMails: SourceMails = {
  source: 'fortigate',
  mails: [
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
      reads: ['report', 'info', 'info', 'FG100A', 'event/system'],
    },
    {
      about: 'vpn',
      subject: 'Message meets Alert condition',
      text: 'date=2026-11-22 time=10:00:00 devname="fw-branch" devid="FGT60F" logid="0101037138" type="event" subtype="vpn" level="error" logdesc="IPsec connection status changed" vpntunnel="hq" msg="IPsec connection status change"',
      reads: ['problem', 'firing', 'high', 'fw-branch', 'hq'],
    },
  ],
};
