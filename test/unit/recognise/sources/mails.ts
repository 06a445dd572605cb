import { apcupsdMails } from './apcupsd.mails.ts';
import { baculaMails } from './bacula.mails.ts';
import { cloudwatchMails } from './cloudwatch.mails.ts';
import { gitlabMails } from './gitlab.mails.ts';
import { grafanaMails } from './grafana.mails.ts';
import { haproxyMails } from './haproxy.mails.ts';
import { jenkinsMails } from './jenkins.mails.ts';
import { logcheckMails } from './logcheck.mails.ts';
import { logwatchMails } from './logwatch.mails.ts';
import { mdadmMails } from './mdadm.mails.ts';
import { netdataMails } from './netdata.mails.ts';
import { nutMails } from './nut.mails.ts';
import { packageUpdatesMails } from './package-updates.mails.ts';
import { proxmoxMails } from './proxmox.mails.ts';
import { rsyslogMails } from './rsyslog.mails.ts';
import { smartdMails } from './smartd.mails.ts';
import type { SourceMails } from './source-mail.ts';
import { syncoveryMails } from './syncovery.mails.ts';
import { synologyMails } from './synology.mails.ts';
import { truenasMails } from './truenas.mails.ts';
import { unattendedUpgradesMails } from './unattended-upgrades.mails.ts';
import { uptimeKumaMails } from './uptime-kuma.mails.ts';
import { veeamMails } from './veeam.mails.ts';
import { wazuhMails } from './wazuh.mails.ts';
import { zfsZedMails } from './zfs-zed.mails.ts';

/** The mails of every source that has an adapter here. */
export const sourceMails: readonly SourceMails[] = [
  apcupsdMails,
  baculaMails,
  cloudwatchMails,
  gitlabMails,
  grafanaMails,
  haproxyMails,
  jenkinsMails,
  logcheckMails,
  logwatchMails,
  mdadmMails,
  netdataMails,
  nutMails,
  packageUpdatesMails,
  proxmoxMails,
  rsyslogMails,
  smartdMails,
  syncoveryMails,
  synologyMails,
  truenasMails,
  unattendedUpgradesMails,
  uptimeKumaMails,
  veeamMails,
  wazuhMails,
  zfsZedMails,
];
