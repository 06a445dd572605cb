import { apcNmcMails } from './apc-nmc.mails.ts';
import { apcupsdMails } from './apcupsd.mails.ts';
import { arpwatchMails } from './arpwatch.mails.ts';
import { azureMonitorMails } from './azure-monitor.mails.ts';
import { backupExecMails } from './backup-exec.mails.ts';
import { backupToolsMails } from './backup-tools.mails.ts';
import { baculaMails } from './bacula.mails.ts';
import { bounceMails } from './bounce.mails.ts';
import { buildServicesMails } from './build-services.mails.ts';
import { certificateExpiryMails } from './certificate-expiry.mails.ts';
import { checkmkMails } from './checkmk.mails.ts';
import { cloudwatchMails } from './cloudwatch.mails.ts';
import { collectdMails } from './collectd.mails.ts';
import { datadogMails } from './datadog.mails.ts';
import { fortigateMails } from './fortigate.mails.ts';
import { gitlabMails } from './gitlab.mails.ts';
import { grafanaMails } from './grafana.mails.ts';
import { haproxyMails } from './haproxy.mails.ts';
import { hostDaemonsMails } from './host-daemons.mails.ts';
import { hostingMails } from './hosting.mails.ts';
import { jenkinsMails } from './jenkins.mails.ts';
import { logPlatformsMails } from './log-platforms.mails.ts';
import { logcheckMails } from './logcheck.mails.ts';
import { logwatchMails } from './logwatch.mails.ts';
import { mdadmMails } from './mdadm.mails.ts';
import { microsoft365Mails } from './microsoft-365.mails.ts';
import { muninMails } from './munin.mails.ts';
import { netdataMails } from './netdata.mails.ts';
import { networkMonitorsMails } from './network-monitors.mails.ts';
import { nutMails } from './nut.mails.ts';
import { packageUpdatesMails } from './package-updates.mails.ts';
import { pagerdutyMails } from './pagerduty.mails.ts';
import { pfsenseMails } from './pfsense.mails.ts';
import { proxmoxMails } from './proxmox.mails.ts';
import { prtgMails } from './prtg.mails.ts';
import { qnapMails } from './qnap.mails.ts';
import { rsyslogMails } from './rsyslog.mails.ts';
import { scheduledJobsMails } from './scheduled-jobs.mails.ts';
import { sentryMails } from './sentry.mails.ts';
import { serverHardwareMails } from './server-hardware.mails.ts';
import { smartdMails } from './smartd.mails.ts';
import type { SourceMails } from './source-mail.ts';
import { sudoMails } from './sudo.mails.ts';
import { syncoveryMails } from './syncovery.mails.ts';
import { synologyMails } from './synology.mails.ts';
import { tenshiMails } from './tenshi.mails.ts';
import { truenasMails } from './truenas.mails.ts';
import { unattendedUpgradesMails } from './unattended-upgrades.mails.ts';
import { uptimeKumaMails } from './uptime-kuma.mails.ts';
import { uptimeServicesMails } from './uptime-services.mails.ts';
import { vcenterMails } from './vcenter.mails.ts';
import { veeamMails } from './veeam.mails.ts';
import { wazuhMails } from './wazuh.mails.ts';
import { xymonMails } from './xymon.mails.ts';
import { zfsZedMails } from './zfs-zed.mails.ts';

/** The mails of every source that has an adapter here. */
export const sourceMails: readonly SourceMails[] = [
  apcNmcMails,
  apcupsdMails,
  arpwatchMails,
  azureMonitorMails,
  backupExecMails,
  backupToolsMails,
  baculaMails,
  bounceMails,
  buildServicesMails,
  certificateExpiryMails,
  checkmkMails,
  cloudwatchMails,
  collectdMails,
  datadogMails,
  fortigateMails,
  gitlabMails,
  grafanaMails,
  haproxyMails,
  hostDaemonsMails,
  hostingMails,
  jenkinsMails,
  logPlatformsMails,
  logcheckMails,
  logwatchMails,
  mdadmMails,
  microsoft365Mails,
  muninMails,
  netdataMails,
  networkMonitorsMails,
  nutMails,
  packageUpdatesMails,
  pagerdutyMails,
  pfsenseMails,
  proxmoxMails,
  prtgMails,
  qnapMails,
  rsyslogMails,
  scheduledJobsMails,
  sentryMails,
  serverHardwareMails,
  smartdMails,
  sudoMails,
  syncoveryMails,
  synologyMails,
  tenshiMails,
  truenasMails,
  unattendedUpgradesMails,
  uptimeKumaMails,
  uptimeServicesMails,
  vcenterMails,
  veeamMails,
  wazuhMails,
  xymonMails,
  zfsZedMails,
];
