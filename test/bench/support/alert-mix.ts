/** Alerts as a mixed estate sends them, the same ones at each run: 400 hosts, a dozen tools, some Persian, rare words. */
import type { AlertHead } from '../../../src-main/engine/store/alert-record.ts';
import type { AlertStatus, Category, Kind, Severity, State } from '../../../src-shared/vocabulary.ts';

export interface MixedAlert {
  receivedAt: number;
  head: Omit<AlertHead, 'id' | 'receivedAt'>;
  text: string;
  status: AlertStatus;
  /** From receipt to the first delivery. */
  toldAfterMs: number;
}

/** Found in one alert of ten thousand. */
export const rareWord = 'quokka';

const subjects: [subject: string, severity: Severity, category: Category, state: State, kind: Kind][] = [
  ['PROBLEM: HOST replication lag is N s', 'critical', 'database', 'firing', 'problem'],
  ['RECOVERY: HOST replication lag is N s', 'info', 'database', 'resolved', 'recovery'],
  ['[FIRING:N] DiskWillFillIn4Hours (HOST /var node-exporter)', 'high', 'storage', 'firing', 'problem'],
  ['[RESOLVED] DiskWillFillIn4Hours (HOST /var node-exporter)', 'info', 'storage', 'resolved', 'recovery'],
  ['** PROBLEM Service Alert: HOST/HTTP is CRITICAL **', 'critical', 'service', 'firing', 'problem'],
  ['Cron <root@HOST> /usr/local/bin/backup --job N', 'low', 'backup', 'info', 'report'],
  ['[Fail2Ban] sshd: banned 192.0.2.N from HOST', 'medium', 'security', 'info', 'report'],
  ['HOST: vzdump backup status (N VMs) : backup failed', 'high', 'backup', 'firing', 'problem'],
  ['Interface eth0(HOST): Link down for N s', 'high', 'network', 'firing', 'problem'],
  ['هشدار: فضای دیسک HOST رو به پایان است، N درصد', 'high', 'storage', 'firing', 'problem'],
  [
    'SMART error (CurrentPendingSector) detected on host: HOST, N sectors',
    'high',
    'hardware',
    'firing',
    'problem',
  ],
  ['apt upgrade report for HOST: N packages', 'info', 'system', 'info', 'report'],
];
const tools = [
  'zabbix',
  'alertmanager',
  'nagios',
  'cron',
  'fail2ban',
  'proxmox',
  'grafana',
  'monit',
  'generic',
];
const statuses: AlertStatus[] = [
  ...Array<AlertStatus>(44).fill('delivered'),
  'suppressed',
  'suppressed',
  'suppressed',
  'dead',
  'unrouted',
  'delivered',
];

/** A small generator of numbers that look random (mulberry32). */
const numbersFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

const pick = <T>(from: readonly T[], number: number): T => from[number % from.length] as T;

/** Alerts over the given span until now, oldest first. */
export function* mixedAlerts(count: number, now: number, spanMs: number): Generator<MixedAlert> {
  const below = numbersFrom(1);
  for (let i = 0; i < count; i++) {
    const [pattern, severity, category, state, kind] = pick(subjects, below(subjects.length));
    const host = `${pick(['db', 'web', 'mail', 'app', 'san', 'vm'], below(6))}${below(67)}.site${below(3)}.example`;
    const subject = pattern.replace('HOST', host).replace('N', String(below(10_000)));
    const resource = pick(['/var', 'eth0', 'HTTP', 'replication', '/dev/sda', ''], below(6));
    const source = pick(tools, below(tools.length));
    const isRare = i % 10_000 === 5_000;
    const summary =
      below(3) === 0
        ? subject
        : `${host}: ${resource} ${category} ${state}, value ${below(1_000_000)}${isRare ? ` ${rareWord}` : ''}`;
    yield {
      receivedAt: now - spanMs + Math.floor((i * spanMs) / count),
      status: pick(statuses, below(statuses.length)),
      toldAfterMs: 200 + below(3_000) * below(4),
      text: `${subject}\n\n${`value ${below(1000)} on ${host}, see the runbook; `.repeat(12)}`,
      head: {
        from: `${source}@${host}`,
        to: [pick(['ops@example.net', 'dba@example.net', 'noc@example.net'], below(3))],
        subject: isRare && summary === subject ? `${subject} ${rareWord}` : subject,
        source,
        kind,
        state,
        severity,
        category,
        host,
        resource,
        summary,
        fingerprint: null,
        incidentId: null,
        analysedBy: 'deterministic',
      },
    };
  }
}
