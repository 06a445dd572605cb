/** The sources in the order in which they are tried; what none of them knows is read by the generic reader alone. */
import { moreSevere, type Severity, severityRank } from '../../../src-shared/vocabulary.ts';
import type { Envelope, ParsedMail } from '../message.ts';
import type { Facts, FactsPart } from './facts.ts';
import { fingerprintOf } from './fingerprint.ts';
import { readGeneric } from './generic.ts';
import { jobOf } from './job.ts';
import { type MailText, toMailText } from './mail-text.ts';
import type { PartReading, Reading, SourceAdapter } from './source-adapter.ts';
import { alertmanager } from './sources/alertmanager.ts';
import { apcNmc } from './sources/apc-nmc.ts';
import { apcupsd } from './sources/apcupsd.ts';
import { arpwatch } from './sources/arpwatch.ts';
import { azureMonitor } from './sources/azure-monitor.ts';
import { backupExec } from './sources/backup-exec.ts';
import { backupTools } from './sources/backup-tools.ts';
import { bacula } from './sources/bacula.ts';
import { bounce } from './sources/bounce.ts';
import { buildServices } from './sources/build-services.ts';
import { certificateExpiry } from './sources/certificate-expiry.ts';
import { checkmk } from './sources/checkmk.ts';
import { cloudwatch } from './sources/cloudwatch.ts';
import { collectd } from './sources/collectd.ts';
import { cron } from './sources/cron.ts';
import { datadog } from './sources/datadog.ts';
import { fail2ban } from './sources/fail2ban.ts';
import { fortigate } from './sources/fortigate.ts';
import { gitlab } from './sources/gitlab.ts';
import { grafana } from './sources/grafana.ts';
import { haproxy } from './sources/haproxy.ts';
import { hostDaemons } from './sources/host-daemons.ts';
import { hosting } from './sources/hosting.ts';
import { jenkins } from './sources/jenkins.ts';
import { logPlatforms } from './sources/log-platforms.ts';
import { logcheck } from './sources/logcheck.ts';
import { logwatch } from './sources/logwatch.ts';
import { mdadm } from './sources/mdadm.ts';
import { microsoft365 } from './sources/microsoft-365.ts';
import { monit } from './sources/monit.ts';
import { munin } from './sources/munin.ts';
import { nagios } from './sources/nagios.ts';
import { netdata } from './sources/netdata.ts';
import { networkMonitors } from './sources/network-monitors.ts';
import { nut } from './sources/nut.ts';
import { packageUpdates } from './sources/package-updates.ts';
import { pagerduty } from './sources/pagerduty.ts';
import { pfsense } from './sources/pfsense.ts';
import { proxmox } from './sources/proxmox.ts';
import { prtg } from './sources/prtg.ts';
import { qnap } from './sources/qnap.ts';
import { rsyslog } from './sources/rsyslog.ts';
import { scheduledJobs } from './sources/scheduled-jobs.ts';
import { sentry } from './sources/sentry.ts';
import { serverHardware } from './sources/server-hardware.ts';
import { smartd } from './sources/smartd.ts';
import { sudo } from './sources/sudo.ts';
import { syncovery } from './sources/syncovery.ts';
import { synology } from './sources/synology.ts';
import { tenshi } from './sources/tenshi.ts';
import { truenas } from './sources/truenas.ts';
import { unattendedUpgrades } from './sources/unattended-upgrades.ts';
import { uptimeKuma } from './sources/uptime-kuma.ts';
import { uptimeServices } from './sources/uptime-services.ts';
import { vcenter } from './sources/vcenter.ts';
import { veeam } from './sources/veeam.ts';
import { wazuh } from './sources/wazuh.ts';
import { xymon } from './sources/xymon.ts';
import { zabbix } from './sources/zabbix.ts';
import { zfsZed } from './sources/zfs-zed.ts';

export const sourceAdapters: readonly SourceAdapter[] = [
  grafana,
  alertmanager,
  zabbix,
  nagios,
  monit,
  fail2ban,
  cron,
  uptimeKuma,
  netdata,
  smartd,
  mdadm,
  zfsZed,
  proxmox,
  microsoft365,
  hosting,
  buildServices,
  xymon,
  scheduledJobs,
  tenshi,
  collectd,
  arpwatch,
  munin,
  logPlatforms,
  backupTools,
  apcNmc,
  vcenter,
  uptimeServices,
  sudo,
  serverHardware,
  sentry,
  qnap,
  prtg,
  pfsense,
  pagerduty,
  networkMonitors,
  hostDaemons,
  fortigate,
  datadog,
  checkmk,
  certificateExpiry,
  bounce,
  backupExec,
  azureMonitor,
  wazuh,
  veeam,
  unattendedUpgrades,
  truenas,
  synology,
  syncovery,
  rsyslog,
  packageUpdates,
  nut,
  logwatch,
  logcheck,
  jenkins,
  haproxy,
  gitlab,
  cloudwatch,
  bacula,
  apcupsd,
];

/** Reads the facts of a mail without a model. Never throws: a broken adapter is noted and left out. */
export const recognise = (
  mail: ParsedMail,
  envelope: Envelope,
  adapters: readonly SourceAdapter[] = sourceAdapters,
): Facts => {
  const text = toMailText(mail, envelope);
  const notes: string[] = [];
  for (const adapter of adapters) {
    const known = tryAdapter(adapter, text, notes);
    if (known === null) continue;
    const generic = readGeneric(text, known);
    return identify(withKnown(generic, known, adapter.source, text.subject), text, notes);
  }
  return identify(readGeneric(text), text, notes);
};

const withKnown = (generic: Facts, known: Reading, source: string, subject: string): Facts => {
  const { parts = [], ...rest } = known;
  const identity = known.identity ?? generic.identity;
  const summary = summaryFor(generic.summary, rest.summary, subject);
  const read: Facts = { ...generic, ...rest, summary, source, identity, parts: [] };
  const facts = withWorstPart(read, parts);
  return {
    ...facts,
    severityFloor: floorOf(facts, known.severityFloor ?? null),
    parts: parts.map((part) => toPart(part, facts)),
  };
};

/** An adapter that has nothing to add to the subject leaves the line to the generic reader, who may know the reading too. */
const summaryFor = (generic: string, known: string | undefined, subject: string): string =>
  known === undefined || (known === subject && generic.startsWith(subject)) ? generic : known;

/** A mail is not less severe than what the tool says of any of its alerts that fires. */
const withWorstPart = (facts: Facts, parts: readonly PartReading[]): Facts => {
  const stated = parts.flatMap(({ state, statedSeverity }) =>
    state === 'firing' && statedSeverity !== null ? [statedSeverity] : [],
  );
  if (facts.state !== 'firing' || stated.length === 0) return facts;
  const worst = stated.reduce(moreSevere);
  if (severityRank(worst) > severityRank(facts.severity)) return facts;
  return { ...facts, statedSeverity: worst, severity: worst, severityCertainty: 'stated' };
};

const toPart = (part: PartReading, { source, kind }: Facts): FactsPart => {
  const { identity = '', ...rest } = part;
  return { ...rest, fingerprint: fingerprintOf({ ...rest, source, kind, identity }).fingerprint };
};

const identify = (facts: Facts, text: MailText, notes: string[]): Facts => {
  const { mail, envelope } = text;
  const sender = mail.from.address || envelope.mailFrom;
  const { fingerprint, basis } = fingerprintOf(facts, sender);
  return { ...facts, fingerprint, fingerprintBasis: basis, ...jobOf(facts, text, sender), notes };
};

const tryAdapter = (adapter: SourceAdapter, text: MailText, notes: string[]): Reading | null => {
  try {
    return adapter.read(text);
  } catch (error) {
    notes.push(
      `the reader of ${adapter.source} failed: ${error instanceof Error ? error.name : 'unknown error'}`,
    );
    return null;
  }
};

/**
 * A severity that the tool states is the floor while the condition holds (L1); of an inferred one the floor is the
 * adapter's, else the generic reader's. It is never above the severity itself.
 */
const floorOf = (facts: Facts, ofAdapter: Severity | null): Severity => {
  if (facts.state === 'firing' && facts.severityCertainty === 'stated') return facts.severity;
  const floor = ofAdapter ?? facts.severityFloor;
  return severityRank(floor) < severityRank(facts.severity) ? facts.severity : floor;
};
