import { grafanaMails } from './grafana.mails.ts';
import { mdadmMails } from './mdadm.mails.ts';
import { netdataMails } from './netdata.mails.ts';
import { proxmoxMails } from './proxmox.mails.ts';
import { smartdMails } from './smartd.mails.ts';
import type { SourceMails } from './source-mail.ts';
import { uptimeKumaMails } from './uptime-kuma.mails.ts';
import { zfsZedMails } from './zfs-zed.mails.ts';

/** The mails of every source that has an adapter here. */
export const sourceMails: readonly SourceMails[] = [
  grafanaMails,
  mdadmMails,
  netdataMails,
  proxmoxMails,
  smartdMails,
  uptimeKumaMails,
  zfsZedMails,
];
